/** Budgets, keys of single tools and the brake for runaways, at a gateway whose clock stands still. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openBudgetCounts } from "../../../src-main/gateway/budgets/budget-counts.ts";
import { periodOf } from "../../../src-main/gateway/budgets/budget-period.ts";
import { createRunawayBrake } from "../../../src-main/gateway/budgets/runaway-brake.ts";
import { manualClock, START } from "../../support/manual-clock.ts";
import { hello, limitsRead, postJson, startSwitchyard, temporaryFolder } from "../../support/switchyard.ts";

const day = 24 * 3_600_000;
const wire = { model: "gpt-5.5", instructions: "Be brief.", input: [], store: false, stream: true };

async function start() {
  const clock = manualClock();
  const running = await startSwitchyard({ compose: { clock }, simulator: { clock } });
  await limitsRead(running);
  const { url, client } = running;
  const chat = (headers: Record<string, string> = {}, more: object = {}) =>
    postJson(`${url}/v1/chat/completions`, { ...hello, ...more }, { "user-agent": "Cline/3.1", ...headers });
  const told = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { error: { code?: string; type: string } }).error,
  ];
  return { ...running, clock, chat, told, url, client };
}

test("a tool's budget is refused at its edge in every protocol, and nobody else's", async () => {
  const { clock, chat, told, url, client } = await start();
  await client.settings.update({
    routing: { budgets: { "tool:cline": { tokens: null, requests: 1, per: "day", over: "refuse" } } },
  });
  expect((await chat()).status).toBe(200);
  const refused = await chat();
  const { end } = periodOf("day", clock.now());
  expect(Number(refused.headers.get("retry-after"))).toBe(Math.ceil((end - clock.now()) / 1000));
  expect(await told(refused)).toMatchObject([429, { code: "budget_reached", type: "rate_limit_error" }]);
  const asCline = { "user-agent": "Cline/3.1", "anthropic-version": "2023-06-01" };
  const messages = await postJson(`${url}/v1/messages`, { ...hello, max_tokens: 9 }, asCline);
  expect(await told(messages)).toMatchObject([429, { type: "rate_limit_error" }]);
  const codex = await postJson(`${url}/codex/v1/responses`, wire, { "user-agent": "Cline/3.1" });
  expect(await told(codex)).toMatchObject([429, { type: "usage_limit_reached", resets_at: end / 1000 }]);
  expect((await chat({ "user-agent": "Zed/1.0" })).status).toBe(200);
  expect(await client.gateway.budgets()).toMatchObject([
    { scope: "tool:cline", used: { requests: 1 }, resetsAt: end },
  ]);
  expect((await client.requests.recent({ limit: 9 })).at(-2)).toMatchObject({
    outcome: "failed",
    problem: { code: "budget_reached" },
  });
  clock.advance(day);
  expect((await chat()).status).toBe(200);
});

test("a project's budget is of its requests, by the address or the header", async () => {
  const { told, url, client } = await start();
  await client.settings.update({
    routing: { budgets: { "project:shop": { tokens: null, requests: 1, per: "week", over: "refuse" } } },
  });
  expect((await postJson(`${url}/@shop/v1/chat/completions`, hello)).status).toBe(200);
  const refused = await postJson(`${url}/v1/chat/completions`, hello, { "x-switchyard-project": "Shop" });
  expect(await told(refused)).toMatchObject([429, { code: "budget_reached" }]);
  expect((await postJson(`${url}/@site/v1/chat/completions`, hello)).status).toBe(200);
});

test("a budget of tokens may let requests wait for the next day", async () => {
  const { clock, chat, client } = await start();
  await client.settings.update({
    routing: { budgets: { all: { tokens: 1, requests: null, per: "day", over: "queue" } } },
  });
  expect((await chat()).status).toBe(200);
  const waiting = chat();
  await expect.poll(async () => (await client.gateway.status()).waiting?.length).toBe(1);
  clock.advance(day);
  expect((await waiting).status).toBe(200);
  expect((await client.requests.recent({ limit: 1 }))[0]?.notes).toEqual(["waited-for-budget"]);
});

test("a scope that is written in two ways has both budgets, and a header that does not wait is heard", async () => {
  const { chat, client } = await start();
  const budget = { tokens: null, requests: 9, per: "week", over: "refuse" } as const;
  await client.settings.update({
    routing: {
      budgets: { "tool:Cline": budget, "tool:cline": { ...budget, requests: 1, per: "day", over: "queue" } },
    },
  });
  expect((await chat()).status).toBe(200);
  expect((await client.gateway.budgets()).map(({ used }) => used.requests)).toEqual([1, 1]);
  expect((await chat({ "x-switchyard-wait": "0" })).status).toBe(429);
});

test("a key is its tool's alone: for its models, until it expires", async () => {
  const { clock, chat, told, client, url } = await start();
  const key = `syk-${"1".repeat(48)}`;
  const hash = createHash("sha256").update(key).digest("hex");
  const cline = { hash, models: ["gpt-5.5"], expiresAt: clock.now() + day };
  await client.settings.update({ gateway: { keys: { cline } } });
  const bearer = { authorization: `Bearer ${key}` };
  expect((await chat(bearer)).status).toBe(200);
  expect((await client.requests.recent({ limit: 1 }))[0]).toMatchObject({ key: "cline" });
  const other = { model: "gpt-5.6-terra" };
  expect(await told(await chat(bearer, other))).toMatchObject([403, { code: "model_not_allowed" }]);
  const codex = await postJson(`${url}/codex/v1/responses`, { ...wire, ...other }, bearer);
  expect(await told(codex)).toMatchObject([403, { code: "model_not_allowed" }]);
  // A key is wanted now: a tool's is as good as the gateway's own.
  await client.settings.update({ gateway: { apiKey: "the-gateways-own" } });
  expect((await chat(bearer)).status).toBe(200);
  expect((await chat()).status).toBe(401);
  await client.settings.update({ gateway: { apiKey: null } });
  expect((await chat({ "x-api-key": `${key}0` })).status).toBe(401);
  clock.advance(day);
  expect((await chat(bearer)).status).toBe(401);
});

test("a conversation that runs in circles is stopped, and goes on after a minute; others never notice", async () => {
  const { chat, told, client, clock } = await start();
  await client.settings.update({ routing: { maxPerMinute: 3 } });
  const talk = { "session-id": "circles" };
  for (let count = 0; count < 3; count += 1) expect((await chat(talk)).status).toBe(200);
  expect(await told(await chat(talk))).toMatchObject([429, { code: "runaway_stopped" }]);
  expect((await chat({ "session-id": "another" })).status).toBe(200);
  clock.advance(60_000);
  expect((await chat(talk)).status).toBe(200);
});

test("counts are kept over a restart, and begin anew with the day and the week", async () => {
  const clock = manualClock();
  const file = `${await temporaryFolder()}/budgets.json`;
  const open = () => openBudgetCounts({ file, clock, onSetAside: () => {}, onTrouble: () => {} });
  const counts = await open();
  counts.add(["all"], 40);
  counts.add(["all", "tool:cline"], 2);
  await counts.settled();
  const again = await open();
  expect(again.used("all", "week")).toMatchObject({ tokens: 42, requests: 2 });
  expect(again.used("tool:cline", "day")).toMatchObject({ tokens: 2, requests: 1 });
  clock.advance(day);
  expect(again.used("all", "day")).toMatchObject({ tokens: 0, requests: 0 });
  expect(again.used("all", "week")).toMatchObject({ requests: 2 });
  clock.advance(7 * day);
  expect(again.used("all", "week")).toMatchObject({ requests: 0 });
});

test("weeks begin on Monday, days at midnight", () => {
  // START is a Monday.
  for (let days = 0; days < 7; days += 1) {
    const { start, end } = periodOf("week", START + days * day);
    expect([new Date(start).getDay(), new Date(end).getDay(), new Date(start).getHours()]).toEqual([1, 1, 0]);
    expect(start).toBeLessThanOrEqual(START + days * day);
    expect(end).toBeGreaterThan(START + days * day);
  }
});

test("the brake counts the last minute of each conversation", () => {
  let now = 0;
  const brake = createRunawayBrake(() => now);
  expect([1, 2].map(() => brake.take("a", 2))).toEqual([null, null]);
  now = 20_000;
  expect(brake.take("a", 2)).toBe(40_000);
  expect(brake.take("b", 2)).toBeNull();
  now = 60_000;
  expect(brake.take("a", 2)).toBeNull();
});
