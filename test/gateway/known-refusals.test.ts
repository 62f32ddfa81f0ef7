/**
 * What is refused without asking the backend: a limit that it told a moment ago, a login that the issuer ended, no
 * account at all. And how each is over as soon as the backend says so.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { refreshRefused } from "../../src-main/simulator/oauth/oauth-tokens.ts";
import { manualClock } from "../support/manual-clock.ts";
import {
  authJson,
  hello,
  limitsRead,
  postJson,
  startSwitchyard,
  temporaryFolder,
  type RunOptions,
  type Running,
} from "../support/switchyard.ts";
import type { StatusBody } from "./status-body.ts";

const minute = 60_000;
const usagePath = "/backend-api/wham/usage";
const tokenEndpoint = { method: "POST", path: "/oauth/token" };

const ask = ({ url }: Running, headers: Record<string, string> = {}, more: object = {}) =>
  postJson(`${url}/v1/chat/completions`, { ...hello, ...more }, headers);
const turns = ({ simulator }: Running) => simulator.requests.turns().length;
const readings = ({ simulator }: Running) => simulator.requests.to(usagePath).length;

function use({ simulator }: Running, account: string, percent: number): void {
  const [window] = simulator.account(account).windows;
  if (window) window.usedPercent = percent;
}

async function start(options: RunOptions = {}): Promise<Running> {
  const running = await startSwitchyard(options);
  await limitsRead(running);
  return running;
}

async function healths({ client }: Running): Promise<string[]> {
  return (await client.accounts.list()).map(({ health }) => health);
}

describe("a limit that is reset early", () => {
  test("is over with the next request, which is served", async () => {
    const running = await start();
    use(running, "one", 100);
    expect((await ask(running)).status).toBe(429);
    expect(await healths(running)).toEqual(["limited"]);
    use(running, "one", 5);
    expect((await ask(running)).status).toBe(200);
    expect(await healths(running)).toEqual(["ok"]);
  });

  test("is asked for once a minute, by one reading for all who wait, and nobody is sent to the backend in vain", async () => {
    const clock = manualClock();
    const running = await start({ compose: { clock }, simulator: { clock } });
    use(running, "one", 100);
    expect((await ask(running)).status).toBe(429);
    const before = { readings: readings(running), turns: turns(running) };
    const many = () => Promise.all(Array.from({ length: 20 }, () => ask(running)));
    const statuses = async () => [...new Set((await many()).map(({ status }) => status))];
    expect(await statuses()).toEqual([429]);
    expect(await statuses()).toEqual([429]);
    expect(readings(running) - before.readings).toBe(1);
    clock.advance(minute);
    expect(await statuses()).toEqual([429]);
    expect(readings(running) - before.readings).toBe(2);
    expect(turns(running)).toBe(before.turns);
    use(running, "one", 5);
    clock.advance(minute);
    expect(await statuses()).toEqual([200]);
  });

  test("a limit that nobody could confirm for a minute is tried with the request itself", async () => {
    const clock = manualClock();
    const running = await start({ compose: { clock }, simulator: { clock } });
    use(running, "one", 100);
    expect((await ask(running)).status).toBe(429);
    running.simulator.script.next({ method: "GET", path: usagePath, always: true, reply: { status: 503 } });
    const before = turns(running);
    expect((await ask(running)).status).toBe(429);
    expect(turns(running)).toBe(before);
    clock.advance(minute);
    expect((await ask(running)).status).toBe(429);
    expect(turns(running)).toBe(before + 1);
    clock.advance(minute);
    use(running, "one", 5);
    expect((await ask(running)).status).toBe(200);
  });

  test("a reading that does not come holds nobody up for more than two seconds", async () => {
    const clock = manualClock();
    const running = await start({ compose: { clock }, simulator: { clock } });
    use(running, "one", 100);
    expect((await ask(running)).status).toBe(429);
    clock.advance(minute);
    const stuck = running.simulator.script.next({
      method: "GET",
      path: usagePath,
      headersDelayMs: 10 * minute,
    });
    use(running, "one", 5);
    const answered = ask(running);
    await expect.poll(() => stuck.uses).toBe(1);
    clock.advance(2_000);
    expect((await answered).status).toBe(200);
  });

  test("whoever reads: window, status, health, guard and routing say the same", async () => {
    const running = await start();
    const { url, client, simulator } = running;
    const id = (await client.accounts.list())[0]?.id ?? "";
    const seen = async () => ({
      window: (await healths(running))[0],
      status: ((await (await fetch(`${url}/v1/status`)).json()) as StatusBody).available,
      health: (await fetch(`${url}/health`)).status,
    });
    use(running, "one", 100);
    await client.accounts.refreshLimits({ id });
    expect(await seen()).toEqual({ window: "limited", status: false, health: 503 });
    const before = turns(running);
    expect((await ask(running)).status).toBe(429);
    expect(turns(running)).toBe(before);
    use(running, "one", 5);
    const ways = [
      () => client.accounts.refreshLimits({ id }),
      () => fetch(`${url}/v1/auth/refresh`, { method: "POST" }),
      () => client.accounts.refresh({ id }),
      () => client.accounts.use({ id }),
    ];
    for (const way of ways) {
      use(running, "one", 100);
      await client.accounts.refreshLimits({ id });
      use(running, "one", 5);
      await way();
      await expect.poll(seen).toEqual({ window: "ok", status: true, health: 200 });
      expect((await ask(running)).status).toBe(200);
    }
    // Credits go on where the plan ends.
    use(running, "one", 100);
    simulator.account("one").credits = { hasCredits: true, unlimited: false, balance: "5" };
    await client.accounts.refreshLimits({ id });
    expect(await seen()).toEqual({ window: "ok", status: true, health: 200 });
  });

  test("a window of a month is asked again after eight days, and told as it is", async () => {
    const clock = manualClock();
    const windows = [{ minutes: 43_200, usedPercent: 100, resetsInMinutes: 30 * 24 * 60 }];
    const running = await start({
      accounts: [{ id: "one", windows }],
      compose: { clock },
      simulator: { clock, accessTokenSeconds: 90 * 86_400 },
    });
    const resetsAt = Math.floor((clock.now() + 30 * 86_400_000) / 1000) * 1000;
    const response = await ask(running);
    expect(await response.text()).toContain(new Date(resetsAt).toISOString().slice(0, 19));
    expect((await running.client.accounts.list())[0]).toMatchObject({
      health: "limited",
      healthUntil: resetsAt,
    });
  });
});

test("every protocol is told until when, in ISO 8601 with a zone, in whole sentences", async () => {
  const running = await start();
  use(running, "one", 100);
  const resetsAt = Math.floor((running.simulator.account("one").windows[0]?.resetsAt ?? 0) / 1000) * 1000;
  const iso = new Date(resetsAt).toISOString().replace(".000Z", "Z");
  const reset = `The usage limit has been reached. It resets at ${iso}.`;
  const later = `The usage limit of every signed-in account has been reached. It resets at ${iso}.`;
  for (const message of [reset, later]) {
    const chat = await ask(running);
    expect(chat.status).toBe(429);
    expect(Number(chat.headers.get("retry-after"))).toBeGreaterThan(60);
    expect(await chat.json()).toMatchObject({ error: { code: "usage_limit_reached", message } });
  }
  const messages = await postJson(
    `${running.url}/v1/messages`,
    { ...hello, max_tokens: 9 },
    { "anthropic-version": "2023-06-01" },
  );
  expect(await messages.json()).toMatchObject({ error: { type: "rate_limit_error", message: later } });
});

test("what the headers of a 429 tell of the limits counts", async () => {
  const running = await start();
  use(running, "one", 100);
  await ask(running);
  const [account] = await running.client.accounts.list();
  expect(account?.limits).toMatchObject({ source: "headers" });
  expect(account?.limits?.windows[0]).toMatchObject({ minutes: 300, usedPercent: 100 });
});

test("one tool's broken request, sent again and again, costs no account and no other tool anything", async () => {
  const running = await start({ signIn: ["one", "two"] });
  running.simulator.script.next({
    always: true,
    when: ({ body }) => JSON.stringify(body).includes("break it"),
    reply: failures.forbidden(),
  });
  const breaking = { messages: [{ role: "user", content: "break it" }] };
  for (let turn = 0; turn < 8; turn += 1) {
    expect((await ask(running, { "session-id": `other ${turn % 2}` }, breaking)).status).toBe(403);
    const good = await ask(running, { "session-id": `good ${turn}` });
    expect(good.status).toBe(200);
    const [row] = await running.client.requests.recent({ limit: 1 });
    expect(row).toMatchObject({ attempts: 1, notes: [] });
  }
  expect(await healths(running)).toEqual(["ok", "ok"]);
});

describe("only the issuer ends a login", () => {
  const everything401 = [
    ["token_invalidated", failures.tokenInvalidated()],
    ["token_revoked", failures.tokenRevoked()],
    ["token_expired", failures.tokenExpired()],
    ["no words", { status: 401 }],
  ] as const;

  test.each(everything401)("a backend that answers 401 to all, with %s", async (_name, reply) => {
    const running = await start({ signIn: ["one", "two"] });
    const storm = running.simulator.script.next({ always: true, reply });
    for (let turn = 0; turn < 4; turn += 1) {
      const response = await ask(running, { "session-id": `talk ${turn}` });
      expect(response.status).toBe(503);
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    // Each was renewed once, and not again and again.
    expect(running.simulator.requests.to("/oauth/token")).toHaveLength(2);
    storm.remove();
    expect((await ask(running)).status).toBe(200);
    expect(await healths(running)).not.toContain("sign-in-needed");
    expect(readFileSync(path.join(running.dataFolder, "accounts.json"), "utf8")).not.toMatch(
      /"deadSince": \d/,
    );
  });

  test("an account that an earlier version took for ended serves again from the start on", async () => {
    const dataFolder = await temporaryFolder();
    const first = await start({ compose: { dataFolder } });
    await first.switchyard.close();
    const file = path.join(dataFolder, "accounts.json");
    const stored = JSON.parse(readFileSync(file, "utf8")) as { accounts: object[] };
    for (const account of stored.accounts) Object.assign(account, { deadSince: 1_700_000_000_000 });
    writeFileSync(file, JSON.stringify(stored));
    const again = await startSwitchyard({ signIn: [], upstream: first.simulator, compose: { dataFolder } });
    expect((await ask(again)).status).toBe(200);
    expect(await healths(again)).toEqual(["ok"]);
  });

  test("what the issuer ended stays so after a start, and lives again when it is renewed by hand", async () => {
    const dataFolder = await temporaryFolder();
    const first = await start({ compose: { dataFolder } });
    first.simulator.script.next({ ...tokenEndpoint, reply: refreshRefused("refresh_token_invalidated") });
    const refresh = ({ url }: Running) => fetch(`${url}/v1/auth/refresh`, { method: "POST" });
    expect((await refresh(first)).status).toBe(401);
    await first.switchyard.close();
    const again = await startSwitchyard({ signIn: [], upstream: first.simulator, compose: { dataFolder } });
    const before = turns(again);
    expect((await ask(again)).status).toBe(401);
    expect(turns(again)).toBe(before);
    // The issuer says it once more: so it is.
    first.simulator.script.next({
      ...tokenEndpoint,
      reply: { status: 400, body: { error: "invalid_grant" } },
    });
    expect((await refresh(again)).status).toBe(401);
    expect(await healths(again)).toEqual(["sign-in-needed"]);
    const id = (await again.client.accounts.list())[0]?.id ?? "";
    expect(await again.client.accounts.refresh({ id })).toMatchObject({ health: "ok" });
    expect((await ask(again)).status).toBe(200);
  });

  test("a login that cannot be renewed for now is trouble: told as such, and over with the trouble", async () => {
    const running = await start({ expiresInSeconds: 3600 });
    const { simulator, client } = running;
    const outage = simulator.script.next({ ...tokenEndpoint, always: true, reply: { status: 401 } });
    simulator.script.next({ reply: failures.tokenExpired() });
    const chat = await ask(running);
    expect(chat.status).toBe(503);
    expect(Number(chat.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await chat.json()).toMatchObject({ error: { code: "login_not_renewed" } });
    expect(await client.accounts.list()).toMatchObject([{ health: "trouble" }]);
    outage.remove();
    expect((await ask(running)).status).toBe(200);
    expect(await healths(running)).toEqual(["ok"]);
  });

  test("a login that came while the issuer refused the old one stays", async () => {
    const running = await start();
    const { client, simulator, url } = running;
    const gate = createGate();
    const reply = refreshRefused("refresh_token_reused");
    simulator.script.next({ ...tokenEndpoint, reply, headersGate: gate });
    const refreshed = fetch(`${url}/v1/auth/refresh`, { method: "POST" });
    await gate.reached;
    const text = authJson(simulator, "one", { expiresInSeconds: 20 * 86_400 });
    await client.accounts.importFiles({ files: [{ name: "one", text }] });
    gate.open();
    await refreshed;
    expect(await healths(running)).toEqual(["ok"]);
    expect((await ask(running)).status).toBe(200);
  });
});
