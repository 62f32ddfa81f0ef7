/** A provider at work: with the pool over its slots, and what is known of their limits. */
import { createSlotPool, type PoolRules, type SlotPool } from "../../accounts/pool/slot-pool.ts";
import { createLimitCheck, type LimitCheck } from "../../limits/limit-check.ts";
import { createLimitTracker, isConfirmed, type LimitTracker } from "../../limits/limit-tracker.ts";
import { longestReset, tightestPercent } from "../../limits/rate-windows.ts";
import { AppError } from "../../platform/app-error.ts";
import type { Clock } from "../../platform/ports.ts";
import { toAppError } from "../../providers/failure.ts";
import type { Provider } from "../../providers/provider.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { createWaitingRoom, type WaitingRoom } from "../waiting/waiting-room.ts";
import { limitedSlots, opensAt } from "./used-up.ts";

export interface RunningProvider<C = unknown> {
  provider: Provider<C>;
  pool: SlotPool;
  limits: LimitTracker;
  /** Requests that wait for a reset. */
  waiting: WaitingRoom;
  /** Reads the limits of these slots anew, before anybody is refused for one. */
  checkLimits: LimitCheck;
  /** Asks for what a slot has left and notes it. Throws AppError, or what nobody foresaw. */
  readLimits(slotId: string): Promise<void>;
  now: () => number;
  /** As in Budgets. */
  admit: Budgets["admit"];
  /** Somebody uses it, until the returned function is called. */
  hold(): () => void;
  /** It is not the provider of this name any more: resolves when nobody holds it and it is closed. */
  retire(): Promise<void>;
}

export interface RunningOptions {
  clock: Clock;
  rules: () => PoolRules;
  /** The rules may have changed. */
  rulesChanged: (listener: () => void) => () => void;
  /** Decides whether a request may be sent now; without one all may. */
  admit?: Budgets["admit"];
}

export function runProvider<C>(provider: Provider<C>, options: RunningOptions): RunningProvider<C> {
  const { clock, rules, rulesChanged, admit = () => Promise.resolve() } = options;
  const now = () => clock.now();
  const limits = createLimitTracker(now);
  const pool = createSlotPool({
    slots: provider.slots,
    clock,
    rules,
    limitOf(id, model) {
      const limit = limits.limitOf(id, model);
      return limit && { until: limit.until, certain: isConfirmed(limit, now()) };
    },
    restUntil: (id) => limits.restOf(id)?.until ?? null,
    resetsAt: (id) => longestReset(limits.of(id).limits?.windows ?? [], now()),
    usedPercent: (id) => tightestPercent(limits.of(id).limits?.windows ?? [], now()),
  });
  provider.tellLimits?.((id, reported) => limits.note(id, reported, "usage", now()));
  let held = 0;
  let whenFree: (() => void) | null = null;

  async function readLimits(id: string): Promise<void> {
    const askedAt = now();
    try {
      const reported = await provider.check(id);
      if (reported) limits.note(id, reported, "usage", askedAt);
    } catch (error) {
      const shown = toAppError(error);
      // Told and no more: what serves turns may be well all the same.
      if (shown instanceof AppError) limits.problem(id, shown.problem);
      throw shown;
    }
  }

  const checkLimits = createLimitCheck({
    clock,
    readSinceLimit(id) {
      const { usageReadAt, cooling } = limits.of(id);
      return usageReadAt !== null && usageReadAt > (cooling?.since ?? 0) ? usageReadAt : null;
    },
    read: readLimits,
  });
  const waiting = createWaitingRoom({
    clock,
    opensAt: (model, except) => opensAt(provider.slots, limits, model, except),
    refresh: () => void checkLimits(limitedSlots(provider.slots, limits, null)),
  });
  const look = () => {
    pool.look();
    waiting.look();
  };
  const unlisten = [provider.slots.changed(look), rulesChanged(pool.look)];
  limits.changed(look);
  return {
    provider,
    pool,
    waiting,
    limits,
    checkLimits,
    readLimits,
    now,
    admit,
    hold() {
      held += 1;
      let holds = true;
      return () => {
        if (!holds) return;
        holds = false;
        held -= 1;
        if (held === 0) whenFree?.();
      };
    },
    async retire() {
      waiting.dismiss("late");
      if (held > 0) await new Promise<void>((resolve) => void (whenFree = resolve));
      for (const stop of unlisten) stop();
      await provider.close?.();
    },
  };
}
