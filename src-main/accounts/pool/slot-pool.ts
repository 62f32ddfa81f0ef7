/**
 * Gives out places on the slots of one provider (the accounts, or several keys of a kind): one at a time per request,
 * within the caps, in turn when all are taken. It remembers the present slot, which conversation is with which, and
 * which keeps failing; what to do with that is decided in choose-account.ts.
 */
import type { ActiveReason } from "../../../src-shared/contract/accounts.ts";
import { blockOf, standingOf, type Block, type Slot, type Standing } from "../../../src-shared/standing.ts";
import { AppError } from "../../platform/app-error.ts";
import type { Clock } from "../../platform/ports.ts";
import { createSignal } from "../../platform/signal.ts";
import type { SlotSource } from "../../platform/slot-source.ts";
import { activeReasonText, type ActiveCause } from "./active-reason-text.ts";
import { createAffinity } from "./affinity.ts";
import { chooseAccount, type Choice, type Seat, type Strategy } from "./choose-account.ts";
import {
  afterTrouble,
  closedBreaker,
  isOnProbation,
  withoutTrouble,
  type Breaker,
} from "./circuit-breaker.ts";
import { createFairQueue } from "./fair-queue.ts";

export interface PoolRules {
  strategy: Strategy;
  dwellMs: number;
  /** 0 = no limit. */
  maxPerAccount: number;
  maxConcurrent: number;
  /** Slot → percent that is left alone while another one has room. */
  reserves?: Readonly<Record<string, number>>;
}

export interface PoolOptions {
  slots: SlotSource;
  clock: Clock;
  rules: () => PoolRules;
  /** A limit of the plan, or of this model alone, that is used up; `certain`: the backend said so just now. */
  limitOf: (id: string, model: string | null) => { until: number; certain: boolean } | null;
  /** Epoch milliseconds until when the account comes last, because it had trouble; null when it had none. */
  restUntil: (id: string) => number | null;
  /** Of the tightest window; null when not known. */
  usedPercent: (id: string) => number | null;
  /** When its longest window resets, epoch milliseconds; null when not known. */
  resetsAt?: (id: string) => number | null;
}

/** What a request wants of an account. */
export interface Wish {
  /** Stays on its account as long as that can serve; null for a request that belongs to none. */
  conversation: string | null;
  /** The account whose encrypted history the request carries, where the conversation itself is not known. */
  prefer: string | null;
  model: string | null;
  /** Requests of one lane wait one behind the other, lanes beside each other. */
  lane: string;
  /** Limits were looked at anew: an account of which nothing certain is known is better than none. */
  lastResort: boolean;
  signal: AbortSignal;
}

/** A place on an account. Released exactly once, however often it is asked for. */
export interface Lease {
  accountId: string;
  /** The conversation was with another account before. */
  changed: boolean;
  /** An account that keeps failing was left out. */
  passedOver: boolean;
  /** Milliseconds spent in the queue; null when it did not wait. */
  waitedMs: number | null;
  /** Something stands against the account that did not when the place was given. */
  outdated(): boolean;
  /** The account has answered: the conversation stays with it, and it is no longer on trial. */
  served(): void;
  release(): void;
}

interface Waiting {
  wish: Wish;
  tried: ReadonlySet<string>;
  since: number;
  settle: (lease: Lease | null) => void;
}

export type SlotPool = ReturnType<typeof createSlotPool>;

/** Requests under way at a time, not answered yet, on an account that had trouble. */
const mostTrials = 3;

/** Milliseconds after which one that is still waiting for its answer makes room for another: some think for minutes. */
const trialMs = 2_000;

export function createSlotPool(options: PoolOptions) {
  const { slots, clock, rules, limitOf, restUntil, usedPercent } = options;
  const changed = createSignal();
  const now = () => clock.now();
  const affinity = createAffinity(now);
  const running = new Map<string, number>();
  const breakers = new Map<string, Breaker>();
  const trials = new Map<string, number>();
  const queue = createFairQueue<Waiting>();
  let taken = 0;
  let current: { id: string; since: number; cause: ActiveCause } | null = null;
  let cancelAlarm = () => {};

  function present() {
    if (current !== null) return current;
    const id = slots.activeId();
    // Not dwelled on: nobody has used it yet.
    return id === null ? null : { id, since: 0, cause: { code: "first" } as const };
  }

  function standing(slot: Slot, model: string | null): Standing {
    const { id } = slot;
    return standingOf(
      {
        slot,
        model,
        limitedUntil: limitOf(id, null)?.until ?? null,
        modelLimitedUntil: model === null ? null : (limitOf(id, model)?.until ?? null),
        restsUntil: restUntil(id),
      },
      now(),
    );
  }

  function seats(model: string | null): Seat[] {
    const { maxPerAccount, reserves = {} } = rules();
    return slots.all().map((slot) => {
      const { id } = slot;
      const stands = standing(slot, model);
      const atCap = maxPerAccount > 0 && (running.get(id) ?? 0) >= maxPerAccount;
      const limit = limitOf(id, null);
      return {
        id,
        block: blockOf(stands),
        doubtful: limit !== null && !limit.certain,
        rests: stands === "resting",
        backAt: stands === "limited" ? (limit?.until ?? null) : stands === "resting" ? restUntil(id) : null,
        full: atCap || (isOnTrial(id, stands) && (trials.get(id) ?? 0) >= mostTrials),
        usedPercent: usedPercent(id),
        resetsAt: options.resetsAt?.(id) ?? null,
        reserved: reserves[id] !== undefined && (usedPercent(id) ?? 0) >= 100 - reserves[id],
      };
    });
  }

  /** Nobody knows yet whether it works again. */
  function isOnTrial(id: string, stands: Standing): boolean {
    return stands === "resting" || stands === "limited" || isOnProbation(breakers.get(id) ?? closedBreaker);
  }

  function decide(
    wish: Pick<Wish, "conversation" | "prefer" | "model" | "lastResort">,
    tried: ReadonlySet<string>,
  ): Choice {
    const { strategy, dwellMs } = rules();
    return chooseAccount({
      strategy,
      dwellMs,
      now: now(),
      seats: seats(wish.model),
      current: present(),
      owner: ownerOf(wish),
      tried,
      lastResort: wish.lastResort,
    });
  }

  function ownerOf({ conversation, prefer }: Pick<Wish, "conversation" | "prefer">): string | null {
    return (conversation === null ? null : affinity.of(conversation)) ?? prefer;
  }

  function grant({ wish, tried, since }: Waiting, waited: boolean): Lease | null | "wait" {
    const choice = decide(wish, tried);
    if (choice.kind === "nobody") return null;
    if (choice.kind === "wait" || taken >= rules().maxConcurrent) return "wait";
    const { id } = choice;
    const owner = ownerOf(wish);
    if (choice.move !== null) moveTo(id, choice.move);
    else if (current === null && present()?.id === id)
      current = { id, since: now(), cause: { code: "first" } };
    taken += 1;
    running.set(id, (running.get(id) ?? 0) + 1);
    const before = blockFor(id, wish.model);
    const slot = slots.get(id);
    let onTrial = slot !== null && isOnTrial(id, standing(slot, wish.model));
    let cancelTrial = () => {};
    const endTrial = () => {
      cancelTrial();
      if (onTrial) trials.set(id, (trials.get(id) ?? 1) - 1);
      onTrial = false;
    };
    const wasOnTrial = onTrial;
    if (onTrial) {
      trials.set(id, (trials.get(id) ?? 0) + 1);
      cancelTrial = clock.after(trialMs, () => {
        endTrial();
        look();
      });
    }
    let held = true;
    return {
      accountId: id,
      changed: owner !== null && owner !== id,
      passedOver: slots
        .all()
        .some((each) => each.id !== id && (breakers.get(each.id)?.openUntil ?? 0) > now()),
      waitedMs: waited ? now() - since : null,
      outdated() {
        const block = blockFor(id, wish.model);
        return block !== null && block !== before;
      },
      served() {
        if (choice.binds && wish.conversation !== null) affinity.bind(wish.conversation, id);
        if (!wasOnTrial) return;
        endTrial();
        const breaker = breakers.get(id);
        if (breaker) breakers.set(id, { ...breaker, openUntil: null });
        look();
      },
      release() {
        if (!held) return;
        held = false;
        taken -= 1;
        running.set(id, (running.get(id) ?? 1) - 1);
        endTrial();
        look();
      },
    };
  }

  /** A removed account counts as dead. */
  function blockFor(id: string, model: string | null): Block | null {
    const slot = slots.get(id);
    return slot === null ? "dead" : blockOf(standing(slot, model));
  }

  function moveTo(id: string, move: "replaces" | "strategy" | "reserve"): void {
    const before = present();
    const { strategy } = rules();
    let cause: ActiveCause;
    if (move === "reserve") cause = { code: "reserve" };
    else if (move === "strategy" && strategy !== "sticky") cause = { code: strategy };
    else if (before === null) cause = { code: "first" };
    else {
      const slot = slots.get(before.id);
      const stands = slot === null ? null : standing(slot, null);
      const block = stands === "resting" ? "limited" : stands === null ? null : blockOf(stands);
      const code = block === "limited" ? "previous-limited" : "previous-unavailable";
      cause = { code, before: slot, block };
    }
    current = { id, since: now(), cause };
    changed.emit();
  }

  /** Gives free places to those who wait, and tells those nobody can serve any more. */
  function look(): void {
    cancelAlarm();
    cancelAlarm = () => {};
    if (queue.size === 0) return;
    queue.offer((entry) => {
      const lease = grant(entry, true);
      if (lease === "wait") return false;
      entry.settle(lease);
      return true;
    });
    const backAt = seats(null).flatMap((seat) => seat.backAt ?? []);
    if (queue.size > 0 && backAt.length > 0)
      cancelAlarm = clock.after(Math.max(0, Math.min(...backAt) - now()), look);
  }

  return {
    /** The present account changed. */
    changed: changed.listen,
    /** Something that the choice depends on changed. */
    look,
    /**
     * A place on an account that is not in `tried`, waiting in turn for one; null when none can serve. Throws AppError
     * `cancelled` when the signal fires first, and the place in the queue is free again.
     */
    take(wish: Wish, tried: ReadonlySet<string>): Promise<Lease | null> {
      return new Promise((resolve, reject) => {
        if (wish.signal.aborted) return reject(cancelled());
        const leave = () => {
          queue.remove(wish.lane, entry);
          reject(cancelled());
        };
        const entry: Waiting = {
          wish,
          tried,
          since: now(),
          settle(lease) {
            wish.signal.removeEventListener("abort", leave);
            resolve(lease);
          },
        };
        // Nobody overtakes those who wait.
        const lease = queue.size > 0 ? "wait" : grant(entry, false);
        if (lease !== "wait") return resolve(lease);
        wish.signal.addEventListener("abort", leave, { once: true });
        queue.push(wish.lane, entry);
        look();
      });
    },
    /** The person chose this account: conversations go there too. */
    use(id: string): void {
      affinity.clear();
      current = { id, since: now(), cause: { code: "chosen" } };
      changed.emit();
      look();
    },
    /**
     * One more failure of the account's, for this conversation. `until`: epoch milliseconds until when it comes last
     * for that, or null; `undo`: the failure was the request's own.
     */
    trouble(id: string, conversation: string): { until: number | null; undo: () => void } {
      const before = breakers.get(id) ?? closedBreaker;
      const next = afterTrouble(before, conversation, now());
      breakers.set(id, next);
      const undo = () => {
        const present = breakers.get(id) ?? closedBreaker;
        if (next === before) return;
        breakers.set(id, present === next ? before : withoutTrouble(present, conversation));
      };
      return { until: next.openUntil === before.openUntil ? null : next.openUntil, undo };
    },
    /** The account works: earlier failures are forgotten. */
    fine: (id: string) => void breakers.delete(id),
    /** An account that was removed. */
    forget(id: string): void {
      breakers.delete(id);
      trials.delete(id);
      running.delete(id);
    },
    /** The account that a new conversation would go to now, or null. */
    next(): string | null {
      const choice = decide({ conversation: null, prefer: null, model: null, lastResort: true }, new Set());
      return choice.kind === "use" ? choice.id : null;
    },
    /** How an account stands now, whatever the model. */
    standing(id: string): Standing {
      const slot = slots.get(id);
      return slot === null ? "dead" : standing(slot, null);
    },
    /** Requests under way. */
    running: (id: string) => running.get(id) ?? 0,
    waiting: () => queue.size,
    /** The present account and why; null without any. */
    active(): { id: string; reason: ActiveReason } | null {
      const found = present();
      if (found === null || slots.get(found.id) === null) return null;
      return { id: found.id, reason: activeReasonText(found.cause, found.since) };
    },
  };
}

function cancelled(): AppError {
  return new AppError("cancelled", "The request was cancelled.");
}
