/**
 * Which account serves a request: pure decisions. A conversation stays where it is as long as that account can
 * serve; everything else goes to the present account, which changes rarely and never without a reason.
 */
import type { Settings } from "../../src-shared/settings.ts";
import type { Account } from "./account.ts";

export type Strategy = Settings["routing"]["strategy"];

/** Why an account gets no work. excluded: not this model, by the person's wish or for a limit of its own. */
export type Block = "paused" | "dead" | "sealed" | "excluded" | "cooling";

/** What stands against an account for this model (null: any), or null. Cool-downs in epoch milliseconds. */
export function blockOf(
  account: Account,
  model: string | null,
  cooling: { account: number | null; model: number | null },
  now: number,
): Block | null {
  if (account.deadSince !== null) return "dead";
  if (account.tokens === null) return account.linked === null ? "sealed" : "dead";
  if (account.paused) return "paused";
  if ((cooling.account ?? 0) > now) return "cooling";
  if (model !== null && account.excludedModels.includes(model)) return "excluded";
  return (cooling.model ?? 0) > now ? "excluded" : null;
}

/** An account as the choice sees it. */
export interface Seat {
  id: string;
  block: Block | null;
  /** Epoch milliseconds when cooling ends. */
  backAt: number | null;
  /** No place is free: it can serve in a moment. */
  full: boolean;
  /** Of the tightest window of the plan; null when not known. */
  usedPercent: number | null;
}

export interface Situation {
  strategy: Strategy;
  /** How long an account is at least the present one. */
  dwellMs: number;
  now: number;
  /** In the person's order. */
  seats: readonly Seat[];
  /** The present account and when it became that. */
  current: { id: string; since: number } | null;
  /** The account of the conversation. */
  owner: string | null;
  /** Accounts that have failed this request already. */
  tried: ReadonlySet<string>;
}

export type Choice =
  | {
      kind: "use";
      id: string;
      /** The present account from now on, and why. */
      move: "replaces" | "strategy" | null;
      /** The conversation belongs to this account from now on. */
      binds: boolean;
    }
  /** All that could serve are busy. */
  | { kind: "wait" }
  | { kind: "nobody" };

/** An account that is back within this time keeps its place and its conversations; another one stands in. */
export const shortAbsenceMs = 60_000;

export function chooseAccount(situation: Situation): Choice {
  const { seats, tried, owner, current } = situation;
  const able = seats.filter((seat) => seat.block === null && !tried.has(seat.id));
  if (able.length === 0) return { kind: "nobody" };
  const free = able.filter((seat) => !seat.full);
  if (free.length === 0) return { kind: "wait" };
  const use = (id: string, move: "replaces" | "strategy" | null): Choice => ({
    kind: "use",
    id,
    move,
    binds: owner === null || owner === id || isGone(seats, owner, situation.now),
  });
  if (owner !== null && free.some((seat) => seat.id === owner)) return use(owner, null);

  const replacement = () => best(free, situation).id;
  if (current === null || isGone(seats, current.id, situation.now)) return use(replacement(), "replaces");
  const dwells = situation.strategy === "sticky" || situation.now - current.since < situation.dwellMs;
  const wanted = dwells ? able.find((seat) => seat.id === current.id) : best(able, situation);
  if (wanted === undefined || wanted.full) return use(replacement(), null);
  return use(wanted.id, wanted.id === current.id ? null : "strategy");
}

/** Not back soon: paused, ended, removed, or cooling for long. A model it does not serve is no absence. */
function isGone(seats: readonly Seat[], id: string, now: number): boolean {
  const seat = seats.find((each) => each.id === id);
  if (seat === undefined) return true;
  if (seat.block === "cooling") return (seat.backAt ?? now) - now > shortAbsenceMs;
  return seat.block !== null && seat.block !== "excluded";
}

// Never empty. Among equals the present account comes first, then the person's order.
function best(from: readonly Seat[], { strategy, current, seats }: Situation): Seat {
  const here = current?.id ?? null;
  const used = (seat: Seat) => seat.usedPercent ?? 0;
  const stay = (seat: Seat) => Number(seat.id !== here);
  switch (strategy) {
    case "sticky":
    case "order":
      return from[0] as Seat;
    case "fill-first":
      return from.toSorted((a, b) => used(b) - used(a) || stay(a) - stay(b))[0] as Seat;
    case "most-remaining":
      return from.toSorted((a, b) => used(a) - used(b) || stay(a) - stay(b))[0] as Seat;
    case "round-robin": {
      const place = (id: string | null) => seats.findIndex((seat) => seat.id === id);
      return from.find((seat) => place(seat.id) > place(here)) ?? (from[0] as Seat);
    }
  }
}
