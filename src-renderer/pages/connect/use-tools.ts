import { useState } from "react";
import type { ToolId, ToolView } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { useAction, type Action } from "../../live/use-action.ts";
import { useAnswer } from "../../live/use-answer.ts";
import { useClient } from "../../live/use-live.tsx";

export interface Tools {
  /** null while it is not known. */
  of(id: ToolId): ToolView | null;
  problem: Problem | null;
  on: Action<[ToolId]>;
  off: Action<[ToolId]>;
  /** Values that others had changed and that were left alone when this tool was last undone here. */
  foreign(id: ToolId): string[];
}

/** The tools that can be set up with a click. */
export function useTools(): Tools {
  const client = useClient();
  const first = useAnswer(() => client.tools.list(), "tools");
  const [later, setLater] = useState<ToolView[] | null>(null);
  const [left, setLeft] = useState<{ id: ToolId; keys: string[] } | null>(null);
  const views = later ?? first.value;
  return {
    of: (id) => views?.find((view) => view.id === id) ?? null,
    problem: first.problem,
    on: useAction(async (id: ToolId) => {
      setLeft(null);
      setLater(await client.tools.on({ id }));
    }),
    off: useAction(async (id: ToolId) => {
      const { tools, foreign } = await client.tools.off({ id });
      setLeft({ id, keys: foreign });
      setLater(tools);
    }),
    foreign: (id) => (left?.id === id ? left.keys : []),
  };
}
