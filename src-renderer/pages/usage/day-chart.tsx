import { useTranslation } from "react-i18next";
import type { UsageReport } from "../../../src-shared/contract/index.ts";
import { BarChart, type Shade } from "../../components/chart/bar-chart.tsx";
import { niceTicks } from "../../components/chart/nice-ticks.ts";
import { useFormat } from "../../format/use-format.ts";
import { dayBars, partsOf, type Measure, type Part } from "./day-bars.ts";
import classes from "./day-chart.module.css";
import { useDayWords } from "./use-day-words.ts";

const shades: Record<Part, Shade> = {
  cached: "light",
  fresh: "main",
  output: "strong",
  served: "main",
  failed: "bad",
};

interface Properties {
  days: UsageReport["daily"];
  measure: Measure;
  chosen: string | null;
  onChoose: (day: string | null) => void;
}

/** A bar for each day; a click on one makes the breakdown that day's. */
export function DayChart({ days, measure, chosen, onChoose }: Properties) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useDayWords();
  const { peak, bars } = dayBars(days, measure);
  const ticks = niceTicks(peak);
  const scale = peak / (ticks.at(-1) ?? 1);
  const range = {
    from: words.date(days[0]?.day ?? ""),
    to: words.date(days.at(-1)?.day ?? ""),
    peak: format.compact(peak),
  };
  // A name for every day of a week; of more days, for one in seven, today among them.
  const named = (index: number) => days.length <= 7 || (days.length - 1 - index) % 7 === 3;

  return (
    <>
      <BarChart
        label={measure === "tokens" ? t("usage.chartTokens", range) : t("usage.chartRequests", range)}
        barLabel={t("usage.day")}
        ticks={ticks.map((tick) => format.compact(tick))}
        bars={days.map((day, index) => ({
          key: day.day,
          words: words.parts(day),
          axis: named(index) ? words.short(day.day) : null,
          parts: (bars[index] ?? []).map(({ part, from, height }) => ({
            shade: shades[part],
            from: from * scale,
            height: height * scale,
          })),
        }))}
        chosen={chosen}
        onChoose={onChoose}
      />
      <ul className={classes.legend}>
        {partsOf[measure].map((part) => (
          <li key={part}>
            <span className={classes.swatch} data-shade={shades[part]} />
            {t(`usage.part.${part}`)}
          </li>
        ))}
      </ul>
    </>
  );
}
