/** Several accounts behind one gateway: conversations, exhausted plans, foreign reasoning, full houses. */
import { zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { failures, streamFailures } from "../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import type { AccountOptions } from "../../src-main/simulator/accounts/simulated-account.ts";
import {
  authJson,
  hello,
  limitsRead,
  plainAccounts,
  postJson,
  startSwitchyard,
  type Running,
} from "../support/switchyard.ts";

const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] }];
const wire = { model: "gpt-5.5", instructions: "Be brief.", input, store: false, stream: true };
const codexHeaders = { version: "0.169.0", originator: "codex_exec" };
const turnPath = "/backend-api/codex/responses";
const hour = 3_600_000;

const ask = ({ url }: Running, more: object = {}, headers: Record<string, string> = {}) =>
  postJson(`${url}/v1/chat/completions`, { ...hello, ...more }, headers);
const asked = ({ simulator }: Running) => simulator.requests.to(turnPath).map((each) => each.accountId);
const rows = ({ client }: Running) => client.requests.recent({ limit: 20 });

async function idOf({ client }: Running, name: string): Promise<string> {
  const account = (await client.accounts.list()).find((each) => each.email === `${name}@example.com`);
  return account?.id ?? "";
}

test("a conversation goes on where it began when another account is chosen by its limits", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  const talk = { "session-id": "talk" };
  await ask(running, {}, talk);
  running.simulator.script.next({ account: "one", reply: failures.rateLimit(3600) });
  await ask(running, {}, { "session-id": "another" });
  expect(asked(running)).toEqual(["one", "one", "two"]);
  const [row] = await rows(running);
  expect(row).toMatchObject({ attempts: 2, notes: [] });
  expect(row?.tries.map((attempt) => [attempt.outcome, attempt.kind])).toEqual([
    ["failed", "rate-limited"],
    ["ok", null],
  ]);
  await ask(running, {}, talk);
  expect(asked(running).at(-1)).toBe("two");
  expect((await rows(running))[0]?.notes).toEqual(["account-changed"]);
});

test("the window shows which account serves and why", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  const [one, two] = [await idOf(running, "one"), await idOf(running, "two")];
  await ask(running);
  const active = async () => (await running.client.accounts.list()).find((account) => account.active);
  expect(await active()).toMatchObject({ id: one, activeReason: { code: "first" } });
  await running.client.accounts.use({ id: two });
  expect(await active()).toMatchObject({ id: two, activeReason: { code: "chosen" } });
  running.simulator.account("two").exhausted = true;
  await ask(running);
  expect(await active()).toMatchObject({
    id: one,
    activeReason: { code: "previous-limited", message: "two@example.com cannot serve for a while." },
  });
});

test("order, exclusions and pause decide at once", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  const { client } = running;
  const [one, two] = [await idOf(running, "one"), await idOf(running, "two")];
  await client.settings.update({ routing: { strategy: "order", minimumDwellMinutes: 0 } });
  await ask(running);
  const list = await client.accounts.reorder({ ids: [two] });
  expect(list.map((account) => account.id)).toEqual([two, one]);
  await ask(running, {}, { "session-id": "new" });
  await client.accounts.setExcludedModels({ id: two, models: ["gpt-5.5"] });
  await ask(running, {}, { "session-id": "newer" });
  await client.accounts.setPaused({ id: one, paused: true });
  const refused = await ask(running, {}, { "session-id": "newest" });
  expect(asked(running)).toEqual(["one", "two", "one"]);
  expect(refused.status).toBe(401);
  expect(await refused.text()).toContain("set not to use gpt-5.5");
});

test("an excluded model is kept from an account in Codex's own protocol too, compressed or not", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  await running.client.accounts.setExcludedModels({ id: await idOf(running, "one"), models: ["gpt-5.5"] });
  await fetch(`${running.url}/codex/v1/responses`, {
    method: "POST",
    headers: { ...codexHeaders, "content-type": "application/json", "content-encoding": "zstd" },
    body: new Uint8Array(zstdCompressSync(JSON.stringify(wire))),
  });
  await postJson(`${running.url}/codex/v1/responses`, wire, codexHeaders);
  expect(asked(running)).toEqual(["two", "two"]);
});

const three: AccountOptions[] = ["one", "two", "three"].map((id) => ({ id, email: `${id}@example.com` }));
const resets: Record<string, number> = { one: 3 * hour, two: hour, three: 2 * hour };

describe("with every plan used up the client learns the earliest reset", () => {
  const surfaces = [
    ["chat", "/v1/chat/completions", hello, {}],
    ["responses", "/v1/responses", { model: "gpt-5.5", input: "hello" }, {}],
    ["messages", "/v1/messages", { ...hello, max_tokens: 9 }, { "anthropic-version": "2023-06-01" }],
    ["Codex", "/codex/v1/responses", wire, codexHeaders],
  ] as const;
  test.each(surfaces)("%s", async (_name, path, body, headers) => {
    const now = Date.now();
    const running = await startSwitchyard({ accounts: three, signIn: ["one", "two", "three"] });
    await limitsRead(running);
    for (const [account, ms] of Object.entries(resets)) {
      const window = {
        minutes: 300,
        usedPercent: 100,
        resetsAt: now + ms,
        percentPerRequest: 0,
        meter: null,
      };
      running.simulator.account(account).windows = [window];
    }
    // The first request finds it out, the second one knows.
    for (const attempts of [3, 0]) {
      const response = await postJson(running.url + path, body, headers);
      const text = await response.text();
      expect(response.status, text).toBe(429);
      const wait = Number(response.headers.get("retry-after") ?? 3600);
      expect(Math.abs(wait - 3600)).toBeLessThan(60);
      if (path.startsWith("/codex")) {
        const { error } = JSON.parse(text) as { error: { type: string; resets_at: number } };
        expect(error.type).toBe("usage_limit_reached");
        expect(Math.abs(error.resets_at * 1000 - (now + hour))).toBeLessThanOrEqual(1000);
      }
      expect((await rows(running))[0]).toMatchObject({
        attempts,
        problem: { code: "usage_limit_reached" },
      });
    }
  });
});

test("while one account only rests for a moment, nobody is told to wait for a reset", async () => {
  const now = Date.now();
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  const reply = failures.usageLimit({ plan: "plus", now, resetsAt: now + hour });
  running.simulator.script.next({ account: "one", always: true, reply });
  running.simulator.script.next({ account: "two", always: true, reply: failures.rateLimit(20) });
  for (const _ of [1, 2]) {
    const response = await ask(running);
    const { error } = (await response.json()) as { error: { code: string } };
    expect([response.status, error.code]).toEqual([429, "rate_limit_exceeded"]);
    const wait = Number(response.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(15);
    expect(wait).toBeLessThanOrEqual(20);
  }
});

test("a used-up meter of one model keeps the account for all others", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  const facts = { plan: "plus", now: Date.now(), resetsAt: Date.now() + hour };
  running.simulator.script.next({
    account: "one",
    reply: failures.usageLimit({ ...facts, limit: "bengalfox" }),
  });
  await ask(running, { model: "gpt-5.5" }, { "session-id": "a" });
  await ask(running, { model: "gpt-5.6-terra" }, { "session-id": "b" });
  await ask(running, { model: "gpt-5.5" }, { "session-id": "c" });
  expect(asked(running)).toEqual(["one", "two", "one", "two"]);
});

test("in Codex's own protocol a used-up meter is held against its model alone, too", async () => {
  const running = await startSwitchyard();
  const facts = { plan: "plus", now: Date.now(), resetsAt: Date.now() + hour };
  running.simulator.script.next({ reply: failures.usageLimit({ ...facts, limit: "bengalfox" }) });
  const codex = (model: string) =>
    postJson(`${running.url}/codex/v1/responses`, { ...wire, model }, codexHeaders);
  expect((await codex("gpt-5.6-terra")).status).toBe(429);
  expect((await codex("gpt-5.5")).status).toBe(200);
  expect(await running.client.accounts.list()).toMatchObject([{ health: "ok" }]);
});

test("Codex goes on after its account changed: what the new one cannot read is left out, once, and noted", async () => {
  const running = await startSwitchyard();
  const foreign = [
    ...input,
    { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAA-of-somebody-else" },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "hi" }] },
    ...input,
  ];
  const body = JSON.stringify({ ...wire, input: foreign, client_metadata: { turn_id: "kept" } });
  const response = await fetch(`${running.url}/codex/v1/responses`, {
    method: "POST",
    headers: { ...codexHeaders, "content-type": "application/json", "content-encoding": "zstd" },
    body: new Uint8Array(zstdCompressSync(body)),
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain("response.completed");
  const turns = running.simulator.requests.turns() as unknown as { input: { type: string }[] }[];
  expect(turns.map((turn) => turn.input.map((item) => item.type))).toEqual([
    ["message", "reasoning", "message", "message"],
    ["message", "message", "message"],
  ]);
  expect(turns[1]).toMatchObject({ client_metadata: { turn_id: "kept" } });
  expect((await rows(running))[0]).toMatchObject({ notes: ["reasoning-stripped"], attempts: 2 });
});

test("what is still refused without foreign reasoning is refused as it is", async () => {
  const running = await startSwitchyard();
  const reply = { status: 400, body: { error: { code: "invalid_encrypted_content", message: "no" } } };
  running.simulator.script.next({ always: true, reply });
  const foreign = [...input, { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAA" }];
  const response = await postJson(
    `${running.url}/codex/v1/responses`,
    { ...wire, input: foreign },
    codexHeaders,
  );
  expect([response.status, await response.json()]).toEqual([400, reply.body]);
  expect(running.simulator.requests.to(turnPath)).toHaveLength(2);
});

test("the bytes of a held handshake come through exactly, in whatever pieces", async () => {
  const running = await startSwitchyard();
  const raw = `event: response.created\r\ndata: {"type":"response.created","response":{"id":"r","model":"gpt-5.5"}}\r\n\r\n: odd\r\n\r\nevent: response.in_progress\ndata: {"type":"response.in_progress","response":{}}\n\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"ü"}\n\nevent: response.completed\ndata: {"type":"response.completed","response":{"id":"r"}}\n\n`;
  for (const splitEveryBytes of [1, 3, 17, 100, 4096]) {
    running.simulator.script.next({ rawSse: raw, splitEveryBytes });
    const response = await postJson(`${running.url}/codex/v1/responses`, wire, codexHeaders);
    expect(await response.text()).toBe(raw);
  }
});

test("nothing of a handshake is shown before the first output, all of it with it", async () => {
  const running = await startSwitchyard();
  const gate = createGate();
  running.simulator.script.next({ gate: { afterEvents: 2, gate } });
  let shown = false;
  const answered = postJson(`${running.url}/codex/v1/responses`, wire, codexHeaders).then((response) => {
    shown = true;
    return response;
  });
  await gate.reached;
  await expect.poll(async () => (await rows(running))[0]?.timing.firstByte ?? null).not.toBeNull();
  expect(shown).toBe(false);
  gate.open();
  expect(await (await answered).text()).toContain("response.in_progress");
});

test("a failing account is left out after three failures in a row, and the log says so", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  running.simulator.script.next({ account: "one", always: true, reply: failures.serverError() });
  for (let turn = 0; turn < 5; turn += 1) await ask(running, {}, { "session-id": `talk ${turn}` });
  expect(asked(running)).toEqual(["one", "two", "one", "two", "one", "two", "two", "two"]);
  const [last, , third] = await rows(running);
  expect(last?.notes).toEqual(["breaker"]);
  expect(third?.notes).toEqual(["breaker"]);
  expect((await running.client.accounts.list())[0]).toMatchObject({ health: "trouble" });
});

test("beyond the cap requests wait their turn, and one that goes away leaves its place", async () => {
  const running = await startSwitchyard({
    env: {},
    accounts: plainAccounts,
  });
  await running.client.settings.update({ routing: { maxConcurrent: 1 } });
  const gate = createGate();
  running.simulator.script.next({ headersGate: gate });
  const first = ask(running);
  await gate.reached;
  const gone = new AbortController();
  const leaver = fetch(`${running.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(hello),
    signal: gone.signal,
  });
  const stayer = ask(running);
  // Begun is not yet in the queue: what is prepared is.
  await expect
    .poll(async () => (await rows(running)).filter(({ timing }) => timing.prepared !== null).length)
    .toBe(3);
  gone.abort();
  await expect(leaver).rejects.toThrow();
  // The client knows of it before the gateway does.
  await expect.poll(async () => (await rows(running)).some((row) => row.outcome === "cancelled")).toBe(true);
  expect(asked(running)).toHaveLength(1);
  gate.open();
  expect((await first).status).toBe(200);
  const response = await stayer;
  expect(response.status).toBe(200);
  await response.text();
  await expect.poll(async () => (await rows(running)).every((row) => row.outcome !== "running")).toBe(true);
  const all = await rows(running);
  expect(all.map((row) => row.outcome).toSorted()).toEqual(["cancelled", "ok", "ok"]);
  const waited = all.filter((row) => row.notes.includes("waited-in-queue"));
  expect(waited).toHaveLength(1);
  expect(waited[0]?.timing.queued).not.toBeNull();
  expect(asked(running)).toHaveLength(2);
});

test("several choices of one request get by with one place", async () => {
  const running = await startSwitchyard();
  await running.client.settings.update({ routing: { maxConcurrent: 1 } });
  for (const stream of [false, true]) {
    const response = await ask(running, { n: 3, stream });
    expect(response.status).toBe(200);
    await response.text();
  }
  expect(asked(running)).toHaveLength(6);
});

test("places are free again after answers, failures and clients that left", async () => {
  const running = await startSwitchyard();
  await running.client.settings.update({ routing: { maxPerAccount: 1 } });
  running.simulator.script.next({ text: "one two three", cutAfterEvents: 9 });
  await (await ask(running, { stream: true })).text();
  running.simulator.script.next({ reply: failures.serverError() });
  await (await ask(running)).text();
  running.simulator.script.next({ text: "one two three", stallAfterEvents: 8 });
  const gone = new AbortController();
  const response = await fetch(`${running.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...hello, stream: true }),
    signal: gone.signal,
  });
  gone.abort();
  await response.text().catch(() => "");
  running.simulator.script.next({ end: streamFailures.contextLength(), endAfterOutputEvents: 0 });
  await (await ask(running, { stream: true })).text();
  const last = await ask(running);
  expect(last.status).toBe(200);
  await last.text();
});

test("a request that was under way with the old login does not end the one that came meanwhile", async () => {
  const running = await startSwitchyard();
  const gate = createGate();
  running.simulator.script.next({ headersGate: gate, reply: failures.tokenRevoked() });
  const answered = ask(running);
  await gate.reached;
  const text = authJson(running.simulator, "one", { expiresInSeconds: 20 * 86_400 });
  expect(await running.client.accounts.importFiles({ files: [{ name: "one", text }] })).toMatchObject({
    renewed: [expect.any(String)],
  });
  gate.open();
  expect((await answered).status).toBe(200);
  expect(await running.client.accounts.list()).toMatchObject([{ health: "ok" }]);
  expect((await rows(running))[0]?.tries.map((attempt) => attempt.kind)).toEqual(["auth-dead", null]);
});
