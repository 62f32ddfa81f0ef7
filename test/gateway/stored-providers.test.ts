/** Providers that a person sets up while the gateway runs: added, changed, paused, removed, and asked instead. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { ModelView } from "../../src-shared/contract/models.ts";
import type { CreateProvider } from "../../src-main/providers/entry.ts";
import { UpstreamFailure } from "../../src-main/providers/failure.ts";
import type { Provider } from "../../src-main/providers/provider.ts";
import { madeUpProvider, type MadeUpProvider } from "../support/made-up-provider.ts";
import { hello, postJson, startSwitchyard, type Running } from "../support/switchyard.ts";

const key = "made-up-key-of-a-test";
const gone = "not there";

let built: (MadeUpProvider & { name: string; base: string | null })[] = [];
let lists: ModelView[] = [];
let beforeAnswer = () => Promise.resolve();

beforeEach(() => {
  built = [];
  lists = [];
  beforeAnswer = () => Promise.resolve();
});

/** Keys that it takes begin so. */
const good = "made-up-key";

const create: CreateProvider = ({ entry, slots, secret }) => {
  // A key is what it is.
  const { name, base } = entry();
  const made = madeUpProvider(name);
  built.push(Object.assign(made, { name, base }));
  const { recover: _, ...withoutRenewal } = made.provider;
  const provider: Provider<{ key: string }> = {
    ...withoutRenewal,
    slots,
    credentials: (id: string) => Promise.resolve({ key: secret(id) ?? "" }),
    async respond(credentials, ...rest) {
      await beforeAnswer();
      if (credentials.key.startsWith(good)) return made.provider.respond(credentials, ...rest);
      throw new UpstreamFailure({ kind: "auth-dead", message: "No." });
    },
    models: {
      find: (id: string) => lists.find((each) => each.id === id),
      all: () => lists,
      default: () => lists[0]?.id ?? null,
      refresh: () => new Promise<void>(() => {}),
    },
  };
  return provider;
};

const start = (): Promise<Running> => startSwitchyard({ compose: { kinds: { openai: create } } });
const chat = (url: string, model: string, more: object = {}) =>
  postJson(`${url}/v1/chat/completions`, { ...hello, model, ...more });
const local = { kind: "openai", name: "local", base: "http://127.0.0.1:9/v1/" } as const;
const modelView = (id: string): ModelView => ({
  id,
  displayName: id,
  contextWindow: 1000,
  maxContextWindow: null,
  efforts: [],
  defaultEffort: null,
  tiers: [],
  inputs: ["text"],
  listed: true,
});

test("one that is added serves at once, with its key and the whole name of the model", async () => {
  const { url, client, dataFolder } = await start();
  expect((await chat(url, "local:qwen3:8b")).status).toBe(404);
  const view = await client.providers.add({ ...local, key });
  expect(view).toMatchObject({ name: "local", base: "http://127.0.0.1:9", billing: "local", runs: true });
  expect(JSON.stringify(view)).not.toContain(key);
  const answer = await chat(url, "local:qwen3:8b");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-switchyard-provider")).toBe("local");
  expect(answer.headers.get("x-switchyard-model")).toBe("qwen3:8b");
  expect(answer.headers.get("server-timing")).toMatch(/^auth;dur=\d+, gateway;dur=\d+, upstream;dur=\d+$/);
  expect(built[0]?.turns).toMatchObject([{ key, turn: { model: "qwen3:8b" } }]);
  expect((await client.requests.recent({ limit: 1 }))[0]?.tries).toMatchObject([{ provider: "local" }]);
  expect(await (await fetch(`${url}/debug/config`)).text()).not.toContain(key);
  expect(await client.data.settings()).not.toContain(key);
  expect(await readFile(path.join(dataFolder, "settings.json"), "utf8").catch(() => gone)).not.toContain(key);
});

test("a change builds it anew, a removal takes it away, and the old ones are closed when they are free", async () => {
  const { url, client } = await start();
  await client.providers.add({ ...local, key });
  await chat(url, "local:a");
  await client.providers.change({ name: "local", base: "http://127.0.0.1:10" });
  await expect.poll(() => built[0]?.closed).toBe(true);
  expect((await chat(url, "local:a")).status).toBe(200);
  expect(built.map(({ base, turns }) => [base, turns.length])).toEqual([
    ["http://127.0.0.1:9", 1],
    ["http://127.0.0.1:10", 1],
  ]);
  await client.providers.change({ name: "local", newName: "mine" });
  expect((await chat(url, "mine:a")).status).toBe(200);
  await client.providers.remove({ name: "mine" });
  const refused = await chat(url, "mine:a");
  expect(refused.status).toBe(404);
  expect(await refused.text()).toContain("switchyard providers add");
});

test("a request under way ends on the one that is taken away, which is closed then", async () => {
  const { url, client } = await start();
  await client.providers.add({ ...local, key });
  const asked = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  beforeAnswer = () => {
    asked.resolve();
    return open.promise;
  };
  const answer = chat(url, "local:a");
  await asked.promise;
  await client.providers.remove({ name: "local" });
  expect(built[0]?.closed).toBe(false);
  open.resolve();
  expect((await answer).status).toBe(200);
  await expect.poll(() => built[0]?.closed).toBe(true);
});

test("keys of one name are slots that are paused one by one", async () => {
  const { url, client } = await start();
  await client.providers.add({ ...local, key, label: "first" });
  await client.providers.add({ ...local, key: "made-up-key-number-two" });
  await client.providers.pause({ name: "local", slot: "first" });
  await chat(url, "local:a");
  expect(built[0]?.turns).toMatchObject([{ key: "made-up-key-number-two" }]);
  await client.providers.pause({ name: "local" });
  expect(await (await chat(url, "local:a")).text()).toContain("paused");
  await client.providers.resume({ name: "local", slot: "first" });
  expect((await chat(url, "local:a")).status).toBe(200);
});

test.each(["/v1/chat/completions", "/v1/messages"])(
  "a dead key is a 401 that names the provider: %s",
  async (place) => {
    const { url, client } = await start();
    await client.providers.add({ ...local, key: "refused-key-of-a-test" });
    const answer = await postJson(url + place, { ...hello, model: "local:a", max_tokens: 9 });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain("The provider local refused its key: No.");
    await client.providers.add({ ...local, key });
    expect((await postJson(url + place, { ...hello, model: "local:a", max_tokens: 9 })).status).toBe(200);
  },
);

test.each([false, true])("a fallback serves when no account can, and says so, stream: %s", async (stream) => {
  const { url, client } = await start();
  await client.providers.add({ ...local, key });
  await client.settings.update({ models: { fallbacks: { "gpt-5.5": ["nobody:x", "local:qwen3"] } } });
  const [account] = await client.accounts.list();
  await client.accounts.setPaused({ id: account?.id ?? "", paused: true });
  const answer = await chat(url, "gpt-5.5", { stream });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-switchyard-provider")).toBe("local");
  expect(answer.headers.get("x-switchyard-model")).toBe("qwen3");
  expect(answer.headers.get("server-timing")).toContain("gateway;dur=");
  await answer.text();
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({
    provider: "local",
    modelAsked: "gpt-5.5",
    model: "qwen3",
    notes: ["provider-changed"],
  });
  // Without one it stays with whom it was asked of.
  expect((await chat(url, "gpt-5.4")).status).toBe(401);
});

test("a request's own fault goes to no fallback, and the first failure is told when all fail", async () => {
  const { url, client, simulator } = await start();
  await client.providers.add({ ...local, key });
  await client.settings.update({ models: { fallbacks: { "gpt-5.5": ["local:qwen3"] } } });
  simulator.script.next({ reply: { status: 400, body: { detail: "Unsupported parameter: x" } } });
  expect((await chat(url, "gpt-5.5")).status).toBe(400);
  expect(built[0]?.turns).toEqual([]);
  await client.providers.pause({ name: "local" });
  const [account] = await client.accounts.list();
  await client.accounts.setPaused({ id: account?.id ?? "", paused: true });
  expect(await (await chat(url, "gpt-5.5")).text()).toContain("Every account that could serve is paused");
});

test("names without a prefix go to the provider of the settings, the accounts' own by theirs", async () => {
  const { url, client } = await start();
  await client.providers.add({ ...local, key });
  lists = [modelView("qwen3:8b"), modelView("small")];
  await client.settings.update({ providers: { default: "local" } });
  for (const asked of ["qwen3:8b", "claude-opus-5-5", "small-high"]) {
    const answer = await chat(url, asked);
    expect(answer.headers.get("x-switchyard-provider"), asked).toBe("local");
  }
  expect(built[0]?.turns.map(({ turn }) => turn.model)).toEqual(["qwen3:8b", "qwen3:8b", "small"]);
  expect((await chat(url, "codex:gpt-5.5")).headers.get("x-switchyard-provider")).toBe("codex");
  await client.providers.remove({ name: "local" });
  const lost = await chat(url, "gpt-5.5");
  expect(lost.status).toBe(404);
  expect(await lost.text()).toContain("providers.default");
});

test("every list of models has the providers' own, though one never answers", async () => {
  const { url, client } = await start();
  await client.providers.add({ ...local, key });
  lists = [modelView("qwen3:8b")];
  const read = async (place: string, headers = {}) => (await fetch(url + place, { headers })).json();
  const openai = (await read("/v1/models")) as { data: object[] };
  expect(openai.data).toContainEqual(expect.objectContaining({ id: "local:qwen3:8b", owned_by: "local" }));
  expect(JSON.stringify(await read("/v1/models", { "anthropic-version": "2023-06-01" }))).toContain(
    '"local:qwen3:8b"',
  );
  expect(JSON.stringify(await read("/api/tags"))).toContain('"local:qwen3:8b"');
  expect(JSON.stringify(await read("/v1beta/models"))).toContain('"models/local:qwen3:8b"');
  expect(await read("/v1/models/local:qwen3:8b")).toMatchObject({ id: "local:qwen3:8b" });
  expect((await client.models.list()).providers).toMatchObject([
    { provider: "local", models: [{ id: "qwen3:8b" }] },
  ]);
});

test("wrong ones are refused in words, and nothing is kept of them", async () => {
  const { client } = await start();
  const add = client.providers.add;
  await expect(add({ ...local, name: "Codex" })).rejects.toThrow("lower-case letters");
  await expect(add({ ...local, name: "codex" })).rejects.toThrow("name of the ChatGPT accounts");
  await expect(add({ ...local, base: "ftp://x" })).rejects.toThrow("none of http or https");
  await expect(add({ ...local, base: "https://me:secret@x" })).rejects.toThrow("not kept as a secret");
  await expect(add({ kind: "openai" })).rejects.toThrow("wants a key");
  await expect(add({ kind: "gemini", key })).rejects.toThrow("cannot serve Gemini API yet");
  await expect(client.providers.remove({ name: "nobody" })).rejects.toThrow("There is no provider nobody");
  expect(await client.providers.list()).toEqual([]);
});
