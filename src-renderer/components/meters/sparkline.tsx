import classes from "./sparkline.module.css";

/** One bar for every hour of the day; `now` is the hour that is still filling. */
export function Sparkline({ values, now, label }: { values: number[]; now: number; label: string }) {
  const peak = Math.max(1, ...values);
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn with elements, there is no image file
    <div className={classes.chart} role="img" aria-label={label}>
      {values.map((value, hour) => (
        <span
          // oxlint-disable-next-line react/no-array-index-key -- the index is the hour, which is the identity
          key={hour}
          className={classes.bar}
          data-state={hour === now ? "now" : hour > now ? "ahead" : value === 0 ? "none" : undefined}
          style={{ height: `${(value / peak) * 100}%` }}
        />
      ))}
    </div>
  );
}
