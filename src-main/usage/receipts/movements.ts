/**
 * How far a window moved while known requests were charged to it: readings of one window, two by two, with what was
 * asked of its account in between. Pure.
 */
import type { TokenUsage } from "../../../src-shared/contract/requests.ts";

/** A window of an account as the backend told it. */
export interface Reading {
  /** Epoch milliseconds, as the reset. */
  at: number;
  account: string;
  plan: string | null;
  minutes: number;
  /** Percent. */
  used: number;
  resetsAt: number | null;
}

/** A request that an account was charged for, some time between its first output and its end. */
export interface Charge {
  account: string;
  model: string;
  /** Epoch milliseconds. */
  from: number;
  until: number;
  tokens: TokenUsage;
}

export interface Movement {
  /** The two readings' moments, epoch milliseconds. */
  from: number;
  until: number;
  /** From a window that nothing was used of, as far as the reading told. */
  fresh: boolean;
  /** Points of percent. */
  moved: number;
  /** Ended in between, the whole of them. */
  charges: Charge[];
}

/** Milliseconds that the backend's books may be behind an answer's end. */
const lagMs = 2000;
/** Milliseconds by which the told reset of one and the same window differs from reading to reading. */
const resetSlackMs = 10 * 60_000;

/** `readings` of one window of one account, `charges` to that account. Movements over a reset, or into the end, are none. */
export function movementsOf(readings: readonly Reading[], charges: readonly Charge[]): Movement[] {
  const ended = charges.toSorted((one, other) => one.until - other.until);
  const clean = readings.toSorted((one, other) => one.at - other.at).filter(isClean(charges));
  const movements: Movement[] = [];
  let next = 0;
  for (const [index, after] of clean.entries()) {
    const before = clean[index - 1];
    const between: Charge[] = [];
    for (let charge = ended[next]; charge !== undefined && charge.until <= after.at; charge = ended[next]) {
      between.push(charge);
      next += 1;
    }
    if (before === undefined || !isSameWindow(before, after) || after.used >= 100) continue;
    movements.push({
      from: before.at,
      until: after.at,
      fresh: before.used === 0,
      moved: after.used - before.used,
      charges: between,
    });
  }
  return movements;
}

/** A reading in the middle of a charge may or may not hold it already. */
function isClean(charges: readonly Charge[]): (reading: Reading) => boolean {
  const byStart = charges.toSorted((one, other) => one.from - other.from);
  let next = 0;
  let busyUntil = 0;
  return ({ at }) => {
    for (let charge = byStart[next]; charge !== undefined && charge.from < at; charge = byStart[next]) {
      busyUntil = Math.max(busyUntil, charge.until + lagMs);
      next += 1;
    }
    return at >= busyUntil;
  };
}

/** Rounded in one place and not in another, a window may seem to go back by less than a point. */
function isSameWindow(before: Reading, after: Reading): boolean {
  if (after.used <= before.used - 1 || after.plan !== before.plan) return false;
  if (before.resetsAt !== null && before.resetsAt <= after.at) return false;
  // A window that is not begun has its reset always as far away.
  if (before.used === 0 || before.resetsAt === null || after.resetsAt === null) return true;
  return Math.abs(after.resetsAt - before.resetsAt) <= resetSlackMs;
}
