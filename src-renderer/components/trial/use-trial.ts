import { useEffect, useRef, useState } from "react";
import type { RequestRow, TrialWay } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { problemOf } from "../../query/problem-of.ts";
import { useClient } from "../../live/use-live.tsx";

interface TrialQuestion {
  way: TrialWay;
  prompt: string;
  /** A data URL. */
  image: string | null;
}

export type TrialState =
  | { step: "idle" }
  | { step: "running"; text: string }
  | { step: "ended"; text: string; problem: Problem | null; row: RequestRow | null };

export interface Trial {
  state: TrialState;
  /** Ends the one under way first. */
  run: (question: TrialQuestion) => void;
  /** Back to nothing. */
  cancel: () => void;
}

/** A real request through the gateway and its answer as it comes. It ends with the place that asked. */
export function useTrial(): Trial {
  const client = useClient();
  const [state, setState] = useState<TrialState>({ step: "idle" });
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);

  const follow = async (question: TrialQuestion, { signal }: AbortController) => {
    let text = "";
    const set = (next: TrialState) => {
      if (!signal.aborted) setState(next);
    };
    set({ step: "running", text });
    try {
      for await (const event of await client.trial.run(question, { signal })) {
        if (event.type === "end") return set({ step: "ended", text, problem: event.problem, row: event.row });
        text += event.text;
        set({ step: "running", text });
      }
      throw new TypeError("The answer stopped coming");
    } catch (error) {
      set({ step: "ended", text, problem: problemOf(error), row: null });
    }
  };

  return {
    state,
    run(question) {
      ending.current?.abort();
      ending.current = new AbortController();
      void follow(question, ending.current);
    },
    cancel() {
      ending.current?.abort();
      setState({ step: "idle" });
    },
  };
}
