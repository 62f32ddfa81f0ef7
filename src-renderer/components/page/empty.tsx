import type { ReactNode } from "react";
import classes from "./empty.module.css";

/** A place with nothing in it: what would be here, and how it comes here. */
export function Empty({ title, body, children }: { title: string; body: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      <p>{body}</p>
      {children}
    </div>
  );
}
