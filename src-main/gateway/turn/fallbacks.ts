/** What is asked instead when a model cannot be served. Pure. */
import { failurePolicy } from "../../../src-shared/failure-policy.ts";
import type { ProblemCode } from "../../../src-shared/problem.ts";
import { AppError } from "../../platform/app-error.ts";
import { UpstreamFailure } from "../../providers/failure.ts";

/** Of what is thrown when no slot could be asked at all. */
const nobody: ReadonlySet<ProblemCode> = new Set([
  "no_account",
  "sign_in_needed",
  "accounts_sealed",
  "usage_limit_reached",
  "network",
]);

/**
 * Whether another provider may do better: nobody was there, or the failure is one that moves between slots and has
 * moved through all of them. Never for what is the request's own doing.
 */
export function isUnserved(error: unknown): boolean {
  if (error instanceof AppError) return nobody.has(error.code);
  if (!(error instanceof UpstreamFailure)) return false;
  // A network that one provider blocks may lead to another.
  return failurePolicy[error.kind].moves || error.kind === "cloudflare";
}

/** The names to ask one after the other; `names`: what the client said, then what it stands for. */
export function fallbacksOf(
  fallbacks: Readonly<Record<string, readonly string[]>>,
  names: readonly string[],
): readonly string[] {
  const name = names.find((each) => Object.hasOwn(fallbacks, each));
  return (name === undefined ? undefined : fallbacks[name]) ?? [];
}
