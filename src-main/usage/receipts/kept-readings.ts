/** Readings on their way to usage.db: those that say something. Pure but for what it remembers. */
import type { Columns } from "../row-columns.ts";
import type { Reading } from "./movements.ts";

/** Milliseconds after which a reading that says the same is worth its place. */
const patience = 60_000;

export function createThinning() {
  const last = new Map<string, Reading>();
  /** Whether it is to be kept: a window that moved, was reset, or was not read for a minute. */
  return (reading: Reading): boolean => {
    // One row that the file does not take would hold up all that are written with it.
    const { used, minutes, at } = reading;
    if (!Number.isFinite(used) || ![minutes, at].every((each) => Number.isSafeInteger(Math.round(each))))
      return false;
    const key = `${reading.account} ${reading.minutes}`;
    const before = last.get(key);
    const same = before?.used === reading.used && before.plan === reading.plan;
    if (same && reading.at - before.at < patience) return false;
    last.set(key, reading);
    return true;
  };
}

export const readingColumns: Columns<Reading> = [
  ["account", (reading) => reading.account],
  ["minutes", (reading) => Math.round(reading.minutes)],
  ["at", (reading) => Math.round(reading.at)],
  ["plan", (reading) => reading.plan],
  ["used", (reading) => reading.used],
  [
    "resets_at",
    ({ resetsAt }) =>
      resetsAt !== null && Number.isSafeInteger(Math.round(resetsAt)) ? Math.round(resetsAt) : null,
  ],
];
