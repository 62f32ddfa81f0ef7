import { useTranslation } from "react-i18next";
import type { UsageReport } from "../../../src-shared/contract/index.ts";
import { useFormat } from "../../format/use-format.ts";

export interface DayWords {
  /** "20 Nov 2026" for "2026-11-20". */
  date(day: string): string;
  /** "20 Nov" */
  short(day: string): string;
  /** Everything about a day, its date first. */
  parts(day: UsageReport["daily"][number]): string[];
}

export function useDayWords(): DayWords {
  const { t } = useTranslation();
  const format = useFormat();
  // Noon: a day without a zone is read as local then, whatever the clock did that night.
  const noon = (day: string) => new Date(`${day}T12:00:00`).getTime();
  const date = (day: string) => (day === "" ? "" : format.date(noon(day)));
  return {
    date,
    short: (day) => format.dayOfMonth(noon(day)),
    parts({ day, requests, failed, tokens: { input, cached, output } }) {
      const tokens = format.compact(input);
      return [
        date(day),
        t("usage.dayRequests", { count: requests }),
        input > 0
          ? t("usage.dayInCached", { tokens, share: format.percent((cached / input) * 100) })
          : t("usage.dayIn", { tokens }),
        t("usage.dayOut", { tokens: format.compact(output) }),
        ...(failed > 0 ? [t("usage.dayFailed", { failed: format.number(failed) })] : []),
      ];
    },
  };
}
