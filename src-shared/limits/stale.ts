/** When limits are too old to be shown as fresh. */
import type { LimitsView } from "../contract/accounts.ts";

/** Limits are read with every request and every few minutes besides; older than this, nobody reads them. */
export const staleAfter = 30 * 60_000;

/**
 * @param now epoch milliseconds
 * @returns the time the numbers were read when they are stale, else null
 */
export function staleSince(limits: Pick<LimitsView, "readAt">, now: number): number | null {
  return now - limits.readAt > staleAfter ? limits.readAt : null;
}
