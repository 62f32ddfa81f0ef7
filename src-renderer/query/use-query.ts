import { useQuery as useTanstackQuery, type QueryFunction, type QueryKey } from "@tanstack/react-query";
import type { Problem } from "../../src-shared/problem.ts";
import { problemOf } from "./problem-of.ts";

export interface Query<Data> {
  /** null before the first answer; the one to an earlier question while a new one is under way. */
  data: Data | null;
  problem: Problem | null;
  /** Resolves when the answer is there, good or bad. */
  retry: () => Promise<void>;
}

export interface QueryOptions<Data> {
  queryKey: QueryKey;
  queryFn: QueryFunction<Data>;
  enabled?: boolean;
  /** "static": good for as long as it is shown, whatever the feed says. */
  staleTime?: number | "static";
}

/** What is asked of Switchyard beside the live feed. @param options of `useQueries()` */
export function useQuery<Data>(options: QueryOptions<Data>): Query<Data> {
  const { data, error, refetch } = useTanstackQuery<Data>(options);
  return {
    data: data ?? null,
    problem: error === null ? null : problemOf(error),
    retry: async () => void (await refetch()),
  };
}
