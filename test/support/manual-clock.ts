/** A clock that only a test moves. */
import type { Clock } from "../../src-main/platform/ports.ts";

export const START = Date.UTC(2026, 0, 5, 12);

export interface ManualClock extends Clock {
  advance(ms: number): void;
  /** Resolves when something waits for the clock. */
  awaited(): Promise<void>;
}

export function manualClock(): ManualClock {
  let now = START;
  let timers: { at: number; run: () => void }[] = [];
  let waiting = Promise.withResolvers<void>();
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      waiting.resolve();
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      waiting = Promise.withResolvers();
      for (const timer of due) timer.run();
    },
    awaited: () => waiting.promise,
  };
}
