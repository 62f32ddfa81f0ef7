/** What is known of rate-limit windows, put together from one report after the other. */
import type { RateWindow } from "../../src-shared/contract/accounts.ts";
import { sortedWindows } from "../../src-shared/limits/reported-limits.ts";
import { futureInstant } from "../../src-shared/told-time.ts";

/** What is newly told replaces what it names; meters it does not name stay. */
export function mergeWindows(before: readonly RateWindow[], told: readonly RateWindow[]): RateWindow[] {
  const meters = new Set(told.map((window) => window.meter));
  return sortedWindows([...told, ...before.filter((window) => !meters.has(window.meter))]);
}

/** Without resets that cannot be true. `now`: epoch milliseconds. */
export function withoutOddResets(windows: readonly RateWindow[], now: number): RateWindow[] {
  return windows.map((window) =>
    window.resetsAt === null || window.resetsAt <= now || futureInstant(window.resetsAt / 1000, now) !== null
      ? window
      : { ...window, resetsAt: null },
  );
}

/** When the plan's longest window resets, epoch milliseconds; null when nothing is known, or it has begun anew. */
export function longestReset(windows: readonly RateWindow[], now: number): number | null {
  const own = windows.filter((window) => window.meter === null && (window.resetsAt ?? 0) > now);
  return own.toSorted((a, b) => b.minutes - a.minutes)[0]?.resetsAt ?? null;
}

/** Used percent of the plan's tightest window, 0 when it has begun anew; null when nothing is known. */
export function tightestPercent(windows: readonly RateWindow[], now: number): number | null {
  const own = windows.filter((window) => window.meter === null);
  if (own.length === 0) return null;
  return Math.max(
    ...own.map(({ usedPercent, resetsAt }) => (resetsAt !== null && resetsAt <= now ? 0 : usedPercent)),
  );
}
