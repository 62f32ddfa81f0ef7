/** Time in the real app's main process, in the test's hands: chosen timers stand still until they are run. */
import type { ElectronApplication } from "playwright-core";

export interface HeldTimers {
  /** How many timers of that many milliseconds are waiting. */
  waiting(ms: number): Promise<number>;
  /** Lets them come. */
  run(ms: number): Promise<void>;
  /** The clock on the wall goes on by so much; no timer comes by it. */
  pass(ms: number): Promise<void>;
}

interface InApp {
  held: Map<NodeJS.Timeout, { ms: number; run: () => void }>;
}

/** @param lengths of the timers to hold, milliseconds; those set from now on */
export async function holdTimers(app: ElectronApplication, lengths: number[]): Promise<HeldTimers> {
  await app.evaluate((_, lengths) => {
    const held: InApp["held"] = new Map();
    Object.assign(globalThis, { held });
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    const replacement = (run: () => void, ms?: number, ...rest: never[]) => {
      if (ms === undefined || !lengths.includes(ms)) return set(run, ms, ...rest);
      const timer = set(() => undefined, 2 ** 31 - 1);
      held.set(timer, { ms, run });
      return timer;
    };
    Object.assign(globalThis, {
      setTimeout: replacement,
      clearTimeout(timer: NodeJS.Timeout) {
        held.delete(timer);
        clear(timer);
      },
    });
  }, lengths);
  return {
    waiting: (ms) =>
      app.evaluate((_, ms) => {
        const { held } = globalThis as unknown as InApp;
        return [...held.values()].filter((each) => each.ms === ms).length;
      }, ms),
    run: (ms) =>
      app.evaluate((_, ms) => {
        const { held } = globalThis as unknown as InApp;
        // Those that are set by what comes now wait for the next time.
        for (const [timer, each] of [...held].filter(([, each]) => each.ms === ms)) {
          clearTimeout(timer);
          each.run();
        }
      }, ms),
    pass: (ms) =>
      app.evaluate((_, ms) => {
        const { now } = Date;
        Date.now = () => now() + ms;
      }, ms),
  };
}
