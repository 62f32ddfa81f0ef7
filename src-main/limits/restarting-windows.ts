/**
 * Windows of a meter that begin anew at every reading and stand at 0 can never be used up: they are no limits, and
 * showing them as one would be a lie. Which they are is seen by two readings; one is known by its name.
 */
import type { RateWindow } from "../../src-shared/contract/accounts.ts";

const minute = 60_000;

/** What was read of a meter's window that stood at 0 and at its full length. */
export interface FreshWindow {
  /** Epoch milliseconds of the first such reading. */
  at: number;
  /** A later reading found it just so. */
  restarts: boolean;
}

export const windowKey = ({ meter, minutes }: RateWindow): string => `${minutes} ${meter}`;

/** After one more reading of all windows. `now`: epoch milliseconds. */
export function afterReading(
  before: ReadonlyMap<string, FreshWindow>,
  windows: readonly RateWindow[],
  now: number,
): Map<string, FreshWindow> {
  const after = new Map<string, FreshWindow>();
  for (const window of windows) {
    const { meter, minutes, usedPercent, resetsAt } = window;
    const isFresh = resetsAt !== null && Math.abs(resetsAt - now - minutes * minute) < minute;
    if (meter === null || usedPercent !== 0 || !isFresh) continue;
    const known = before.get(windowKey(window));
    after.set(windowKey(window), {
      at: known?.at ?? now,
      // Within a few minutes a window that stands still looks just as fresh.
      restarts: known !== undefined && (known.restarts || now - known.at > 3 * minute),
    });
  }
  return after;
}
