import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ToolId, ToolView } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { useClient, useQueries } from "../../live/use-live.tsx";
import { useMutation, type Mutation } from "../../query/use-mutation.ts";
import { useQuery } from "../../query/use-query.ts";

export interface Tools {
  /** null while it is not known. */
  of(id: ToolId): ToolView | null;
  problem: Problem | null;
  on: Mutation<[ToolId]>;
  off: Mutation<[ToolId]>;
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
  const show = (views: ToolView[]) => queryClient.setQueryData(queries.list.queryKey(), views);
  return {
    of: (id) => data?.find((view) => view.id === id) ?? null,
    problem,
    on: useMutation(async (id: ToolId) => {
      setLeft(null);
      show(await client.tools.on({ id }));
    }),
    off: useMutation(async (id: ToolId) => {
      const { tools, foreign } = await client.tools.off({ id });
      setLeft({ id, keys: foreign });
      show(tools);
    }),
    foreign: (id) => (left?.id === id ? left.keys : []),
  };
}
