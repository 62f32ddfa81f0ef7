import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ToolId, ToolView } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { useClient, useQueries } from "../../live/use-live.tsx";
import { useMutation, type Mutation } from "../../query/use-mutation.ts";
import { useQuery } from "../../query/use-query.ts";

export interface Tools {
  /** How it stands with the tools is known, or cannot be. */
  known: boolean;
  /** null while it is not known. */
  of(id: ToolId): ToolView | null;
  problem: Problem | null;
  on: Mutation<[ToolId]>;
  off: Mutation<[ToolId]>;
  /** The one that was undone last. */
  undoing: ToolId | null;
  /** Values that others had changed and that were left alone when this tool was last undone here. */
  foreign(id: ToolId): string[];
}

/** The tools that can be set up with a click. */
export function useTools(): Tools {
  const client = useClient();
  const { tools: queries } = useQueries();
  const queryClient = useQueryClient();
  const { data, problem } = useQuery(queries.list.queryOptions());
  const [left, setLeft] = useState<{ id: ToolId; keys: string[] } | null>(null);
  const [undoing, setUndoing] = useState<ToolId | null>(null);
  const show = (views: ToolView[]) => queryClient.setQueryData(queries.list.queryKey(), views);
  return {
    known: data !== null || problem !== null,
    of: (id) => data?.find((view) => view.id === id) ?? null,
    problem,
    on: useMutation(async (id: ToolId) => {
      setLeft(null);
      show(await client.tools.on({ id }));
    }),
    undoing,
    off: useMutation(async (id: ToolId) => {
      setUndoing(id);
      const { tools, foreign } = await client.tools.off({ id });
      setLeft({ id, keys: foreign });
      show(tools);
    }),
    foreign: (id) => (left?.id === id ? left.keys : []),
  };
}
