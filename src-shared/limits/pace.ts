/**
 * Where a rate-limit window is heading. Colour follows the forecast, not the level: 70 % used with an
 * hour left is fine, 40 % used in ten minutes is not.
 */
import type { RateWindow } from "../contract/accounts.ts";

/**
 * good: lasts to its reset. attention: runs out before it. bad: used up, or runs out in the first two
 * thirds of the window. unknown: the numbers say nothing about now.
 */
type PaceState = "good" | "attention" | "bad" | "unknown";

export interface Pace {
  /** 0 to 100: where use would stand now if spread evenly over the window; null when not known. */
  expectedPercent: number | null;
  /** Percent used at the reset if it goes on like this; may exceed 100. Null when not known. */
  forecastPercent: number | null;
  /** Epoch milliseconds at which it runs out before its reset; null when it lasts or is used up. */
  lastsUntil: number | null;
  state: PaceState;
}

const minute = 60_000;

/** Early in a window a little use would forecast a lot: the rate is taken over at least this part of it. */
const shortestBasis = 0.05;

/** A forecast beyond this means empty in the first two thirds of the window. */
const badForecast = 150;

/** @param now epoch milliseconds */
export function paceOf(window: Pick<RateWindow, "minutes" | "usedPercent" | "resetsAt">, now: number): Pace {
  const { minutes, resetsAt } = window;
  const used = Math.max(0, window.usedPercent);
  if (resetsAt === null || minutes <= 0) {
    return { expectedPercent: null, forecastPercent: null, lastsUntil: null, state: withoutReset(used) };
  }
  if (now >= resetsAt) {
    return { expectedPercent: null, forecastPercent: null, lastsUntil: null, state: "unknown" };
  }
  const length = minutes * minute;
  const elapsed = Math.min(1, Math.max(0, 1 - (resetsAt - now) / length));
  const perWindow = used / Math.max(elapsed, shortestBasis);
  const forecastPercent = used + perWindow * (1 - elapsed);
  const runsOut = used < 100 && forecastPercent > 100;
  return {
    expectedPercent: elapsed * 100,
    forecastPercent,
    lastsUntil: runsOut ? Math.round(now + ((100 - used) / perWindow) * length) : null,
    state: stateOf(used, forecastPercent),
  };
}

// A window that was never begun has no reset yet.
function withoutReset(used: number): PaceState {
  if (used === 0) return "good";
  return used >= 100 ? "bad" : "unknown";
}

function stateOf(used: number, forecast: number): PaceState {
  if (used >= 100 || forecast > badForecast) return "bad";
  return forecast > 100 ? "attention" : "good";
}
