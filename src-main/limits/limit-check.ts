/**
 * Reads the usage of accounts that are said to be used up, before anybody is refused for it: limits are reset early
 * for bought credits, another plan, or everybody. Once a minute for an account, one reading for all who wait.
 */
import type { Clock } from "../platform/ports.ts";
import { confirmedForMs } from "./limit-tracker.ts";

/** Milliseconds that a request waits for it. */
const patienceMs = 2_000;

export interface LimitCheckOptions {
  clock: Clock;
  /** When the usage was last read, whoever asked for it, epoch milliseconds; null when it was not since the limit. */
  readSinceLimit: (id: string) => number | null;
  /** Notes what it read. What goes wrong it tells itself. */
  read: (id: string) => Promise<void>;
}

/**
 * Resolves when the accounts' readings are in, after two seconds at the latest. Never rejects. `always`: a person asked,
 * so it is read again however fresh it is.
 */
export type LimitCheck = (ids: readonly string[], always?: "always") => Promise<void>;

export function createLimitCheck({ clock, readSinceLimit, read }: LimitCheckOptions): LimitCheck {
  const running = new Map<string, Promise<void>>();
  const askedAt = new Map<string, number>();

  function reading(id: string, always: boolean): Promise<void> | null {
    const underWay = running.get(id);
    if (underWay !== undefined) return underWay;
    const last = Math.max(askedAt.get(id) ?? -Infinity, readSinceLimit(id) ?? -Infinity);
    if (!always && clock.now() - last < confirmedForMs) return null;
    askedAt.set(id, clock.now());
    const asked = read(id)
      .catch(() => {})
      .finally(() => running.delete(id));
    running.set(id, asked);
    return asked;
  }

  return async (ids, always) => {
    const readings = ids.flatMap((id) => reading(id, always !== undefined) ?? []);
    if (readings.length === 0) return;
    let cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = clock.after(patienceMs, resolve);
    });
    await Promise.race([Promise.all(readings), late]);
    cancel();
  };
}
