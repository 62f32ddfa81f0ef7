/** When limits are too old to be shown as fresh. */
import type { LimitsView } from "../contract/accounts.ts";

/** Limits are read at least every half hour; numbers older than this, in milliseconds, were missed. */
export const staleAfter = 40 * 60_000;

/**
 * @param now epoch milliseconds
 * @returns the time the numbers were read when they are stale, else null
 */
export function staleSince(limits: Pick<LimitsView, "readAt">, now: number): number | null {
  return now - limits.readAt > staleAfter ? limits.readAt : null;
}
