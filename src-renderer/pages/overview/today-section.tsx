import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/page/page.tsx";
import { Sparkline } from "../../components/meters/sparkline.tsx";
import { useFormat } from "../../format/use-format.ts";
import { useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import classes from "./today-section.module.css";

export function TodaySection() {
  const { t } = useTranslation();
  const format = useFormat();
  const today = useLive((state) => state.today);
  const hour = new Date(useNow()).getHours();
  const { input, output, cached } = today.tokens;
  const peak = Math.max(0, ...today.perHour);

  return (
    <Section title={t("overview.today")}>
      <div className={classes.totals}>
        <Total
          value={format.number(today.requests)}
          unit={t("overview.requests", { count: today.requests })}
        />
        <Total
          value={format.compact(input + output)}
          unit={t("overview.tokens")}
          note={input > 0 && t("overview.cached", { share: format.percent((cached / input) * 100) })}
        />
        <Total value={format.number(today.failed)} unit={t("overview.failed")} bad={today.failed > 0} />
        {today.withoutUsage > 0 && (
          <Total value={format.number(today.withoutUsage)} unit={t("overview.withoutUsage")} />
        )}
      </div>
      <Sparkline values={today.perHour} now={hour} label={t("overview.perHour")} />
      <p className={classes.caption}>
        {peak > 0 ? t("overview.perHourPeak", { peak: format.number(peak) }) : t("overview.perHourNone")}
      </p>
    </Section>
  );
}

interface TotalProperties {
  value: string;
  unit: string;
  note?: ReactNode;
  bad?: boolean;
}

function Total({ value, unit, note, bad = false }: TotalProperties) {
  return (
    <span className={classes.total}>
      <span className={classes.value} data-bad={bad || undefined}>
        {value}
      </span>{" "}
      {unit} {note}
    </span>
  );
}
