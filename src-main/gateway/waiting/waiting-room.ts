/**
 * Where requests wait until a used-up plan has room again: by its reset, by a new reading (bought credits, a reset that
 * was spent) or by another account. They leave in turn, a few at a time, so that a reset that was told wrongly costs a
 * few refusals and not one each.
 */
import type { WaitingRequest } from "../../../src-shared/contract/gateway.ts";
import { createFairQueue } from "../../accounts/pool/fair-queue.ts";
import { AppError } from "../../platform/app-error.ts";
import type { Clock } from "../../platform/ports.ts";
import { createSignal } from "../../platform/signal.ts";
import type { Patience } from "./patience.ts";

export interface Guest {
  client: string;
  model: string | null;
  /** As in the pool: those of one lane wait one behind the other. */
  lane: string;
  patience: Patience;
  signal: AbortSignal;
  /** Slots that failed this request for another reason: that they are free is of no use to it. */
  except?: ReadonlySet<string>;
}

/** Why the waiting ended: it is worth another try, the time is up, there was no room, or the gateway stops. */
export type WaitEnd = "open" | "late" | "full" | "stopping";

export interface WaitingRoomOptions {
  clock: Clock;
  /** Epoch milliseconds when a model can be asked again; null when it can now, or waiting is of no use. */
  opensAt: (model: string | null, except?: ReadonlySet<string>) => number | null;
  /** Reads the limits anew. */
  refresh: () => void;
}

interface Waiting extends WaitingRequest {
  lane: string;
  except: ReadonlySet<string> | undefined;
  settle: (end: WaitEnd) => void;
}

export type WaitingRoom = ReturnType<typeof createWaitingRoom>;

/** At a time; who comes on top is refused as without waiting. */
const mostGuests = 200;
/** Requests let go at once, and the milliseconds to the next ones. */
const pace = { guests: 3, ms: 1_000 };
/** Milliseconds between two readings, and between two signs of life. */
const refreshMs = 5 * 60_000;
const aliveMs = 15_000;

export function createWaitingRoom({ clock, opensAt, refresh }: WaitingRoomOptions) {
  const changed = createSignal();
  const queue = createFairQueue<Waiting>();
  const guests = new Set<Waiting>();
  let readAt = 0;
  let cancelAlarm = () => {};

  function look(): void {
    cancelAlarm();
    if (guests.size === 0) return;
    let letGo = 0;
    queue.offer((guest) => {
      if (letGo >= pace.guests || opensAt(guest.model, guest.except) !== null) return false;
      letGo += 1;
      guest.settle("open");
      return true;
    });
    if (guests.size === 0) return;
    const now = clock.now();
    if (now - readAt >= refreshMs) {
      readAt = now;
      refresh();
    }
    const opens = [...guests].map(({ model, except }) => opensAt(model, except) ?? now + pace.ms);
    cancelAlarm = clock.after(Math.max(0, Math.min(...opens, readAt + refreshMs) - now), look);
  }

  return {
    opensAt,
    /** Somebody came or left. */
    changed: changed.listen,
    /** Something that decides who can be served changed. */
    look,
    /** Resolves when the waiting ended. Throws AppError `cancelled` when the client leaves; its place is free then. */
    enter({ client, model, lane, patience, signal, except }: Guest): Promise<WaitEnd> {
      if (guests.size >= mostGuests || !patience.hasRoom()) return Promise.resolve("full");
      return new Promise((resolve, reject) => {
        const { until, alive } = patience;
        const stops: (() => void)[] = [];
        const guest: Waiting = {
          client,
          model,
          lane: `${lane} ${model ?? ""}`,
          except,
          since: clock.now(),
          until,
          settle(end) {
            leave();
            resolve(end);
          },
        };
        const leave = () => {
          for (const stop of stops) stop();
          queue.remove(guest.lane, guest);
          guests.delete(guest);
          if (guests.size === 0) cancelAlarm();
          changed.emit();
        };
        const abandon = () => {
          leave();
          reject(new AppError("cancelled", "The request was cancelled."));
        };
        // Behind a sleep of the computer both may be over: the wait and what was waited for.
        const giveUp = () => guest.settle(opensAt(model, except) === null ? "open" : "late");
        if (signal.aborted) return abandon();
        signal.addEventListener("abort", abandon, { once: true });
        stops.push(() => signal.removeEventListener("abort", abandon));
        stops.push(clock.after(until - clock.now(), giveUp));
        if (alive !== undefined) stops.push(repeat(clock, aliveMs, alive));
        // Just now the limits were read: that was why it came here.
        if (guests.size === 0) readAt = clock.now();
        guests.add(guest);
        queue.push(guest.lane, guest);
        changed.emit();
        look();
      });
    },
    /** Those who wait, in the order they came. */
    list: (): WaitingRequest[] =>
      [...guests].map(({ client, model, since, until }) => ({ client, model, since, until })),
    /** Everybody leaves: `stopping` asks them to come back in a moment, `late` tells what they waited for. */
    dismiss(end: "stopping" | "late" = "stopping"): void {
      for (const guest of guests) guest.settle(end);
    },
  };
}

function repeat(clock: Clock, ms: number, run: () => void): () => void {
  let cancel = () => {};
  const next = () => {
    cancel = clock.after(ms, () => {
      run();
      next();
    });
  };
  next();
  return () => cancel();
}
