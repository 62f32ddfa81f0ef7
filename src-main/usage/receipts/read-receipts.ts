/** Receipts out of usage.db: what windows cost is learned from its readings and requests, of the accounts alone. */
import type { DatabaseSync } from "node:sqlite";
import type { Receipt, RequestRow } from "../../../src-shared/contract/requests.ts";
import type { WindowReceipt } from "../../../src-shared/contract/usage.ts";
import { learnPrices, type Prices } from "./learn-prices.ts";
import { movementsOf, type Charge, type Movement, type Reading } from "./movements.ts";

/** Looked back at to learn: milliseconds, and requests. */
const basis = { ms: 30 * 24 * 60 * 60_000, requests: 50_000 };
/** Milliseconds after which it is learned anew. */
const freshMs = 5 * 60_000;

interface Learned {
  /** The newest reading it is learned from. */
  at: number;
  /** By plan and length. */
  prices: Map<string, { prices: Prices; step: number }>;
  /** Of every account's windows, the newest reading. */
  latest: Reading[];
}

interface Line extends Pick<Charge, "model" | "tokens"> {
  name: string;
}

type Counts = { input: number; cached: number; cacheWrite: number; output: number; reasoning: number };

export type Receipts = ReturnType<typeof createReceipts>;

/** Remembers what it learned for a few minutes, whatever database it is asked of. */
export function createReceipts() {
  let learned: Learned | null = null;

  function known(db: DatabaseSync): Learned | null {
    const { newest } = db.prepare("SELECT max(at) AS newest FROM readings").get() as {
      newest: number | null;
    };
    if (newest === null) return null;
    if (learned === null || newest < learned.at || newest - learned.at > freshMs || learned.prices.size === 0)
      learned = learn(db, newest);
    return learned;
  }

  return {
    /** Of one request; what nothing can be said of is left out. */
    ofRequest(db: DatabaseSync, row: RequestRow): Receipt[] {
      const { accountId, tokens, model, modelServed } = row;
      const found = tokens === null || row.provider !== "codex" ? null : known(db);
      if (found === null || tokens === null) return [];
      const charge = { model: modelServed ?? model ?? "", tokens };
      return found.latest
        .filter(({ account }) => account === accountId)
        .flatMap((reading) => {
          const share = found.prices.get(keyOf(reading))?.prices.shareOf([charge]) ?? null;
          return share === null ? [] : [{ minutes: reading.minutes, ...share }];
        });
    },
    /** Of every window that is under way; `column`: SQL by which requests are put together. */
    ofWindows(db: DatabaseSync, column: string, now: number): WindowReceipt[] {
      const found = known(db);
      if (found === null) return [];
      return latestReadings(db).flatMap((reading) => {
        if (reading.resetsAt === null || reading.resetsAt <= now) return [];
        const since = reading.resetsAt - reading.minutes * 60_000;
        const lines = linesSince(db, column, reading.account, since);
        return [{ ...divided(reading, lines, found.prices.get(keyOf(reading)) ?? null), since }];
      });
    },
  };
}

function learn(db: DatabaseSync, newest: number): Learned {
  const from = newest - basis.ms;
  const charges = Map.groupBy(chargesSince(db, from), ({ account }) => account);
  const readings = Map.groupBy(readingsSince(db, from), ({ account, minutes }) => `${account} ${minutes}`);
  const movements = new Map<string, { moved: Movement[]; read: Reading[] }>();
  for (const series of readings.values()) {
    const [first] = series;
    if (first === undefined) continue;
    // A plan that changes begins a series of its own.
    for (const ofPlan of Map.groupBy(series, keyOf).values()) {
      const key = keyOf(ofPlan[0] ?? first);
      const { moved = [], read = [] } = movements.get(key) ?? {};
      const more = movementsOf(ofPlan, charges.get(first.account) ?? []);
      movements.set(key, { moved: [...moved, ...more], read: [...read, ...ofPlan] });
    }
  }
  const prices = new Map<string, { prices: Prices; step: number }>();
  for (const [key, { moved, read }] of movements) {
    const step = stepOf(read);
    prices.set(key, { prices: learnPrices(moved, step), step });
  }
  return { at: newest, prices, latest: latestReadings(db) };
}

const keyOf = ({ plan, minutes }: Reading) => `${plan ?? ""} ${minutes}`;

/** Points that readings are rounded to: whole ones, unless hardly any is. */
function stepOf(readings: readonly Reading[]): number {
  const told = readings.filter(({ used }) => used > 0 && used < 100);
  const whole = told.filter(({ used }) => Number.isInteger(used));
  return whole.length > told.length / 10 ? 1 : 0.1;
}

/** What is not explained did not come through here. Nobody is given more than the window moved. */
function divided(
  { account, minutes, used, resetsAt }: Reading,
  lines: readonly Line[],
  priced: { prices: Prices; step: number } | null,
): Omit<WindowReceipt, "since"> {
  const window = { account, minutes, resetsAt, usedPercent: used };
  const own = lines.length === 0 ? { percent: 0, error: 0 } : (priced?.prices.shareOf(lines) ?? null);
  if (own === null) return { ...window, groups: null, outside: null };
  const step = priced?.step ?? 1;
  const part = Math.min(1, own.percent === 0 ? 1 : (used + step) / own.percent);
  const groups = [...Map.groupBy(lines, ({ name }) => name)].map(([name, ofName]) => {
    const share = priced?.prices.shareOf(ofName) ?? null;
    return { name, percent: share === null ? null : share.percent * part, error: share?.error ?? null };
  });
  return {
    ...window,
    groups: groups.toSorted((one, other) => (other.percent ?? 0) - (one.percent ?? 0)),
    outside: { percent: Math.max(0, used - own.percent), error: Math.hypot(own.error, step) },
  };
}

const tokenSums = `sum(input) AS input, sum(cached) AS cached, coalesce(sum(cache_write), 0) AS cacheWrite,
  sum(output) AS output, sum(reasoning) AS reasoning`;
const charged = "provider = 'codex' AND account IS NOT NULL AND input IS NOT NULL";

function linesSince(db: DatabaseSync, column: string, account: string, since: number): Line[] {
  // What began a day earlier has ended: the index is of beginnings.
  const rows = db
    .prepare(
      `SELECT coalesce(${column}, '') AS name, coalesce(model_served, model, '') AS model, ${tokenSums}
       FROM requests WHERE started_at >= ?1 - 86400000 AND started_at + total_ms > ?1 AND account = ?2 AND ${charged}
       GROUP BY 1, 2`,
    )
    .all(since, account) as unknown as (Counts & { name: string; model: string })[];
  return rows.map(({ name, model, ...tokens }) => ({ name, model, tokens }));
}

function chargesSince(db: DatabaseSync, from: number): Charge[] {
  const rows = db
    .prepare(
      `SELECT account, coalesce(model_served, model, '') AS model, started_at AS at, total_ms AS total,
         coalesce(first_output_ms, total_ms) AS first, input, cached, coalesce(cache_write, 0) AS cacheWrite, output,
         reasoning
       FROM requests WHERE started_at >= ? AND total_ms IS NOT NULL AND ${charged}
       ORDER BY started_at DESC LIMIT ?`,
    )
    .all(from, basis.requests) as unknown as (Counts & {
    account: string;
    model: string;
    at: number;
    total: number;
    first: number;
  })[];
  return rows.map(({ account, model, at, total, first, ...tokens }) => ({
    account,
    model,
    from: at + first,
    until: at + total,
    tokens,
  }));
}

const readingFields = "at, account, plan, minutes, used, resets_at AS resetsAt";

function readingsSince(db: DatabaseSync, from: number): Reading[] {
  return db
    .prepare(`SELECT ${readingFields} FROM readings WHERE at >= ? ORDER BY at`)
    .all(from) as unknown as Reading[];
}

function latestReadings(db: DatabaseSync): Reading[] {
  return db
    .prepare(
      `SELECT ${readingFields} FROM readings WHERE (account, minutes, at) IN
         (SELECT account, minutes, max(at) FROM readings GROUP BY account, minutes)
       ORDER BY account, minutes`,
    )
    .all() as unknown as Reading[];
}
