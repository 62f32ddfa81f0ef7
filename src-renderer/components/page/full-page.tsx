import type { ReactNode } from "react";
import classes from "./full-page.module.css";

/** A message in the place of everything else. */
export function FullPage({ title, body, children }: { title: string; body: string; children: ReactNode }) {
  return (
    <div className={classes.page} role="alert">
      <div className={classes.message}>
        <h1>{title}</h1>
        <p>{body}</p>
        {children}
      </div>
    </div>
  );
}
