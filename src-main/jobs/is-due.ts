/** Whether the time of a job has come. Pure. */
import type { When } from "./job.ts";

/** An account that may serve, as far as is known. */
export interface Room {
  /** A limit of its plan is used up. */
  limited: boolean;
  /** Percent left of its tightest window; null when not known. */
  left: number | null;
  /** When its longest window resets, epoch milliseconds; null when not known. */
  resetsAt: number | null;
}

/** Percent; less is not worth beginning something for. */
const worthUsing = 5;

export function isDue(when: When, rooms: readonly Room[], now: number): boolean {
  const open = rooms.filter(({ limited }) => !limited);
  switch (when.kind) {
    case "at":
      return now >= when.at;
    case "after-reset":
      return now >= when.at && open.length > 0;
    case "above":
      return open.some(({ left }) => left !== null && left >= when.percent);
    case "before-expiry":
      return open.some(
        ({ left, resetsAt }) =>
          left !== null && left >= worthUsing && resetsAt !== null && resetsAt - now <= when.withinMs,
      );
  }
}
