import type { ReactNode } from "react";
import type { Problem } from "../../src-shared/problem.ts";
import { useProblemText } from "../format/problem-text.ts";
import { AttentionIcon } from "./icons.tsx";
import classes from "./problem-note.module.css";

/** What went wrong, why, what to do, and the button that does it. */
export function ProblemNote({ problem, children }: { problem: Problem; children?: ReactNode }) {
  const text = useProblemText()(problem);
  return (
    <div className={classes.note} role="alert">
      <span className={classes.icon}>
        <AttentionIcon />
      </span>
      <div className="selectable">
        <p>{text.message}</p>
        {text.advice !== "" && <p className={classes.advice}>{text.advice}</p>}
      </div>
      {children !== undefined && children !== false && <div className={classes.action}>{children}</div>}
    </div>
  );
}
