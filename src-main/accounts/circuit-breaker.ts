/** When an account that fails again and again is left alone, and for how long: pure. */

export interface Breaker {
  /** Failures in a row. */
  failures: number;
  /** Epoch milliseconds; null while the account is trusted. After it, one request at a time tries again. */
  openUntil: number | null;
}

export const closedBreaker: Breaker = { failures: 0, openUntil: null };

const patience = 3;
const pauseMs = { first: 5_000, longest: 5 * 60_000 };

/** After one more failure: open from the third in a row on, twice as long each time. */
export function afterTrouble(breaker: Breaker, now: number): Breaker {
  const failures = breaker.failures + 1;
  if (failures < patience) return { failures, openUntil: null };
  // Requests that were under way when it opened say nothing new.
  if (breaker.openUntil !== null && breaker.openUntil > now) return breaker;
  const pause = Math.min(pauseMs.longest, pauseMs.first * 2 ** (failures - patience));
  return { failures, openUntil: now + pause };
}

/** The pause is over and nobody knows yet whether the account works again. */
export function isHalfOpen({ openUntil }: Breaker, now: number): boolean {
  return openUntil !== null && openUntil <= now;
}
