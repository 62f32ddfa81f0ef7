import { useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { UsageReport } from "../../../src-shared/contract/index.ts";
import { useFormat } from "../../format/use-format.ts";
import { dayBars, partsOf, type Measure } from "./day-bars.ts";
import classes from "./day-chart.module.css";
import { useDayWords } from "./use-day-words.ts";

const height = 120;

/** A bar for each day, and below it the numbers of the one that is pointed at or chosen with the arrow keys. */
export function DayChart({ days, measure }: { days: UsageReport["daily"]; measure: Measure }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useDayWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const { peak, bars } = dayBars(days, measure);
  const found = days.findIndex(({ day }) => day === chosen);
  const shown = found === -1 ? days.length - 1 : found;
  const shownDay = days[shown];
  const peakText = format.compact(peak);
  const range = {
    from: words.date(days[0]?.day ?? ""),
    to: words.date(days.at(-1)?.day ?? ""),
    peak: peakText,
  };
  const step = 100 / days.length;

  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * days.length);
    setChosen(days[index]?.day ?? null);
  };

  return (
    <div>
      <p className={classes.caption}>{t("usage.peak", { peak: peakText })}</p>
      <div className={classes.chart} onPointerMove={point} onPointerLeave={() => setChosen(null)}>
        <svg
          width="100%"
          height={height}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, there is no image file
          role="img"
          aria-label={measure === "tokens" ? t("usage.chartTokens", range) : t("usage.chartRequests", range)}
        >
          <rect className={classes.pointed} x={`${shown * step}%`} width={`${step}%`} height={height} />
          {bars.map((parts, index) =>
            parts.map(({ part, from, height: share }) => (
              <rect
                key={`${days[index]?.day} ${part}`}
                data-part={part}
                x={`${(index + 0.12) * step}%`}
                width={`${step * 0.76}%`}
                y={(1 - from - share) * height}
                height={Math.max(1, share * height - (from > 0 ? 1 : 0))}
              />
            )),
          )}
        </svg>
        <input
          type="range"
          className={classes.keys}
          aria-label={t("usage.day")}
          aria-valuetext={shownDay === undefined ? "" : words.sentence(shownDay)}
          min={0}
          max={days.length - 1}
          value={shown}
          onChange={(event) => setChosen(days[event.currentTarget.valueAsNumber]?.day ?? null)}
          onBlur={() => setChosen(null)}
        />
      </div>
      <div className={classes.ends} aria-hidden="true">
        <span>{range.from}</span>
        <span>{range.to}</span>
      </div>
      <p className={classes.day} data-day={shownDay?.day}>
        {shownDay !== undefined && words.sentence(shownDay)}
      </p>
      <ul className={classes.legend}>
        {partsOf[measure].map((part) => (
          <li key={part}>
            <span className={classes.swatch} data-part={part} />
            {t(`usage.part.${part}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
