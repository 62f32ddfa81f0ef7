import { expect, test } from "vitest";
import { createRequestLog } from "../../src-main/logs/request-log.ts";

const client = { name: "test", version: null };
const seed = (id: string) => ({ id, endpoint: "/v1/x", protocol: "openai" as const, client });
const tokens = { input: 10, cached: 4, output: 5, reasoning: 2 };

test("a request counts once, with its times, however often it is finished", () => {
  let now = new Date(2026, 0, 5, 9, 30).getTime();
  const log = createRequestLog(() => now);
  const heard: string[] = [];
  log.listen((row) => heard.push(`${row.id} ${row.outcome}`));
  const record = log.begin(seed("a"));
  record.row.model = "m";
  record.row.tokens = tokens;
  expect(log.active()).toBe(1);
  now += 10;
  record.mark("sent");
  now += 10;
  record.mark("sent");
  record.mark("firstByte");
  record.finish("ok", 200);
  record.finish("failed", 500);
  expect(log.active()).toBe(0);
  expect(record.row).toMatchObject({
    outcome: "ok",
    status: 200,
    timing: { sent: 10, firstByte: 20, firstOutput: null, total: 20 },
  });
  expect(heard).toEqual(["a running", "a ok"]);
  expect(log.today()).toMatchObject({ day: "2026-01-05", requests: 1, failed: 0, withoutUsage: 0, tokens });
  expect(log.today().perHour.indexOf(1)).toBe(9);
});

test("failures and answers without usage are counted apart", () => {
  const log = createRequestLog(() => 1000);
  log.begin(seed("a")).finish("failed", 500);
  const second = log.begin(seed("b"));
  second.row.model = "m";
  second.finish("ok", 200);
  log.begin(seed("c")).finish("cancelled", 499);
  expect(log.today()).toMatchObject({ requests: 3, failed: 1, withoutUsage: 1 });
});

test("a new day starts from nothing", () => {
  let now = new Date(2026, 0, 5, 23, 59).getTime();
  const log = createRequestLog(() => now);
  log.begin(seed("a")).finish("ok", 200);
  now += 2 * 60_000;
  expect(log.today()).toMatchObject({ day: "2026-01-06", requests: 0 });
});

test("newest first, and no more than a thousand", () => {
  const log = createRequestLog(() => 1000);
  for (let count = 0; count < 1100; count += 1) log.begin(seed(`r${count}`)).finish("ok", 200);
  expect(log.recent(2).map((row) => row.id)).toEqual(["r1099", "r1098"]);
  expect(log.recent(5000)).toHaveLength(1000);
});
