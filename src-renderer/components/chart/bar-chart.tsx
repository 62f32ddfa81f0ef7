/** Bars over time, drawn here: hairlines at round numbers, and a band with the numbers of the bar that is pointed at. */
import { useState, type MouseEvent } from "react";
import classes from "./bar-chart.module.css";

export type Shade = "light" | "main" | "strong" | "bad";

interface ChartBar {
  key: string;
  /** From the bottom up, as parts of the highest tick. */
  parts: { shade: Shade; from: number; height: number }[];
  /** Everything about it: its name first. */
  words: string[];
  /** Below the bar; null for most of them. */
  axis: string | null;
}

interface Properties {
  /** Of the whole, for screen readers. */
  label: string;
  /** What the arrow keys choose. */
  barLabel: string;
  bars: ChartBar[];
  /** From 0 to the top. */
  ticks: string[];
  chosen: string | null;
  /** A click, or Enter: null takes the choice back. */
  onChoose: (key: string | null) => void;
}

const height = 160;

export function BarChart({ label, barLabel, bars, ticks, chosen, onChoose }: Properties) {
  const [pointed, setPointed] = useState<string | null>(null);
  const found = bars.findIndex(({ key }) => key === (pointed ?? chosen));
  const index = found === -1 ? bars.length - 1 : found;
  const step = 100 / Math.max(1, bars.length);
  const keyAt = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return bars[Math.floor(((event.clientX - box.left) / box.width) * bars.length)]?.key ?? null;
  };
  const choose = (key: string | null) => onChoose(key === chosen ? null : key);

  return (
    <div>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- what the pointer does here, the arrow keys and Enter do in the range below */}
      <div
        className={classes.chart}
        onPointerMove={(event) => setPointed(keyAt(event))}
        onPointerLeave={() => setPointed(null)}
        onClick={(event) => choose(keyAt(event))}
      >
        <Ticks ticks={ticks} />
        <svg
          width="100%"
          height={height}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, there is no image file
          role="img"
          aria-label={label}
        >
          {bars.map(({ key, parts }, place) => (
            <g key={key} className={classes.bar} data-chosen={key === chosen || undefined}>
              {(key === pointed || key === chosen) && (
                <rect className={classes.band} x={`${place * step}%`} width={`${step}%`} height={height} />
              )}
              {parts.map(({ shade, from, height: share }) => (
                <rect
                  key={shade}
                  data-shade={shade}
                  x={`${(place + 0.14) * step}%`}
                  width={`${step * 0.72}%`}
                  y={(1 - from - share) * height}
                  height={Math.max(1, share * height - (from > 0 ? 1 : 0))}
                />
              ))}
            </g>
          ))}
        </svg>
        <input
          type="range"
          className={classes.keys}
          aria-label={barLabel}
          aria-valuetext={bars[index]?.words.join(" · ") ?? ""}
          min={0}
          max={Math.max(0, bars.length - 1)}
          value={index}
          onChange={(event) => setPointed(bars[event.currentTarget.valueAsNumber]?.key ?? null)}
          onFocus={() => setPointed(bars[index]?.key ?? null)}
          onBlur={() => setPointed(null)}
          onKeyDown={(event) => {
            if (event.key === "Enter") choose(bars[index]?.key ?? null);
          }}
        />
        {pointed !== null && <Tooltip bar={bars[index]} index={index} count={bars.length} />}
      </div>
      <div className={classes.axis} aria-hidden="true">
        {bars.map(
          ({ key, axis }, place) =>
            axis !== null && (
              <span key={key} style={{ left: `${(place + 0.5) * step}%` }}>
                {axis}
              </span>
            ),
        )}
      </div>
    </div>
  );
}

function Ticks({ ticks }: { ticks: string[] }) {
  return (
    <div className={classes.ticks} aria-hidden="true">
      {ticks.map((text, index) => (
        <span key={text} style={{ bottom: `${(index / (ticks.length - 1)) * 100}%` }}>
          {index > 0 && text}
        </span>
      ))}
    </div>
  );
}

/** On the side of the bar that has the room. */
function Tooltip({ bar, index, count }: { bar: ChartBar | undefined; index: number; count: number }) {
  if (bar === undefined) return null;
  const [name, ...rest] = bar.words;
  const before = index >= count / 2;
  const edge = before
    ? { right: `${((count - index) / count) * 100}%` }
    : { left: `${((index + 1) / count) * 100}%` };
  return (
    <div className={classes.tooltip} style={edge} data-tooltip={bar.key} aria-hidden="true">
      <strong>{name}</strong>
      {rest.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
