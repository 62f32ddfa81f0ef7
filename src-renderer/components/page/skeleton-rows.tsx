import classes from "./skeleton-rows.module.css";

const widths = ["62%", "84%", "71%", "78%", "55%"];

/** Grey rows in the place of what is still read. They come only where that takes a while. */
export function SkeletonRows() {
  return (
    <div className={classes.rows} aria-hidden="true">
      {widths.map((width) => (
        <div key={width} className={classes.row}>
          <span className={classes.bar} style={{ width }} />
        </div>
      ))}
    </div>
  );
}
