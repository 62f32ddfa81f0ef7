import { useTranslation } from "react-i18next";
import type { UsageReport } from "../../../src-shared/contract/index.ts";
import { useFormat } from "../../format/use-format.ts";
import classes from "./figures.module.css";

/** The days that are shown, in four numbers. */
export function Figures({ days }: { days: UsageReport["daily"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = (of: (day: UsageReport["daily"][number]) => number) =>
    days.reduce((total, day) => total + of(day), 0);
  const requests = sum((day) => day.requests);
  const input = sum((day) => day.tokens.input);
  const tokens = input + sum((day) => day.tokens.output);
  const share = (part: number, whole: number) =>
    whole === 0 ? t("common.unknown") : format.share((part / whole) * 100);
  const figures = [
    [t("usage.tokens"), format.compact(tokens)],
    [t("usage.requests"), format.number(requests)],
    [
      t("usage.cached"),
      share(
        sum((day) => day.tokens.cached),
        input,
      ),
    ],
    [
      t("usage.failed"),
      share(
        sum((day) => day.failed),
        requests,
      ),
    ],
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
