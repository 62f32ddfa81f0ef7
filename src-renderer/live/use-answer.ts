import { useEffect, useState } from "react";
import type { Problem } from "../../src-shared/problem.ts";
import { problemOf } from "./problem-of.ts";

export interface Answer<Value> {
  /** The last one that came, which may belong to an earlier question while a new one is under way. */
  value: Value | null;
  problem: Problem | null;
}

/** What Switchyard says when asked, for what is not part of the live feed. Asks again when `question` changes. */
export function useAnswer<Value>(ask: () => Promise<Value>, question: string): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>({ value: null, problem: null });
  useEffect(() => {
    let wanted = true;
    ask().then(
      (value) => {
        if (wanted) setAnswer({ value, problem: null });
      },
      (error: unknown) => {
        if (wanted) setAnswer({ value: null, problem: problemOf(error) });
      },
    );
    return () => {
      wanted = false;
    };
    // oxlint-disable-next-line react/exhaustive-deps -- the question stands for the function that asks it
  }, [question]);
  return answer;
}
