import type { ReactNode } from "react";
import classes from "./status.module.css";

export type Tone = "good" | "attention" | "bad" | "off" | "busy";

/** A state as a mark and a sentence. The marks differ in shape as well as in colour. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.status}>
      <span className={classes.mark} data-tone={tone} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
