/**
 * Which account serves a request: pure decisions. A conversation stays where it is as long as that account can
 * serve; everything else goes to the present account, which changes rarely and never without a reason. Accounts that
 * rest after trouble come last, but before nobody.
 */
import type { Settings } from "../../../src-shared/settings.ts";
import type { Block } from "../../../src-shared/standing.ts";

export type Strategy = Settings["routing"]["strategy"];

/** An account as the choice sees it. */
export interface Seat {
  id: string;
  block: Block | null;
  /** Its limit was told a while ago: it may have room again. */
  doubtful: boolean;
  /** It had trouble. */
  rests: boolean;
  /** Epoch milliseconds when its limit or its rest ends. */
  backAt: number | null;
  /** No place is free: it can serve in a moment. */
  full: boolean;
  /** Of the tightest window of the plan; null when not known. */
  usedPercent: number | null;
  /** When the longest window of the plan resets, epoch milliseconds; missing or null when not known. */
  resetsAt?: number | null;
  /** What is left of it is the person's reserve. */
  reserved?: boolean;
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
  /** With nobody else left, an account whose limit is doubtful is better than none. */
  lastResort: boolean;
}

type Move = "replaces" | "strategy" | "reserve";

export type Choice =
  | {
      kind: "use";
      id: string;
      /** The present account from now on, and why. */
      move: Move | null;
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
  const untried = seats.filter((seat) => !tried.has(seat.id));
  const able = untried.filter((seat) => seat.block === null && !seat.rests);
  if (able.length === 0) return chooseStopgap(situation, untried);
  const unreserved = able.filter((seat) => seat.reserved !== true);
  // A reserve is for the time when nobody else has room.
  const open = unreserved.length > 0 ? unreserved : able;
  const free = open.filter((seat) => !seat.full);
  if (free.length === 0) return { kind: "wait" };
  const use = (id: string, move: Move | null) => useOf(situation, id, move);
  if (owner !== null && free.some((seat) => seat.id === owner)) return use(owner, null);

  const replacement = () => best(free, situation).id;
  if (current === null || isGone(seats, current.id, situation.now)) return use(replacement(), "replaces");
  if (!open.some((seat) => seat.id === current.id) && isReserved(seats, current.id))
    return use(replacement(), "reserve");
  const dwells = situation.strategy === "sticky" || situation.now - current.since < situation.dwellMs;
  const wanted = dwells ? open.find((seat) => seat.id === current.id) : best(open, situation);
  if (wanted === undefined || wanted.full) return use(replacement(), null);
  return use(wanted.id, wanted.id === current.id ? null : "strategy");
}

/** Nobody is well: who rests serves all the same, the conversation's own account first, then who is back soonest. */
function chooseStopgap(situation: Situation, untried: readonly Seat[]): Choice {
  const resting = untried.filter((seat) => seat.block === null);
  const doubtful = untried.filter((seat) => seat.block === "limited" && seat.doubtful);
  const able = resting.length === 0 && situation.lastResort ? doubtful : resting;
  if (able.length === 0) return { kind: "nobody" };
  const rank = ({ id }: Seat) => (id === situation.owner ? 0 : id === situation.current?.id ? 1 : 2);
  const [first] = able
    .filter((seat) => !seat.full)
    .toSorted((a, b) => rank(a) - rank(b) || (a.backAt ?? 0) - (b.backAt ?? 0));
  return first === undefined ? { kind: "wait" } : useOf(situation, first.id, null);
}

function useOf(situation: Situation, id: string, move: Move | null): Choice {
  const { seats, owner, now } = situation;
  const stays = owner !== null && owner !== id && !isGone(seats, owner, now) && !isReserved(seats, owner);
  return { kind: "use", id, move, binds: !stays };
}

function isReserved(seats: readonly Seat[], id: string): boolean {
  return seats.find((seat) => seat.id === id)?.reserved === true;
}

/** Not back soon: paused, ended, removed, or limited or resting for long. A model it does not serve is no absence. */
function isGone(seats: readonly Seat[], id: string, now: number): boolean {
  const seat = seats.find((each) => each.id === id);
  if (seat === undefined) return true;
  if (seat.block === "limited" || (seat.block === null && seat.rests))
    return (seat.backAt ?? now) - now > shortAbsenceMs;
  return seat.block !== null && seat.block !== "excluded";
}

/** Percent used beyond which no account is chosen for its early reset. */
const mostUsedToMove = 95;

// Infinity less Infinity is no number.
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
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
    case "soonest-reset": {
      const soonest = (seat: Seat) => seat.resetsAt ?? Infinity;
      // Too little to be worth a move: what follows at once would have to move again.
      const roomy = from.filter((seat) => used(seat) <= mostUsedToMove);
      return (roomy.length > 0 ? roomy : from).toSorted(
        (a, b) => compare(soonest(a), soonest(b)) || stay(a) - stay(b),
      )[0] as Seat;
    }
    case "round-robin": {
      const place = (id: string | null) => seats.findIndex((seat) => seat.id === id);
      return from.find((seat) => place(seat.id) > place(here)) ?? (from[0] as Seat);
    }
  }
}
