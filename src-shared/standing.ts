/**
 * Whether a slot of a provider, an account above all, can serve: one answer for routing, the window, `status`, `guard` and `/health`, so that they
 * never disagree. Pure.
 */

/** Why a slot cannot serve. excluded: not this model, by the person's wish or for a limit of its own. */
export type Block = "paused" | "dead" | "sealed" | "excluded" | "limited";

export type Standing =
  | "ok"
  /** It had trouble and comes last for a while; it serves all the same when there is no better one. */
  | "resting"
  | Block;

/** What a provider serves from, as far as choosing one goes: an account, a key, a program. */
export interface Slot {
  id: string;
  /** As the person knows it. */
  name: string;
  /** Its credential is no good any more: only the person can help. */
  ended: boolean;
  /** Its credential cannot be opened by this process. */
  sealed: boolean;
  paused: boolean;
  /** Models that are never asked of it. */
  excludedModels: readonly string[];
}

export interface StandingFacts {
  slot: Slot;
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
  const { slot, model } = facts;
  if (slot.ended) return "dead";
  if (slot.sealed) return "sealed";
  if (slot.paused) return "paused";
  if ((facts.limitedUntil ?? 0) > now) return "limited";
  if (model !== null && slot.excludedModels.includes(model)) return "excluded";
  if (model !== null && (facts.modelLimitedUntil ?? 0) > now) return "excluded";
  return (facts.restsUntil ?? 0) > now ? "resting" : "ok";
}

/** What stands in the way of serving; null when nothing does. */
export function blockOf(standing: Standing): Block | null {
  return standing === "ok" || standing === "resting" ? null : standing;
}
