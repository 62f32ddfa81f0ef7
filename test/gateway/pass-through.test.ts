import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { send } from "../simulator/harness.ts";
import { limitsRead, postJson, startSwitchyard } from "../support/switchyard.ts";

/** As the Codex command line sends it (clients 4.2), made short. */
const turn = {
  model: "gpt-5.5",
  stream: true,
  input: [
    { type: "message", role: "developer", content: [{ type: "input_text", text: "You are Codex." }] },
    { type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] },
  ],
  tools: [],
  tool_choice: "auto",
  parallel_tool_calls: true,
  reasoning: { effort: "medium" },
  store: false,
  include: ["reasoning.encrypted_content"],
  prompt_cache_key: "01a1f8c4-dff9-7931-a5e9-5dbd30573a82",
  text: { verbosity: "low" },
  client_metadata: { turn_id: "t1" },
};
const codexHeaders = {
  "content-type": "application/json",
  accept: "text/event-stream",
  version: "0.169.0",
  originator: "codex_exec",
  "user-agent": "codex_exec/0.169.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.169.0)",
  authorization: "Bearer of-the-client-itself",
  "chatgpt-account-id": "of-the-client-itself",
  "x-codex-turn-metadata": '{"turn":1}',
};

test("bytes go through untouched, whatever their encoding; only the credentials are ours", async () => {
  const { url, simulator } = await startSwitchyard();
  const plain = Buffer.from(JSON.stringify(turn));
  const bodies: [string, Buffer][] = [
    ["identity", plain],
    ["zstd", zstdCompressSync(plain)],
    ["gzip", gzipSync(plain)],
    ["br", brotliCompressSync(plain)],
  ];
  for (const [encoding, body] of bodies) {
    const headers =
      encoding === "identity" ? codexHeaders : { ...codexHeaders, "content-encoding": encoding };
    simulator.script.next({ text: "exactly this — ü", noise: true, splitEveryBytes: 7, lineEnd: "\r\n" });
    const answer = await fetch(`${url}/codex/v1/responses`, {
      method: "POST",
      headers,
      body: new Uint8Array(body),
    });
    const through = await answer.text();
    expect(through).toContain("response.completed");
    expect(through).toContain("\r\n");
    const seen = simulator.requests.lastAsked;
    expect(seen?.body).toEqual(turn);
    expect(seen?.accountId).toBe("one");
    expect(seen?.headers["x-codex-turn-metadata"]).toBe('{"turn":1}');
    expect(seen?.headers["chatgpt-account-id"]).toBe("00000000-0000-4000-8000-000000000001");
    expect(seen?.headers["user-agent"]).toBe(codexHeaders["user-agent"]);
    expect(seen?.headers["content-encoding"]).toBe(encoding === "identity" ? undefined : encoding);
  }
});

test("the answer is the backend's, byte for byte, headers of limits and turn state included", async () => {
  const { url, simulator, client } = await startSwitchyard();
  const raw = `event: response.created\r\ndata: {"type":"response.created","response":{"id":"r","model":"gpt-5.5"}}\r\n\r\n: odd comment\r\n\r\ndata: {"type":"x.unknown","deep":{"a":[1,2,  3]}}\r\n\r\nevent: response.completed\r\ndata: {"type":"response.completed","response":{"id":"r","usage":{"input_tokens":5,"output_tokens":2}}}\r\n\r\n`;
  simulator.script.next({ rawSse: raw, headers: { "x-codex-turn-state": "sticky" } });
  const answer = await fetch(`${url}/codex/v1/responses`, {
    method: "POST",
    headers: codexHeaders,
    body: JSON.stringify(turn),
  });
  expect(answer.headers.get("x-codex-turn-state")).toBe("sticky");
  expect(answer.headers.get("x-codex-primary-used-percent")).not.toBeNull();
  expect(await answer.text()).toBe(raw);
  await expect
    .poll(async () => (await client.requests.recent({ limit: 1 }))[0])
    .toMatchObject({
      outcome: "ok",
      protocol: "codex",
      tokens: { input: 5, output: 2 },
      client: { name: "codex_exec" },
    });
});

test("models and their ETag come as they are", async () => {
  const { url, simulator } = await startSwitchyard();
  const answer = await fetch(`${url}/codex/v1/models?client_version=0.169.0`, { headers: codexHeaders });
  const again = await fetch(`${url}/codex/v1/models?client_version=0.169.0`, {
    headers: { ...codexHeaders, "if-none-match": answer.headers.get("etag") ?? "" },
  });
  expect(((await answer.json()) as { models: unknown[] }).models.length).toBeGreaterThan(3);
  expect(again.status).toBe(304);
  expect(simulator.requests.lastAsked?.query.get("client_version")).toBe("0.169.0");
});

test("models are told while every account cools down, and that mends no account", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  const { url, simulator, client } = running;
  await limitsRead(running);
  for (const account of simulator.accounts) account.exhausted = true;
  expect((await postJson(`${url}/codex/v1/responses`, turn, codexHeaders)).status).toBe(429);
  const healths = async () => (await client.accounts.list()).map(({ health }) => health);
  expect(await healths()).toEqual(["limited", "limited"]);
  simulator.script.next({ method: "GET", path: "/backend-api/codex/models", reply: failures.tokenExpired() });
  const answer = await fetch(`${url}/codex/v1/models?client_version=0.169.0`, { headers: codexHeaders });
  expect(answer.status).toBe(200);
  expect(((await answer.json()) as { models: unknown[] }).models.length).toBeGreaterThan(3);
  expect(await healths()).toEqual(["limited", "limited"]);
  expect((await postJson(`${url}/codex/v1/responses`, turn, codexHeaders)).status).toBe(429);
  expect(simulator.requests.turns()).toHaveLength(2);

  // A login that the backend does not take is passed over; with none left the reason is told.
  const [one, two] = await client.accounts.list();
  simulator.script.next({
    method: "GET",
    path: "/backend-api/codex/models",
    account: "one",
    reply: failures.tokenRevoked(),
  });
  expect((await fetch(`${url}/codex/v1/models`, { headers: codexHeaders })).status).toBe(200);
  expect(simulator.requests.lastAsked?.accountId).toBe("two");
  for (const account of [one, two]) await client.accounts.setPaused({ id: account?.id ?? "", paused: true });
  const paused = await fetch(`${url}/codex/v1/models`, { headers: codexHeaders });
  expect([paused.status, await paused.text()]).toEqual([400, expect.stringContaining("paused")]);
});

test("a provider without a version header gets the one its user agent names", async () => {
  const { url, simulator } = await startSwitchyard();
  const { version: _, ...headers } = codexHeaders;
  const agent = headers["user-agent"].replaceAll("0.169.0", "0.170.1");
  await fetch(`${url}/codex/v1/models`, { headers: { ...headers, "user-agent": agent } });
  expect(simulator.requests.lastAsked?.headers["version"]).toBe("0.170.1");
});

test("when every account refuses, the client gets the backend's own words", async () => {
  const running = await startSwitchyard();
  const { url, simulator, client } = running;
  await limitsRead(running);
  const resetsAt = Date.now() + 3_600_000;
  const reply = failures.usageLimit({ plan: "plus", resetsAt, now: Date.now() });
  simulator.script.next({ reply });
  Object.assign(simulator.account("one").windows[0] ?? {}, { usedPercent: 100, resetsAt });
  const answer = await fetch(`${url}/codex/v1/responses`, {
    method: "POST",
    headers: codexHeaders,
    body: JSON.stringify(turn),
  });
  expect(answer.status).toBe(429);
  expect(answer.headers.get("x-codex-active-limit")).toBe("codex");
  expect(await answer.json()).toEqual(reply.body);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({ outcome: "failed", status: 429, problem: { code: "usage_limit_reached" } });

  // From then on the gateway itself says so, in the same shape: Codex words it as a used-up plan.
  const later = await postJson(`${url}/codex/v1/responses`, turn, codexHeaders);
  expect(later.status).toBe(429);
  const { error } = (await later.json()) as { error: { type: string; resets_at: number } };
  expect(error.type).toBe("usage_limit_reached");
  expect(error.resets_at).toBe(Math.floor(resetsAt / 1000));
  expect(simulator.requests.turns()).toHaveLength(1);
});

test("Codex never gets a 401 for a login that is not its own: it would renew its own", async () => {
  const { url, simulator, client } = await startSwitchyard();
  simulator.script.next({ times: 2, reply: failures.tokenRevoked() });
  const ask = async () => {
    const answer = await postJson(`${url}/codex/v1/responses`, turn, codexHeaders);
    return [answer.status, ((await answer.json()) as { error: { message: string } }).error.message];
  };
  // The backend's word passes; the issuer's does not.
  expect(await ask()).toEqual([503, expect.stringContaining("invalidated")]);
  const refused = { status: 401, body: { error: { code: "refresh_token_invalidated" } } };
  simulator.script.next({ reply: failures.tokenRevoked() });
  simulator.script.next({ method: "POST", path: "/oauth/token", reply: refused });
  const [account] = await client.accounts.list();
  await expect(client.accounts.refresh({ id: account?.id ?? "" })).rejects.toThrow();
  expect(await ask()).toEqual([400, expect.stringContaining("Sign in again")]);
  for (const { id } of await client.accounts.list()) await client.accounts.remove({ id });
  expect(await ask()).toEqual([400, expect.stringContaining("not signed in to any ChatGPT account")]);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({ outcome: "failed", status: 400, problem: { code: "no_account" } });
});

test("an expired token is renewed once and the request goes through", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ reply: failures.tokenExpired() });
  const answer = await fetch(`${url}/codex/v1/responses`, {
    method: "POST",
    headers: codexHeaders,
    body: JSON.stringify(turn),
  });
  expect(answer.status).toBe(200);
  await answer.text();
  expect(simulator.requests.to("/oauth/token")).toHaveLength(1);
  expect(simulator.requests.to("/oauth/token")[0]?.body).toMatchObject({
    refresh_reason: "unauthorized_recovery",
  });
});

test("a stream that breaks off upstream breaks off here, it does not end well", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ cutAfterEvents: 6 });
  const answer = await fetch(`${url}/codex/v1/responses`, {
    method: "POST",
    headers: codexHeaders,
    body: JSON.stringify(turn),
  });
  await expect(answer.text()).rejects.toThrow();
});

test("where the caller sits and what it says for this hop alone stay here", async () => {
  const { url, simulator } = await startSwitchyard();
  const ofTheWay = {
    forwarded: "for=192.0.2.60",
    via: "1.1 proxy",
    "x-real-ip": "192.0.2.60",
    "x-forwarded-for": "192.0.2.60",
    "x-forwarded-host": "home.example",
    "x-forwarded-proto": "https",
    "x-of-this-hop": "1",
  };
  const answer = await send(`${url}/codex/v1/responses`, {
    method: "POST",
    headers: { ...codexHeaders, ...ofTheWay, connection: "keep-alive, X-Of-This-Hop" },
    body: JSON.stringify(turn),
  });
  expect(answer.text).toContain("response.completed");
  const seen = simulator.requests.lastAsked?.headers ?? {};
  expect(Object.keys(ofTheWay).filter((name) => name in seen)).toEqual([]);
  expect(seen["x-codex-turn-metadata"]).toBe('{"turn":1}');
});
