/** What the endpoint is asked for directly: calls of its own protocol byte for byte, its models, and the linked settings. */
import { utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createClaudeSettingsProvider } from "../../../src-main/providers/anthropic/claude-settings.ts";
import { createAnthropicProvider } from "../../../src-main/providers/anthropic/provider.ts";
import type { RelayCall } from "../../../src-main/providers/provider.ts";
import {
  startAnthropicSimulator,
  type AnthropicSimulatorOptions,
} from "../../../src-main/simulator/anthropic/anthropic-simulator.ts";
import { providerParts } from "../../support/provider-parts.ts";
import { temporaryFolder } from "../../support/switchyard.ts";

const never = new AbortController().signal;
const told: string[] = [];

async function startApi(options: AnthropicSimulatorOptions = {}) {
  const api = await startAnthropicSimulator(options);
  onTestFinished(() => api.close());
  const entry = { name: "anthropic", kind: "anthropic", base: api.url };
  const parts = providerParts(entry, { one: api.key });
  return { api, parts, provider: createAnthropicProvider(parts) };
}

const written = `{ "model":"claude-sonnet-5-5",  "max_tokens":9,"stream":true,
  "messages":[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}`;

const callTo = (where: string, body = written): RelayCall => ({
  path: where,
  query: "?beta=true",
  body: Buffer.from(body),
  headers: {
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "one-2026-01-01,two-2026-02-02",
    "anthropic-something-new": "yes",
    "user-agent": "claude-cli/2.1",
    "accept-encoding": "gzip",
  },
});

test("bytes and headers go through both ways, with the provider's key", async () => {
  const { api, provider } = await startApi();
  const raw = 'event: message_start\ndata: {"type":"message_start",  "odd": 1}\n\n: kept\n\n';
  api.plan({
    raw: { status: 200, headers: { "content-type": "text/event-stream", "x-new": "1" }, body: raw },
  });
  const access = await provider.credentials("one");
  const answer = await provider.relay?.send(access, callTo("/v1/messages"), never, () => told.push("left"));
  expect(await answer?.body.text()).toBe(raw);
  api.plan({ text: "Hello." });
  const plain = callTo("/v1/messages", written.replace('"stream":true,', ""));
  const whole = await provider.relay?.send(access, plain, never, () => {});
  expect(await whole?.body.json()).toMatchObject({ content: [{ text: "Hello." }], stop_reason: "end_turn" });
  expect(answer).toMatchObject({ status: 200, headers: { "x-new": "1", "request-id": "req_1" } });
  expect(told).toEqual(["left"]);
  expect(api.requests[0]).toMatchObject({
    path: "/v1/messages?beta=true",
    raw: written,
    headers: {
      "x-api-key": api.key,
      "anthropic-beta": "one-2026-01-01,two-2026-02-02",
      "anthropic-something-new": "yes",
      "user-agent": "claude-cli/2.1",
    },
  });
  expect(api.requests[0]?.headers).not.toHaveProperty("accept-encoding");
  const refused = provider.relay?.send(
    access,
    callTo("/v1/messages", '{"model":"claude-none"}'),
    never,
    () => {},
  );
  await expect(refused).rejects.toMatchObject({
    kind: "model-unavailable",
    status: 404,
    message: "model: claude-none",
    upstreamId: "req_3",
  });
});

test("tokens are counted there, where there is a counter", async () => {
  const { provider } = await startApi();
  const access = await provider.credentials("one");
  const counted = await provider.relay?.send(access, callTo("/v1/messages/count_tokens"), never, () => {});
  expect(await counted?.body.json()).toEqual({ input_tokens: expect.any(Number) });
  expect(provider.relay?.takes("/v1/chat/completions")).toBe(false);

  const without = await startApi({ countsTokens: false });
  const { relay } = without.provider;
  expect(relay?.takes("/v1/messages/count_tokens")).toBe(true);
  const asked = relay?.send(
    await without.provider.credentials("one"),
    callTo("/v1/messages/count_tokens"),
    never,
    () => {},
  );
  await expect(asked).rejects.toMatchObject({ status: 404 });
  expect(relay?.takes("/v1/messages/count_tokens")).toBe(false);
  expect(relay?.takes("/v1/messages")).toBe(true);
});

test("models are the endpoint's own once they were read, and short names the newest of their line", async () => {
  const { provider, api } = await startApi();
  expect(provider.models.all?.()).toEqual([]);
  await provider.models.refresh?.();
  expect(provider.models.all?.().map(({ id }) => id)).toEqual([
    "claude-opus-5-5",
    "claude-sonnet-5-5",
    "claude-sonnet-4-6",
    "claude-haiku-4-5",
  ]);
  expect(provider.models.find("sonnet")).toMatchObject({ id: "claude-sonnet-5-5", contextWindow: 1_000_000 });
  expect(provider.models.find("claude-haiku-4-5")?.efforts).toEqual(["low", "medium", "high"]);
  expect(provider.models.default?.()).toBe("claude-sonnet-5-5");
  expect(await provider.check("one")).toBeNull();
  expect(api.turns()).toEqual([]);

  const listless = await startApi({ listsModels: false });
  expect(await listless.provider.check("one")).toBeNull();
  await expect(listless.provider.models.refresh?.()).rejects.toThrow("nothing speaks");
  // Anthropic's own are known before anybody asked.
  const own = createAnthropicProvider(providerParts({ name: "a", kind: "anthropic" }, { one: "sk-ant-x" }));
  expect(own.models.find("opus")).toMatchObject({ id: "claude-opus-5-5" });
});

test("an address is understood however far it was written, and the key is sent as the person chose", async () => {
  const { api } = await startApi();
  for (const end of ["", "/", "/v1", "/v1/", "/v1/messages"]) {
    const entry = { name: "a", kind: "anthropic", base: api.url + end, keyHeader: "bearer" as const };
    await createAnthropicProvider(providerParts(entry, { one: api.key })).check("one");
  }
  expect(new Set(api.requests.map(({ path: asked }) => asked))).toEqual(new Set(["/v1/models?limit=1"]));
  expect(api.requests.at(-1)?.headers).toMatchObject({ authorization: `Bearer ${api.key}` });
  expect(api.requests.at(-1)?.headers).not.toHaveProperty("x-api-key");
});

test("a key that is refused fails the check", async () => {
  const { api } = await startApi();
  const parts = providerParts({ name: "a", kind: "anthropic", base: api.url }, { one: "sk-ant-bad" });
  await expect(createAnthropicProvider(parts).check("one")).rejects.toMatchObject({ kind: "key-refused" });
});

test("the endpoint of Claude Code's settings is followed where it lies, and never one that leads back here", async () => {
  const first = await startApi();
  const second = await startApi({ key: "second-token" });
  const file = path.join(await temporaryFolder(), "settings.json");
  let changes = 0;
  const write = async (content: unknown) => {
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    // Files that are written within a tick of the clock are of the same time.
    changes += 1;
    await utimes(file, changes, changes);
  };
  const provider = createClaudeSettingsProvider(
    providerParts(
      { name: "claude-settings", kind: "claude-settings" },
      { linked: "" },
      {
        claudeSettings: () => file,
        ownPorts: () => [8787],
      },
    ),
  );
  const check = () => provider.check("linked");
  await expect(check()).rejects.toThrow("there is no such file");
  await write({ env: { ANTHROPIC_BASE_URL: `${first.api.url}/v1`, ANTHROPIC_API_KEY: first.api.key } });
  await check();
  expect(first.api.requests.at(-1)?.headers["x-api-key"]).toBe(first.api.key);
  await write({ env: { ANTHROPIC_BASE_URL: second.api.url, ANTHROPIC_AUTH_TOKEN: "second-token" } });
  await check();
  expect(second.api.requests.at(-1)?.headers.authorization).toBe("Bearer second-token");

  const wrong: [unknown, string][] = [
    [{ env: { ANTHROPIC_AUTH_TOKEN: "t" } }, "it names no endpoint"],
    [{ env: { ANTHROPIC_BASE_URL: second.api.url } }, "it names no token"],
    [{ env: { ANTHROPIC_BASE_URL: "nonsense", ANTHROPIC_AUTH_TOKEN: "t" } }, "is no address"],
    [
      { env: { ANTHROPIC_BASE_URL: "http://localhost:8787", ANTHROPIC_AUTH_TOKEN: "t" } },
      "Switchyard itself",
    ],
    ["{", "it is no JSON"],
    [{}, "it names no endpoint"],
  ];
  for (const [content, words] of wrong) {
    await write(content);
    await expect(check(), words).rejects.toThrow(words);
  }
  await write({
    env: { ANTHROPIC_BASE_URL: second.api.url, ANTHROPIC_AUTH_TOKEN: "sk-ant-oat01-mine" },
  });
  await expect(check()).rejects.toThrow("Anthropic lets only its own programs use that login");
});
