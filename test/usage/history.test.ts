/** usage.db as a history: rows as they were, page by page, out of old files too, and what becomes of damage. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { createPriceTable } from "../../src-main/usage/prices.ts";
import { readPage } from "../../src-main/usage/request-history.ts";
import { openUsageDb } from "../../src-main/usage/usage-db.ts";
import { createUsageQueries } from "../../src-main/usage/usage-queries.ts";
import type { Attempt, RequestRow } from "../../src-shared/contract/requests.ts";
import type { FailureKind } from "../../src-shared/failure-kind.ts";
import type { ProblemCode } from "../../src-shared/problem.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { exampleRow } from "./example-row.ts";

async function database() {
  return openUsageDb(path.join(await temporaryFolder(), "usage.db"));
}

/** Everything in it is set. */
const whole: RequestRow = {
  id: "whole",
  startedAt: 5000,
  endpoint: "/v1/images/edits",
  protocol: "openai",
  client: { name: "curl", version: "8.9.1" },
  project: "shop",
  conversation: "Qm9kQm9kQm9k",
  agent: "review",
  parentAgent: "Zm9vZm9vZm9v",
  stream: true,
  modelAsked: "dall-e-3",
  model: "gpt-image-2",
  modelServed: "gpt-image-2-0801",
  imageRoute: "turn",
  provider: "local",
  accountId: "two",
  outcome: "ok",
  status: 200,
  problem: null,
  attempts: 2,
  tries: [
    {
      provider: "codex",
      accountId: "one",
      startedAt: 5004,
      outcome: "failed",
      kind: "overloaded",
      status: 503,
      upstreamId: "up-1",
      tokens: null,
      timing: { connected: 1, firstByte: 2, firstOutput: null, total: 3 },
    },
    {
      provider: "local",
      accountId: "two",
      startedAt: 5010,
      outcome: "ok",
      kind: null,
      status: 200,
      upstreamId: "up-2",
      tokens: { input: 10, cached: 4, output: 5, reasoning: 2, cacheWrite: 1 },
      timing: { connected: 1, firstByte: 2, firstOutput: 3, total: 40 },
    },
  ],
  notes: ["account-changed", "waited-in-queue"],
  dropped: ["style", "user"],
  translated: ["model"],
  attachments: [
    { type: "image/png", bytes: 1200 },
    { type: "image", bytes: null },
  ],
  bytes: { in: 1700, out: 900 },
  tokens: { input: 10, cached: 4, output: 5, reasoning: 2, cacheWrite: 1 },
  timing: {
    prepared: 1,
    sent: 4,
    connected: 5,
    firstByte: 6,
    firstOutput: 13,
    total: 50,
    queued: 2,
    auth: 1,
    own: 1,
  },
};

test("a row comes out as it went in", async () => {
  const { db, insert, close } = await database();
  insert([whole]);
  expect(readPage(db, { limit: 10 })).toEqual({ rows: [whole], next: null });
  const counted = db.prepare("SELECT attachment_count, attachment_bytes FROM requests").get();
  expect(counted).toEqual({ attachment_count: 2, attachment_bytes: 1200 });
  close();
});

/** Served at once by the first account that was asked. */
const [, served] = whole.tries;
if (!served) throw new Error("It has two attempts.");
const plain: RequestRow = {
  ...whole,
  id: "plain",
  attempts: 1,
  // Said by the request too, from its own beginning on.
  tries: [{ ...served, startedAt: 5004, timing: { connected: 1, firstByte: 2, firstOutput: 9, total: 45 } }],
};
const changed = (edit: Partial<Attempt>): RequestRow => ({
  ...plain,
  tries: plain.tries.map((attempt) => ({ ...attempt, ...edit })),
});

test.each<[string, RequestRow, number]>([
  ["said by its request", plain, 0],
  ["without an upstream id and tokens", { ...changed({ upstreamId: null, tokens: null }), tokens: null }, 0],
  ["cut short of any output", untimed(plain), 0],
  ["of another provider", changed({ provider: "elsewhere" }), 1],
  ["failed", changed({ outcome: "failed", kind: "overloaded" }), 1],
  ["answered with another status", changed({ status: 201 }), 1],
  ["with a time of its own", changed({ timing: { ...served.timing, connected: 0 } }), 1],
  ["with tokens of its own", changed({ tokens: { input: 1, cached: 0, output: 1, reasoning: 0 } }), 1],
])("an only attempt comes out as it went in: %s", async (_, row, ownRows) => {
  const { db, insert, close } = await database();
  insert([row]);
  expect(readPage(db, { limit: 10 }).rows).toEqual([row]);
  expect(db.prepare("SELECT count(*) AS rows FROM attempts").get()).toEqual({ rows: ownRows });
  const { attempts } = createUsageQueries(db).report(
    { days: 1, by: "account" },
    { now: 9000, startedAt: 0 },
    createPriceTable("")(),
  );
  const [{ outcome, tokens }] = row.tries as [Attempt];
  expect(attempts).toEqual([
    {
      account: "two",
      attempts: 1,
      failed: Number(outcome === "failed"),
      tokens: tokens ?? { input: 0, cached: 0, output: 0, reasoning: 0 },
    },
  ]);
  close();
});

function untimed(row: RequestRow): RequestRow {
  const none = { connected: null, firstByte: null, firstOutput: null };
  return {
    ...row,
    timing: { ...row.timing, ...none },
    tries: row.tries.map((attempt) => ({ ...attempt, timing: { ...none, total: 45 } })),
  };
}

test("what failed explains itself by its kind, its own words are not kept", async () => {
  const { db, insert, close } = await database();
  const failed = (id: string, code: ProblemCode, kinds: FailureKind[]) =>
    exampleRow({
      id,
      outcome: "failed",
      problem: { code, message: "words that quote the request", advice: "" },
      tries: kinds.map((kind, index) => ({ ...served, startedAt: index, outcome: "failed", kind })),
    });
  insert([
    failed("1", "bad_request", []),
    failed("2", "bad_request", ["too-large"]),
    failed("3", "bad_request", ["bad-request"]),
    failed("4", "usage_limit_reached", ["usage-limit", "overloaded"]),
    failed("5", "usage_limit_reached", []),
    failed("6", "overloaded", []),
    failed("7", "port_in_use", []),
  ]);
  const problems = readPage(db, { limit: 10 }).rows.map(({ problem }) => problem);
  expect(problems.map((problem) => problem?.code)).toEqual([
    "port_in_use",
    "overloaded",
    "usage_limit_reached",
    "usage_limit_reached",
    "bad_request",
    "bad_request",
    "bad_request",
  ]);
  expect(problems.map((problem) => problem?.message)).toEqual([
    "It failed: port in use.",
    expect.stringContaining("no room for this model"),
    "Every signed-in account had reached its limit.",
    "A limit of the plan was used up.",
    expect.stringContaining("The backend refused"),
    expect.stringContaining("larger than the backend takes"),
    expect.stringContaining("could not be served as it was"),
  ]);
  expect(problems[3]?.advice).toBe("Wait for the reset or use another account.");
  close();
});

test("pages follow one another without a gap or a repeat, also over rows of one moment", async () => {
  const { db, insert, close } = await database();
  const rows = Array.from({ length: 95 }, (_, index) =>
    exampleRow({ id: `r${String(index).padStart(3, "0")}`, startedAt: 1000 + Math.floor(index / 7) }),
  );
  insert(rows);
  const seen: string[] = [];
  for (let before = null as { startedAt: number; id: string } | null, more = true; more;) {
    const page = readPage(db, { limit: 10, before });
    seen.push(...page.rows.map(({ id }) => id));
    before = page.next;
    more = before !== null;
  }
  expect(seen).toEqual(rows.map(({ id }) => id).toReversed());
  close();
});

test.each([
  [{ outcome: "failed" as const }, ["f"]],
  [{ status: 429 }, ["f"]],
  [{ account: "one" }, ["whole", "a"]],
  [{ account: "two" }, ["whole"]],
  [{ provider: "codex" }, ["f", "a"]],
  [{ model: "IMAGE-2-08" }, ["whole"]],
  [{ model: "dall" }, ["whole"]],
  [{ client: "cur" }, ["f", "whole", "a"]],
  [{ endpoint: "images" }, ["whole"]],
  [{ since: 5000 }, ["f", "whole"]],
  [{ client: "cur", since: 6000 }, ["f"]],
  [{ client: "%" }, []],
])("%j finds %j", async (filter, expected) => {
  const { db, insert, close } = await database();
  const limit = { code: "usage_limit_reached", message: "words", advice: "" } as const;
  insert([
    exampleRow({ id: "a", startedAt: 1000, accountId: "one" }),
    whole,
    exampleRow({ id: "f", startedAt: 6000, outcome: "failed", status: 429, problem: limit }),
  ]);
  const { rows } = readPage(db, { ...filter, limit: 10 });
  expect(rows.map(({ id }) => id)).toEqual(expected);
  close();
});

test("a file of the first version is brought on with everything in it", async () => {
  const file = path.join(await temporaryFolder(), "usage.db");
  const old = new DatabaseSync(file);
  old.exec(readFileSync(path.join(import.meta.dirname, "usage-v1.sql"), "utf8"));
  old.close();
  const { db, insert, close } = openUsageDb(file);
  insert([whole]);
  const { rows } = readPage(db, { limit: 10 });
  expect(rows.map(({ id }) => id)).toEqual(["whole", "b", "a"]);
  expect(rows[1]).toMatchObject({
    client: { name: "claude-code", version: "2.1.0" },
    stream: true,
    problem: { code: "usage_limit_reached" },
    attempts: 2,
    tries: [],
    dropped: ["temperature", "top_k"],
    tokens: null,
    bytes: { in: null, out: null },
    timing: { sent: 3, firstByte: 40, firstOutput: null, total: 44, own: null },
  });
  expect(rows[2]?.tokens).toEqual({ input: 10, cached: 4, output: 5, reasoning: 2 });
  const report = createUsageQueries(db).report(
    { days: 1, by: "account" },
    { now: 9000, startedAt: 0 },
    createPriceTable("")(),
  );
  expect(report.lifetime).toMatchObject({ requests: 3, failed: 1, tokens: { input: 20 } });
  expect(db.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  close();
  // A second time there is nothing to do.
  const again = openUsageDb(file);
  expect(readPage(again.db, { limit: 10 }).rows).toHaveLength(3);
  again.close();
});

test("a file of a newer Switchyard is not touched", async () => {
  const file = path.join(await temporaryFolder(), "usage.db");
  const newer = new DatabaseSync(file);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  expect(() => openUsageDb(file)).toThrow(/newer Switchyard/);
});

test("attempts are counted on the account they were made on, whoever served in the end", async () => {
  const { db, insert, close } = await database();
  insert([whole]);
  const { attempts, groups } = createUsageQueries(db).report(
    { days: 1, by: "account" },
    { now: 9000, startedAt: 0 },
    createPriceTable("")(),
  );
  expect(attempts).toEqual([
    { account: "one", attempts: 1, failed: 1, tokens: { input: 0, cached: 0, output: 0, reasoning: 0 } },
    { account: "two", attempts: 1, failed: 0, tokens: whole.tokens },
  ]);
  expect(groups.map(({ name, requests }) => [name, requests])).toEqual([["two", 1]]);
  close();
});

test("groups and attempts can be of one day, the days stay all", async () => {
  const { db, insert, close } = await database();
  const at = (day: number) => new Date(2026, 10, day, 23, 30).getTime();
  insert([
    { ...whole, id: "before", startedAt: at(19) },
    { ...whole, id: "that-day", startedAt: at(20) },
    { ...whole, id: "after", startedAt: at(21) },
  ]);
  const report = createUsageQueries(db).report(
    { days: 3, by: "account", day: "2026-11-20" },
    { now: at(21), startedAt: 0 },
    createPriceTable("")(),
  );
  expect(report.groups.map(({ requests }) => requests)).toEqual([1]);
  expect(report.attempts.map(({ attempts }) => attempts)).toEqual([1, 1]);
  expect(report.daily.map(({ requests }) => requests)).toEqual([1, 1, 1]);
  close();
});

test("retention takes a request's attempts along", async () => {
  const { db, insert, prune, close } = await database();
  insert([whole, { ...whole, id: "newer", startedAt: 6000 }]);
  expect(prune(6000)).toBe(1);
  const count = (table: string) =>
    Number(db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.["rows"]);
  expect([count("requests"), count("attempts")]).toEqual([1, 2]);
  close();
});

test("a full disk loses nothing of the batch and leaves the file usable", async () => {
  const { db, insert, close } = await database();
  insert([exampleRow({ id: "before", startedAt: 1 })]);
  const { page_count: pages } = db.prepare("PRAGMA page_count").get() as { page_count: number };
  db.exec(`PRAGMA max_page_count = ${pages}`);
  const rows = Array.from({ length: 500 }, (_, index) => exampleRow({ id: `r${index}`, startedAt: 2 }));
  expect(() => insert(rows)).toThrow(/full/);
  expect(readPage(db, { limit: 1000 }).rows.map(({ id }) => id)).toEqual(["before"]);
  db.exec("PRAGMA max_page_count = 100000");
  insert(rows);
  expect(readPage(db, { limit: 1000 }).rows).toHaveLength(501);
  close();
});

test("an estimate comes from the person's prices alone, and what has none is counted apart", async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, "prices.json");
  const { db, insert, close } = await database();
  const tokens = { input: 1_000_000, cached: 400_000, output: 100_000, reasoning: 50_000 };
  insert([
    exampleRow({ id: "1", startedAt: 1, model: "gpt-5.5", tokens }),
    exampleRow({ id: "2", startedAt: 2, model: "gpt-5.5", modelServed: "gpt-other", tokens }),
    exampleRow({ id: "3", startedAt: 3, model: "gpt-5.5", tokens: null }),
  ]);
  const prices = createPriceTable(file);
  const report = () =>
    createUsageQueries(db).report({ days: 1, by: "served" }, { now: 9000, startedAt: 0 }, prices());
  expect(report().lifetime.estimate).toBeNull();
  writeFileSync(
    file,
    JSON.stringify({ currency: "EUR", models: { "gpt-5.5": { input: 1, cached: 0.1, output: 8 } } }),
  );
  const { lifetime, groups, prices: info } = report();
  expect(info).toMatchObject({ currency: "EUR", models: 1, problem: null });
  expect(lifetime.estimate?.amount).toBeCloseTo(0.6 + 0.04 + 0.8, 9);
  expect(lifetime.estimate?.unpriced).toBe(1);
  expect(groups.find(({ name }) => name === "gpt-other")?.estimate).toEqual({ amount: null, unpriced: 1 });
  close();
});

test("prices that cannot be understood give no estimate, and say where they are wrong", async () => {
  const file = path.join(await temporaryFolder(), "prices.json");
  writeFileSync(file, JSON.stringify({ models: { "gpt-5.5": { input: -1, output: 8 } } }));
  const { info } = createPriceTable(file)();
  expect(info).toMatchObject({ currency: null, models: 0 });
  expect(info.problem?.message).toContain("models.gpt-5.5.input");
});
