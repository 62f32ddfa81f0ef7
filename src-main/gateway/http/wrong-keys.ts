/**
 * Wrong keys: counted per address and told to the log once a minute, and answered slowly once there are many, so that
 * guessing leads nowhere. Whoever has the right key, at the same address too, waits for nothing.
 */
import type { Logger } from "../../logs/logger.ts";
import type { Clock } from "../../platform/ports.ts";

/** Wrong keys of one address that are answered at once. */
const forgiven = 20;
/** Milliseconds between the answers to one address after that, and the longest that one of them waits. */
const stepMs = 100;
const longestMs = 5_000;
/** Milliseconds from the first wrong key to the line in the log. An address with none for so long starts anew. */
const reportMs = 60_000;
/** Addresses that are told apart; what comes from more is counted as one. */
const addressLimit = 1_000;
const others = "other addresses";

export type WrongKeys = ReturnType<typeof createWrongKeys>;

interface Guesses {
  /** Since the last line in the log, and since it started anew. */
  untold: number;
  all: number;
  /** When the next answer is due, in epoch milliseconds. */
  nextAt: number;
}

export function createWrongKeys(clock: Clock, logger: Pick<Logger, "warn">) {
  const guesses = new Map<string, Guesses>();
  let cancel: (() => void) | null = null;

  function report(): void {
    cancel?.();
    cancel = null;
    for (const [address, guess] of guesses) {
      const { untold } = guess;
      if (untold === 0) guesses.delete(address);
      else {
        guess.untold = 0;
        logger.warn(
          { address, count: untold },
          `${untold} wrong ${untold === 1 ? "key" : "keys"} from ${address}`,
        );
      }
    }
    if (guesses.size > 0) cancel = clock.after(reportMs, report);
  }

  return {
    /** Counts one. Returns the milliseconds after which it may be answered. */
    note(from: string | undefined): number {
      const named = from ?? "an unknown address";
      const address = guesses.has(named) || guesses.size < addressLimit ? named : others;
      const guess = guesses.get(address) ?? { untold: 0, all: 0, nextAt: 0 };
      guesses.set(address, guess);
      cancel ??= clock.after(reportMs, report);
      guess.untold += 1;
      guess.all += 1;
      if (guess.all <= forgiven) return 0;
      const now = clock.now();
      guess.nextAt = Math.min(Math.max(guess.nextAt, now) + stepMs, now + longestMs);
      return guess.nextAt - now;
    },
    /** Tells the log what is counted so far: the gateway stops. */
    report() {
      report();
      cancel?.();
      cancel = null;
      guesses.clear();
    },
  };
}
