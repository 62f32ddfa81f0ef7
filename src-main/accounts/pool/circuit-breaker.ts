/**
 * When an account that fails for several conversations comes last, and for how long: pure. One conversation says
 * nothing, however often it fails: its request may be the reason.
 */

export interface Breaker {
  /** Conversations that failed since the account last came through. */
  failed: readonly string[];
  /** How often it has opened since then. */
  openings: number;
  /** Epoch milliseconds; null while the account is trusted. After it, a few requests at a time try again. */
  openUntil: number | null;
}

export const closedBreaker: Breaker = { failed: [], openings: 0, openUntil: null };

const patience = 3;
const pauseMs = { first: 5_000, longest: 5 * 60_000 };
/** Enough to know a conversation again that fails for hours. */
const mostFailed = 100;

/** After one more failure: open from the third conversation on, twice as long each time. */
export function afterTrouble(breaker: Breaker, conversation: string, now: number): Breaker {
  if (breaker.failed.includes(conversation)) return breaker;
  const failed = [...breaker.failed, conversation].slice(-mostFailed);
  // Requests that were under way when it opened say nothing new.
  const isOpen = breaker.openUntil !== null && breaker.openUntil > now;
  if (failed.length < patience || isOpen) return { ...breaker, failed };
  const pause = Math.min(pauseMs.longest, pauseMs.first * 2 ** breaker.openings);
  return { failed, openings: breaker.openings + 1, openUntil: now + pause };
}

/** That conversation's failure was its own: as if it had not been counted. */
export function withoutTrouble(breaker: Breaker, conversation: string): Breaker {
  const failed = breaker.failed.filter((each) => each !== conversation);
  if (failed.length === breaker.failed.length) return breaker;
  return failed.length < patience ? { failed, openings: 0, openUntil: null } : { ...breaker, failed };
}

/** It has opened, and nothing has come through since. */
export function isOnProbation({ openUntil }: Breaker): boolean {
  return openUntil !== null;
}
