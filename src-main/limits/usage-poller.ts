/**
 * Asks the backend for an account's limits (GET /wham/usage) when nothing fresher came with an answer: once when
 * an account appears, then rarely, more often while somebody looks.
 */
import type { Clock } from "../platform/ports.ts";

/** Milliseconds; never asked more often than this per account. */
const cadence = { watched: 5 * 60_000, unwatched: 30 * 60_000, tick: 60_000 };

export interface UsagePollerOptions {
  clock: Clock;
  accountIds: () => string[];
  /** When the account's limits were last read or asked for, epoch milliseconds. */
  readAt: (id: string) => number | null;
  watched: () => boolean;
  read: (id: string) => Promise<void>;
}

export function createUsagePoller(options: UsagePollerOptions) {
  const { clock } = options;
  const askedAt = new Map<string, number>();
  let cancel: (() => void) | null = null;
  let stopped = false;

  function tick(patience = options.watched() ? cadence.watched : cadence.unwatched): void {
    for (const id of options.accountIds()) {
      const last = Math.max(options.readAt(id) ?? 0, askedAt.get(id) ?? 0);
      if (clock.now() - last < patience) continue;
      askedAt.set(id, clock.now());
      // What went wrong is noted at the account by the reader.
      options.read(id).catch(() => {});
    }
    cancel?.();
    if (!stopped) cancel = clock.after(cadence.tick, () => tick());
  }

  return {
    /** Looks now; also after an account was added. */
    tick: () => tick(),
    /** Reads what is not fresh, whoever looks: after a sleep nothing is known for sure. */
    wakeUp: () => tick(cadence.tick),
    stop(): void {
      stopped = true;
      cancel?.();
    },
  };
}
