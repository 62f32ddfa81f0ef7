/** What a reading of GET /wham/usage says of an account: whether there is room, or until when it is used up. Pure. */
import type { ReportedLimits } from "../../src-shared/limits/reported-limits.ts";

export interface Reading {
  /** The plan's own windows: room, used up until then (epoch milliseconds), or nothing that helps. */
  plan: "room" | "unknown" | { until: number };
  /** No meter of a model is used up. */
  metersHaveRoom: boolean;
}

/** @param now epoch milliseconds */
export function readingOf(told: ReportedLimits, now: number): Reading {
  const isFull = ({ usedPercent, resetsAt }: ReportedLimits["windows"][number]) =>
    usedPercent >= 100 && (resetsAt === null || resetsAt > now);
  const own = told.windows.filter((window) => window.meter === null);
  const metersHaveRoom = !told.windows.some((window) => window.meter !== null && isFull(window));
  return { plan: planOf(), metersHaveRoom };

  function planOf(): Reading["plan"] {
    // Credits keep a plan going whose windows are used up.
    if (told.credits?.hasCredits || told.credits?.unlimited) return "room";
    const full = own.filter(isFull);
    // Where the backend says it in a word, that counts: percentages are rounded.
    if (!(told.reached ?? full.length > 0)) {
      return own.length > 0 && told.spend?.reached !== true ? "room" : "unknown";
    }
    const fullest =
      full.length > 0 ? full : own.toSorted((a, b) => b.usedPercent - a.usedPercent).slice(0, 1);
    const resets = fullest.flatMap(({ resetsAt }) => (resetsAt !== null && resetsAt > now ? [resetsAt] : []));
    return resets.length > 0 ? { until: Math.max(...resets) } : "unknown";
  }
}
