/**
 * Whether an account can serve: one answer for routing, the window, `status`, `guard` and `/health`, so that they
 * never disagree. Pure.
 */

/** Why an account cannot serve. excluded: not this model, by the person's wish or for a limit of its own. */
export type Block = "paused" | "dead" | "sealed" | "excluded" | "limited";

export type Standing =
  | "ok"
  /** It had trouble and comes last for a while; it serves all the same when there is no better one. */
  | "resting"
  | Block;

export interface StandingFacts {
  account: {
    deadSince: number | null;
    /** null while it cannot be opened, or is not there any more. */
    tokens: object | null;
    linked: object | null;
    paused: boolean;
    excludedModels: readonly string[];
  };
  /** The model that is asked for; null: any. */
  model: string | null;
  /** Epoch milliseconds until when a limit of the plan, or of the model alone, is used up; null when none is. */
  limitedUntil: number | null;
  modelLimitedUntil: number | null;
  /** Epoch milliseconds; null when it had no trouble. */
  restsUntil: number | null;
}

/** @param now epoch milliseconds */
export function standingOf(facts: StandingFacts, now: number): Standing {
  const { account, model } = facts;
  if (account.deadSince !== null) return "dead";
  if (account.tokens === null) return account.linked === null ? "sealed" : "dead";
  if (account.paused) return "paused";
  if ((facts.limitedUntil ?? 0) > now) return "limited";
  if (model !== null && account.excludedModels.includes(model)) return "excluded";
  if (model !== null && (facts.modelLimitedUntil ?? 0) > now) return "excluded";
  return (facts.restsUntil ?? 0) > now ? "resting" : "ok";
}

/** What stands in the way of serving; null when nothing does. */
export function blockOf(standing: Standing): Block | null {
  return standing === "ok" || standing === "resting" ? null : standing;
}
