import { useState } from "react";
import type { Problem } from "../../src-shared/problem.ts";
import { problemOf } from "./problem-of.ts";

export interface Mutation<Input extends unknown[]> {
  /** Never rejects: failures are in `problem`. Resolves to whether it went well. */
  run(...input: Input): Promise<boolean>;
  pending: boolean;
  problem: Problem | null;
  clear(): void;
}

/**
 * Something the person asks Switchyard to do. The outcome arrives by the live feed, so that there is nothing to cache
 * or to roll back: the library's own hook would only add to what is fetched before the first page.
 */
export function useMutation<Input extends unknown[]>(
  perform: (...input: Input) => Promise<unknown>,
): Mutation<Input> {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    pending,
    problem,
    clear: () => setProblem(null),
    async run(...input) {
      setPending(true);
      setProblem(null);
      try {
        await perform(...input);
        return true;
      } catch (error) {
        setProblem(problemOf(error));
        return false;
      } finally {
        setPending(false);
      }
    },
  };
}
