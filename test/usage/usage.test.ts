import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { openUsageDb } from "../../src-main/usage/usage-db.ts";
import { createUsageRecorder } from "../../src-main/usage/usage-recorder.ts";
import { manualClock } from "../support/manual-clock.ts";
import { hello, postJson, startSwitchyard, temporaryFolder } from "../support/switchyard.ts";
import { exampleRow } from "./example-row.ts";

const day = 24 * 60 * 60_000;

async function recorder(before?: (file: string) => void) {
  const folder = await temporaryFolder();
  const file = path.join(folder, "usage.db");
  before?.(file);
  const clock = manualClock();
  const troubles: unknown[] = [];
  let asides = 0;
  const usage = createUsageRecorder({
    file,
    clock,
    pricesFile: path.join(folder, "prices.json"),
    retentionDays: () => 30,
    onSetAside: () => void (asides += 1),
    onTrouble: (error) => troubles.push(error),
  });
  return { file, clock, troubles, usage, asides: () => asides };
}

test("sums by any dimension; rows without counts are counted apart", async () => {
  const { usage, clock } = await recorder();
  const startedAt = clock.now();
  const rows = [
    exampleRow({ id: "1", startedAt, model: "a" }),
    exampleRow({ id: "2", startedAt, model: "a", tokens: null }),
    exampleRow({
      id: "3",
      startedAt,
      model: "b",
      outcome: "failed",
      tokens: null,
      problem: { code: "network", message: "", advice: "" },
    }),
    exampleRow({ id: "4", startedAt: startedAt - 3 * day, model: "b" }),
    exampleRow({ id: "5", startedAt: startedAt - 40 * day, model: "c" }),
  ];
  for (const row of rows) usage.record(row);
  const report = await usage.report({ days: 7, by: "model" });
  expect(
    report.groups.map(({ name, requests, failed, withoutUsage, tokens }) => [
      name,
      requests,
      failed,
      withoutUsage,
      tokens.input,
    ]),
  ).toEqual([
    ["a", 2, 0, 1, 10],
    ["b", 2, 1, 0, 10],
  ]);
  expect(report.today).toMatchObject({ requests: 3, failed: 1, withoutUsage: 1 });
  expect(report.daily.map(({ requests }) => requests)).toEqual([0, 0, 0, 1, 0, 0, 3]);
  expect(report.process.requests).toBe(3);
  expect(
    (await usage.report({ days: 7, by: "problem" })).groups.map(({ name, requests }) => [name, requests]),
  ).toEqual([
    ["", 3],
    ["network", 1],
  ]);
  await usage.close();
});

test("rows are written in batches, and old ones go after the retention", async () => {
  const { file, usage, clock } = await recorder();
  usage.record(exampleRow({ id: "old", startedAt: clock.now() - 31 * day }));
  usage.record(exampleRow({ id: "new", startedAt: clock.now() }));
  const rows = () => new DatabaseSync(file, { readOnly: true }).prepare("SELECT id FROM requests").all();
  expect(rows()).toEqual([]);
  clock.advance(1000);
  expect(rows().map((row) => row["id"])).toEqual(["new"]);
  await usage.close();
});

test("a damaged file is set aside and said, and a new one begun", async () => {
  const { usage, troubles, asides, clock } = await recorder((file) =>
    writeFileSync(file, "this is no database, ".repeat(500)),
  );
  expect([troubles.length, asides()]).toEqual([1, 1]);
  usage.record(exampleRow({ startedAt: clock.now() }));
  expect((await usage.report({ days: 1, by: "model" })).lifetime.requests).toBe(1);
  await usage.close();
});

test("a file that is damaged while it is open is set aside, and the rows at hand go to a new one", async () => {
  const { file, usage, troubles, asides, clock } = await recorder();
  usage.record(exampleRow({ id: "1", startedAt: clock.now() }));
  clock.advance(1000);
  new DatabaseSync(file).exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xff, 100));
  usage.record(exampleRow({ id: "2", startedAt: clock.now() }));
  clock.advance(1000);
  expect([troubles.length, asides()]).toEqual([1, 1]);
  expect((await usage.page({ limit: 10 })).rows.map(({ id }) => id)).toEqual(["2"]);
  expect((await usage.report({ days: 1, by: "model" })).trouble).toBeNull();
  await usage.close();
});

test("a file that the disk does not give is no damage: rows wait, and are written once it is there", async () => {
  const { file, usage, troubles, asides, clock } = await recorder((name) =>
    rmSync(path.dirname(name), { recursive: true }),
  );
  usage.record(exampleRow({ id: "1", startedAt: clock.now() }));
  clock.advance(1000);
  expect((await usage.report({ days: 1, by: "model" })).trouble).toMatchObject({ code: "usage_unwritable" });
  mkdirSync(path.dirname(file));
  clock.advance(10_000);
  expect((await usage.page({ limit: 10 })).rows.map(({ id }) => id)).toEqual(["1"]);
  expect((await usage.report({ days: 1, by: "model" })).trouble).toBeNull();
  expect([troubles.length, asides()]).toEqual([1, 0]);
  await usage.close();
});

test("what a newer Switchyard wrote is kept aside whole", async () => {
  const { file, usage, asides } = await recorder((name) => {
    const newer = new DatabaseSync(name);
    newer.exec("PRAGMA user_version = 999; CREATE TABLE theirs (x)");
    newer.close();
  });
  expect(asides()).toBe(1);
  const kept = new DatabaseSync(`${file}.unreadable-1`);
  expect(kept.prepare("PRAGMA user_version").get()).toEqual({ user_version: 999 });
  kept.close();
  await usage.close();
});

test("while nothing can be written, rows wait and are written later; it is said once", async () => {
  const { file, usage, troubles, clock } = await recorder();
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  usage.record(exampleRow({ id: "1", startedAt: clock.now() }));
  clock.advance(1000);
  clock.advance(10_000);
  expect(troubles).toHaveLength(1);
  expect((await usage.report({ days: 1, by: "model" })).trouble).toMatchObject({ code: "usage_unwritable" });
  other.exec("ROLLBACK");
  other.close();
  clock.advance(10_000);
  expect((await usage.report({ days: 1, by: "model" })).lifetime.requests).toBe(1);
  await usage.close();
});

test("days are local calendar days, also when the clock is changed", async () => {
  const file = path.join(await temporaryFolder(), "usage.db");
  // Berlin, 2026: 29 March has 23 hours, 25 October 25.
  const times = [
    "2026-03-28T22:59:00Z",
    "2026-03-28T23:01:00Z",
    "2026-03-29T21:59:00Z",
    "2026-03-29T22:01:00Z",
  ].map((time) => Date.parse(time));
  const words = [
    path.join(import.meta.dirname, "report.child.ts"),
    file,
    String(Date.parse("2026-03-30T10:00:00Z")),
    "3",
  ];
  const run = spawnSync(process.execPath, [...words, ...times.map(String)], {
    env: { ...process.env, TZ: "Europe/Berlin" },
    encoding: "utf8",
  });
  const { report, today } = JSON.parse(run.stdout) as {
    report: { daily: { day: string; requests: number }[]; today: { requests: number } };
    today: { day: string; perHour: number[] };
  };
  expect(report.daily.map(({ day: name, requests }) => [name, requests])).toEqual([
    ["2026-03-28", 1],
    ["2026-03-29", 2],
    ["2026-03-30", 1],
  ]);
  expect([today.day, today.perHour[0]]).toEqual(["2026-03-30", 1]);
});

test("killed at any moment, the database opens, is whole, and holds every batch that was told written", async () => {
  const file = path.join(await temporaryFolder(), "usage.db");
  let told = 0;
  for (let round = 0; round < 100; round += 1) {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "write-rows.child.ts"), file], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let said = "";
    const batches = 1 + (round % 7);
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (text: Buffer) => {
        said += text.toString();
        if (said.split("\n").length > batches) child.kill("SIGKILL");
      });
      child.once("close", () => resolve());
    });
    told += said.split("\n").filter(Boolean).length;
  }
  const database = openUsageDb(file);
  expect(database.db.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  const { rows } = database.db.prepare("SELECT count(*) AS rows FROM requests").get() as { rows: number };
  expect(rows).toBeGreaterThanOrEqual(told * 20);
  expect(rows % 20).toBe(0);
  database.close();
});

test("after a thousand requests the figures are the backend's own, to the token", async () => {
  const { url, simulator, client, switchyard, dataFolder } = await startSwitchyard({
    signIn: ["one", "two"],
  });
  const ask = async (index: number) => {
    const messages = [{ role: "user", content: `question ${index} ${"word ".repeat(index % 9)}` }];
    const kinds = [
      () => postJson(`${url}/v1/chat/completions`, { ...hello, messages }),
      () => postJson(`${url}/v1/chat/completions`, { ...hello, messages, stream: true }),
      () => postJson(`${url}/v1/responses`, { input: `question ${index}`, store: false }),
      () => postJson(`${url}/v1/responses`, { input: `question ${index}`, stream: true, store: false }),
    ];
    await (await (kinds[index % kinds.length] ?? kinds[0])?.())?.text();
  };
  let broken = 0;
  for (let start = 0; start < 1000; start += 20) {
    // Now and then an attempt fails, and another one serves: counted as an attempt, and in no account's tokens.
    if (start % 200 === 100) {
      simulator.script.next({ reply: failures.overloaded() });
      broken += 1;
    }
    await Promise.all(Array.from({ length: 20 }, (_, index) => ask(start + index)));
  }
  const report = await client.usage.report({ by: "account" });
  const ledger = ["one", "two"].map((id) => simulator.ledger.of(id));
  const sum = (pick: (entry: (typeof ledger)[number]) => number) =>
    ledger.reduce((total, entry) => total + pick(entry), 0);
  expect(report.lifetime).toMatchObject({
    requests: 1000,
    failed: 0,
    withoutUsage: 0,
    tokens: {
      input: sum((entry) => entry.input),
      cached: sum((entry) => entry.cached),
      output: sum((entry) => entry.output),
      reasoning: sum((entry) => entry.reasoning),
    },
  });
  const attempts = new Map(report.attempts.map((line) => [line.account, line]));
  const accounts = await client.accounts.list();
  for (const id of ["one", "two"]) {
    const account = accounts.find(({ email }) => email === `${id}@example.com`);
    const { turns, input, cached, output, reasoning } = simulator.ledger.of(id);
    const line = attempts.get(account?.id ?? "");
    expect(line?.tokens).toMatchObject({ input, cached, output, reasoning });
    expect((line?.attempts ?? 0) - (line?.failed ?? 0)).toBe(turns);
  }
  expect(report.attempts.reduce((total, line) => total + line.attempts, 0)).toBe(1000 + broken);
  expect(report.attempts.reduce((total, line) => total + line.failed, 0)).toBe(broken);
  expect(await (await fetch(`${url}/_gateway/admin/usage?days=1&by=endpoint`)).json()).toMatchObject({
    groups: [{ requests: 500 }, { requests: 500 }],
  });
  expect((await fetch(`${url}/_gateway/admin/usage?by=mood`)).status).toBe(400);

  // A restart goes on counting where it was.
  await switchyard.close();
  expect(existsSync(path.join(dataFolder, "usage.db"))).toBe(true);
  const again = await startSwitchyard({ compose: { dataFolder } });
  expect((await again.client.usage.report({})).today.requests).toBe(1000);
});
