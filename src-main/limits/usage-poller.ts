/**
 * Asks the backend for an account's limits (GET /wham/usage) when nothing fresher came with an answer: once when
 * an account appears, then rarely, more often while somebody looks, less often on a battery, never during sleep.
 */
import type { Clock } from "../platform/ports.ts";

const minute = 60_000;

/** Milliseconds; never asked more often than this per account, on a battery half as often. */
const cadence = { watched: 5 * minute, unwatched: 30 * minute, tick: minute };

/** Milliseconds between two reads of one account. */
export function patienceOf(now: { watched: boolean; onBattery: boolean }): number {
  return (now.watched ? cadence.watched : cadence.unwatched) * (now.onBattery ? 2 : 1);
}

export interface UsagePollerOptions {
  clock: Clock;
  accountIds: () => string[];
  /** When the account's limits were last read or asked for, epoch milliseconds. */
  readAt: (id: string) => number | null;
  watched: () => boolean;
  onBattery: () => boolean;
  read: (id: string) => Promise<void>;
  /** Told what `read` rejects with; what is wrong with the account is noted there already. */
  failed: (error: unknown) => void;
}

export function createUsagePoller(options: UsagePollerOptions) {
  const { clock } = options;
  const askedAt = new Map<string, number>();
  let cancel: (() => void) | null = null;
  let stopped = false;
  let asleep = false;

  function tick(patience?: number): void {
    if (stopped || asleep) return;
    const wait = patience ?? patienceOf({ watched: options.watched(), onBattery: options.onBattery() });
    for (const id of options.accountIds()) {
      const last = Math.max(options.readAt(id) ?? 0, askedAt.get(id) ?? 0);
      if (clock.now() - last < wait) continue;
      askedAt.set(id, clock.now());
      options.read(id).catch(options.failed);
    }
    cancel?.();
    cancel = clock.after(cadence.tick, () => tick());
  }

  return {
    /** Looks now; also after an account was added. */
    tick: () => tick(),
    /** The computer goes to sleep: a request begun now would only break off. */
    pause(): void {
      asleep = true;
      cancel?.();
    },
    /** Reads what is not fresh, whoever looks: after a sleep nothing is known for sure. */
    wakeUp(): void {
      asleep = false;
      tick(cadence.tick);
    },
    stop(): void {
      stopped = true;
      cancel?.();
    },
  };
}
