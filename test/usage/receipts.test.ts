/** Receipts against a made-up backend: its price list is secret, its readings are rounded, and others use the account too. */
import { expect, onTestFinished, test } from "vitest";
import { createPriceTable } from "../../src-main/usage/prices.ts";
import { createThinning } from "../../src-main/usage/receipts/kept-readings.ts";
import { learnPrices } from "../../src-main/usage/receipts/learn-prices.ts";
import { movementsOf, type Charge, type Reading } from "../../src-main/usage/receipts/movements.ts";
import { readPage } from "../../src-main/usage/request-history.ts";
import { openUsageDb } from "../../src-main/usage/usage-db.ts";
import { createUsageQueries } from "../../src-main/usage/usage-queries.ts";
import { requestsCsv } from "../../src-shared/requests/requests-csv.ts";
import { exampleRow } from "./example-row.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

const minute = 60_000;
const windowMs = 300 * minute;

interface Backend {
  readings: Reading[];
  charges: Charge[];
  /** Points that each really cost. */
  cost: Map<Charge, number>;
}

interface World {
  seed: number;
  days?: number;
  /** Bursts of others, a day. */
  bursts?: number;
  rounded?: (points: number) => number;
}

/** Two models in work that comes and goes, windows that begin with their first request, readings at answers and by the clock. */
function backend({ seed, days = 6, bursts = 3, rounded = Math.floor }: World): Backend {
  const random = seededNumbers(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  const near = (spread: number) => Math.exp((random() + random() + random() - 1.5) * spread);
  const base = { large: 0.004 * near(1), small: 0.0008 * near(1) };
  const kinds = [1, 0.1, 1.25, 8, 8].map((usual) => usual * near(0.8));
  const events: { at: number; run: () => void }[] = [];
  const charges: Charge[] = [];
  const cost = new Map<Charge, number>();
  const readings: Reading[] = [];
  let used = 0;
  let resetsAt = 0;
  const spend = (at: number, points: number) => {
    if (at >= resetsAt) [used, resetsAt] = [0, at + windowMs];
    used += points;
  };
  const read = (at: number) => {
    const over = at >= resetsAt;
    const told = over ? 0 : rounded(used);
    const reset = over ? at + windowMs : resetsAt;
    readings.push({ at, account: "a", plan: "plus", minutes: 300, used: told, resetsAt: reset });
  };
  const end = days * 24 * 60 * minute;
  for (let at = 0; at < end; at += between(5, 30) * minute) {
    const seen = at;
    events.push({ at: seen, run: () => read(seen) });
  }
  for (let at = 0; at < end; at += random() < 0.04 ? between(1, 8) * 60 * minute : between(0.2, 3) * minute) {
    const model = random() < 0.6 ? "large" : "small";
    const input = Math.round(between(2000, 60_000));
    const cached = Math.round(input * between(0, 0.95));
    const output = Math.round(between(50, 3000));
    const tokens = { input, cached, output, reasoning: Math.round(output * between(0, 0.8)), cacheWrite: 0 };
    const from = at + between(1, 20) * 1000;
    const charge = { account: "a", model, from, until: from + between(2, 90) * 1000, tokens };
    const counts = [input - cached, cached, 0, output - tokens.reasoning, tokens.reasoning];
    const thousands = counts.map((count, kind) => (count / 1000) * (kinds[kind] ?? 0));
    const points = base[model] * thousands.reduce((sum, part) => sum + part, 0) * near(0.1);
    charges.push(charge);
    cost.set(charge, points);
    events.push({ at: from - 1, run: () => read(from - 1) });
    events.push({ at: charge.until, run: () => spend(charge.until, points) });
  }
  for (let burst = 0; burst < bursts * days; burst += 1) {
    const at = random() * end;
    const points = between(1, 12);
    events.push({ at, run: () => spend(at, points) });
  }
  for (const { run } of events.toSorted((one, other) => one.at - other.at)) run();
  return { readings, charges, cost };
}

test.each([
  ["rounded down", Math.floor],
  ["rounded to the nearest", Math.round],
])(
  "readings %s: shares are within their error in 95 of 100 worlds, and hold nothing of others",
  (_name, rounded) => {
    let [within, checked, claimed] = [0, 0, 0];
    const errors: number[] = [];
    for (let seed = 1; seed <= 40; seed += 1) {
      const made = backend({ seed, rounded });
      const prices = learnPrices(movementsOf(made.readings, made.charges), 1);
      for (const group of [
        made.charges,
        made.charges.filter((_, at) => at % 7 === 0),
        made.charges.filter(({ model }) => model === "small"),
        made.charges.slice(40, 60),
      ]) {
        const share = prices.shareOf(group);
        if (share === null) continue;
        const truth = group.reduce((sum, charge) => sum + (made.cost.get(charge) ?? 0), 0);
        checked += 1;
        if (Math.abs(share.percent - truth) <= share.error) within += 1;
        if (share.percent - share.error > truth) claimed += 1;
        if (group === made.charges) errors.push(share.error / share.percent);
      }
    }
    expect(checked).toBeGreaterThan(100);
    expect(within / checked).toBeGreaterThanOrEqual(0.95);
    expect(claimed / checked).toBeLessThanOrEqual(0.025);
    // It says something, too: half of the worlds to a fifth.
    expect(errors.filter((error) => error < 0.2).length).toBeGreaterThan(20);
  },
);

const tokens = { input: 30_000, cached: 10_000, output: 500, reasoning: 100 };
const reading = (at: number, used: number, more: Partial<Reading> = {}): Reading => ({
  at: at * minute,
  account: "a",
  plan: "plus",
  minutes: 300,
  used,
  resetsAt: windowMs,
  ...more,
});
const charge = (from: number, until: number): Charge => ({
  account: "a",
  model: "large",
  from: from * minute,
  until: until * minute,
  tokens,
});

test("a reading in the middle of a request is not read from; over a reset and at the end nothing is told", () => {
  const readings = [
    reading(1, 5),
    reading(10, 6),
    reading(20, 9),
    reading(30, 2, { resetsAt: 2 * windowMs }),
    reading(40, 100, { resetsAt: 2 * windowMs }),
  ];
  const found = movementsOf(readings, [charge(5, 15), charge(35, 36)]);
  expect(found.map(({ moved, charges }) => [moved, charges.length])).toEqual([[4, 1]]);
});

test("of a few movements, and of a model that was hardly asked, nothing is said", () => {
  const few = movementsOf([reading(1, 5), reading(10, 9)], [charge(2, 3)]);
  expect(learnPrices(few, 1).shareOf([charge(2, 3)])).toBeNull();
  const made = backend({ seed: 2 });
  const prices = learnPrices(movementsOf(made.readings, made.charges), 1);
  expect(prices.shareOf(made.charges)).not.toBeNull();
  expect(prices.shareOf([{ model: "never asked", tokens }])).toBeNull();
});

test("out of the database: a window under way is divided among its projects and the rest, a request has its share", () => {
  const { readings, charges, cost } = backend({ seed: 5, bursts: 6 });
  const projectOf = (at: number) => (at % 3 === 0 ? "blog" : "shop");
  const rows = charges.map(({ from, until, model }, at) => {
    const row = exampleRow({
      id: `r${at}`,
      startedAt: Math.floor(from) - 100,
      project: projectOf(at),
      model,
      accountId: "a",
    });
    const timing = { ...row.timing, firstOutput: 100, total: Math.floor(until) - Math.floor(from) + 100 };
    return { ...row, timing, tokens: charges[at]?.tokens ?? null };
  });
  const database = openUsageDb(":memory:");
  onTestFinished(() => database.close());
  database.insert(rows, readings);
  const last = readings.findLast(({ used }) => used > 20) ?? reading(0, 0);
  database.db.prepare("DELETE FROM readings WHERE at > ?").run(last.at);
  database.db.prepare("DELETE FROM requests WHERE started_at > ?").run(last.at);

  const times = { now: last.at, startedAt: 0 };
  const prices = createPriceTable("/nowhere")();
  const report = createUsageQueries(database.db).report({ days: 1, by: "project" }, times, prices);
  const [window] = report.receipts;
  expect(report.receipts).toHaveLength(1);
  expect(window).toMatchObject({ account: "a", minutes: 300, usedPercent: last.used });
  const since = window?.since ?? 0;
  const truth = (project: string) =>
    charges.reduce((sum, each, at) => {
      const counts = projectOf(at) === project && each.until > since && each.until <= last.at;
      return sum + (counts ? (cost.get(each) ?? 0) : 0);
    }, 0);
  expect(window?.groups?.map(({ name }) => name).toSorted()).toEqual(["blog", "shop"]);
  for (const { name, percent, error } of window?.groups ?? [])
    expect(Math.abs((percent ?? 0) - truth(name)), name).toBeLessThanOrEqual(error ?? 0);
  const others = last.used - truth("blog") - truth("shop");
  expect(Math.abs((window?.outside?.percent ?? 0) - others)).toBeLessThanOrEqual(window?.outside?.error ?? 0);

  const page = readPage(database.db, { limit: 20 });
  const received = page.rows.find(({ receipts }) => receipts !== undefined)?.receipts;
  expect(received).toMatchObject([{ minutes: 300 }]);
  expect(requestsCsv(page.rows, (id) => id)).toMatch(/300min:\d+\.\d{3}±\d+\.\d{3}/);
});

test("of readings that say the same one a minute is kept, and none that is no number", () => {
  const isTelling = createThinning();
  const told = [reading(0, 1), reading(0.5, 1), reading(0.6, 2), reading(1.5, 2), reading(1.7, 2)];
  expect(isTelling(reading(0, Number.NaN))).toBe(false);
  expect(told.map(isTelling)).toEqual([true, false, true, false, true]);
});
