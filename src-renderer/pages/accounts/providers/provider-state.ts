import type { ProviderView } from "../../../../src-shared/contract/index.ts";
import { kindFacts } from "../../../../src-shared/provider-kinds.ts";
import type { Problem } from "../../../../src-shared/problem.ts";

export type ProviderState = "serving" | "paused" | "trouble" | "unaccepted" | "unable";

/** Whether a provider serves, and its last error where it does not. One key that works is enough. */
export function providerState(provider: ProviderView): { state: ProviderState; problem: Problem | null } {
  const { kind, acceptedAt, runs, slots } = provider;
  if (kindFacts[kind].acceptance !== null && acceptedAt === null)
    return { state: "unaccepted", problem: null };
  if (!runs) return { state: "unable", problem: null };
  const open = slots.filter(({ paused }) => !paused);
  if (open.length === 0) return { state: "paused", problem: null };
  if (open.some(({ standing }) => standing === "ok")) return { state: "serving", problem: null };
  return {
    state: "trouble",
    problem: open.find(({ lastProblem }) => lastProblem !== null)?.lastProblem ?? null,
  };
}
