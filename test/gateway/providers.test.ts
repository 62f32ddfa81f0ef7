/** A provider that the gateway has never heard of: it serves through every protocol, and its slots fail over. */
import { describe, expect, test } from "vitest";
import { madeUpProvider, type MadeUpProvider } from "../support/made-up-provider.ts";
import { hello, postJson, startSwitchyard, type Running } from "../support/switchyard.ts";

async function start(...providers: MadeUpProvider[]): Promise<Running> {
  return startSwitchyard({ compose: { providers: providers.map(({ provider }) => provider) } });
}

const model = "made-up:some-model";
const said = "some-model by key-one";

interface Protocol {
  name: string;
  path: string;
  body: object;
  headers?: Record<string, string>;
  /** What shows once that a stream has come to its end. */
  end: RegExp;
}

const protocols: Protocol[] = [
  {
    name: "chat",
    path: "/v1/chat/completions",
    body: { messages: hello.messages },
    end: /^data: \[DONE\]$/gm,
  },
  { name: "completions", path: "/v1/completions", body: { prompt: "hi" }, end: /^data: \[DONE\]$/gm },
  { name: "responses", path: "/v1/responses", body: { input: "hi" }, end: /^event: response\.completed$/gm },
  {
    name: "messages",
    path: "/v1/messages",
    body: { max_tokens: 9, messages: hello.messages },
    headers: { "anthropic-version": "2023-06-01" },
    end: /^event: message_stop$/gm,
  },
];

describe.each(protocols)("$name", ({ path, body, headers = {}, end }) => {
  test.each([false, true])("stream: %s", async (stream) => {
    const made = madeUpProvider();
    const { url, client, simulator } = await start(made);
    const response = await postJson(url + path, { ...body, model, stream }, headers);
    const text = await response.text();
    expect(response.status, text).toBe(200);
    expect(text).toContain(said);
    if (stream) expect(text.match(end)).toHaveLength(1);
    expect(response.headers.get("x-switchyard-provider")).toBe("made-up");
    expect(response.headers.get("x-switchyard-model")).toBe("some-model");
    expect(made.turns.map(({ turn }) => turn.model)).toEqual(["some-model"]);
    await expect
      .poll(() => client.requests.recent({ limit: 1 }))
      .toMatchObject([
        { provider: "made-up", model: "some-model", modelAsked: model, outcome: "ok", accountId: "key-one" },
      ]);
    const [row] = await client.requests.recent({ limit: 1 });
    expect(row?.tokens).toMatchObject({ input: 7, output: 5 });
    expect(row?.tries).toMatchObject([
      { accountId: "key-one", outcome: "ok", upstreamId: "made-up-request" },
    ]);
    expect(simulator.requests.turns()).toEqual([]);
  });

  test.each([false, true])("another slot serves when one fails, stream: %s", async (stream) => {
    const made = madeUpProvider();
    const { url, client } = await start(made);
    made.fail("key-one", { kind: "overloaded", message: "Too many." });
    const response = await postJson(url + path, { ...body, model, stream }, headers);
    expect(await response.text()).toContain("some-model by key-two");
    const [row] = await client.requests.recent({ limit: 1 });
    expect(row?.tries).toMatchObject([
      { accountId: "key-one", kind: "overloaded" },
      { accountId: "key-two", outcome: "ok" },
    ]);
  });

  test("a stream that breaks ends once, and no other slot begins it anew", async () => {
    const made = madeUpProvider();
    const { url } = await start(made);
    made.fail("key-one", { kind: "stream-cut", message: "It broke off." }, true);
    const response = await postJson(url + path, { ...body, model, stream: true }, headers);
    const text = await response.text();
    expect(text).toContain("It broke off.");
    expect(made.turns).toHaveLength(1);
  });
});

const chat = (url: string, asked: string) =>
  postJson(`${url}/v1/chat/completions`, { ...hello, model: asked });

test("a refused key is renewed once, then the next slot is asked", async () => {
  const made = madeUpProvider();
  const { url } = await start(made);
  made.fail("key-one", { kind: "auth-expired", message: "No." });
  expect((await chat(url, model)).status).toBe(200);
  expect(made.turns.map(({ key }) => key)).toEqual([
    "first key of key-one",
    "renewed key of key-one",
    "first key of key-two",
  ]);
});

const deadKey = { kind: "key-refused", message: "made-up refused its key." } as const;

test.each(protocols)("$name: a dead key is told as 401", async ({ path, body, headers = {} }) => {
  const made = madeUpProvider();
  const { url } = await start(made);
  for (const { id } of made.slots) made.fail(id, deadKey);
  const response = await postJson(url + path, { ...body, model }, headers);
  expect(response.status).toBe(401);
  expect(await response.text()).toContain("made-up refused its key.");
  expect(response.headers.get("retry-after")).toBeNull();
});

test("two dead keys are both left alone for a while: neither is the request's doing", async () => {
  const made = madeUpProvider("made-up", ["key-one", "key-two", "key-three"]);
  const { url } = await start(made);
  made.fail("key-one", deadKey);
  made.fail("key-two", deadKey);
  expect((await chat(url, model)).status).toBe(200);
  made.turns.length = 0;
  const another = { model, messages: [{ role: "user", content: "another conversation" }] };
  expect((await postJson(`${url}/v1/chat/completions`, another)).status).toBe(200);
  expect(made.turns.map(({ key }) => key)).toEqual(["first key of key-three"]);
});

test("used-up slots are told in the provider's words, and their limits are not those of the accounts", async () => {
  const made = madeUpProvider();
  const { url } = await start(made);
  for (const { id } of made.slots)
    made.fail(id, { kind: "usage-limit", message: "Spent.", resetsAt: Date.now() + 3_600_000 });
  const first = await chat(url, model);
  expect(first.status).toBe(429);
  expect(await first.text()).toContain("Spent.");
  const second = await chat(url, model);
  expect(await second.text()).toContain("The made-up keys are limited.");
  expect(made.turns).toHaveLength(2);
  expect((await chat(url, "gpt-5.5")).status).toBe(200);
});

test("a provider without slots says so", async () => {
  const { url } = await start(madeUpProvider("made-up", []));
  const response = await chat(url, model);
  expect(response.status).toBe(401);
  expect(await response.text()).toContain("The made-up keys are none.");
});

test("what a provider does not take is left out and named", async () => {
  const made = madeUpProvider();
  const { url, client } = await start(made);
  await chat(url, model);
  expect(made.turns[0]?.turn).not.toHaveProperty("reasoning");
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row?.dropped).toContain("reasoning");
});

test("models go to the accounts without a prefix, and with theirs", async () => {
  const made = madeUpProvider();
  const { url, client, simulator } = await start(made);
  for (const asked of ["gpt-5.5", "codex:gpt-5.5", "gpt-5.5:high"]) {
    const response = await chat(url, asked);
    expect(response.status, asked).toBe(200);
    expect(response.headers.get("x-switchyard-provider")).toBe("codex");
    expect(response.headers.get("x-switchyard-model")).toBe("gpt-5.5");
  }
  expect(simulator.requests.turns()).toHaveLength(3);
  expect(await client.requests.recent({ limit: 1 })).toMatchObject([{ provider: "codex", model: "gpt-5.5" }]);
  // A tag of Ollama's clients is no prefix: unknown names are served as ever.
  expect((await chat(url, "some-model:latest")).headers.get("x-switchyard-provider")).toBe("codex");
  expect(made.turns).toEqual([]);
});

test.each(protocols)(
  "$name: a prefix that nobody has is refused, with the providers' names",
  async (protocol) => {
    const { url } = await start(madeUpProvider());
    const body = { ...protocol.body, model: "claude:opus" };
    const response = await postJson(url + protocol.path, body, protocol.headers);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("There is no provider 'claude'. A name as NAME:MODEL asks");
  },
);

test("the map of names leads to a provider too", async () => {
  const made = madeUpProvider();
  const { url, client } = await start(made);
  await client.settings.update({ models: { map: { "my-model": model } } });
  expect(await (await chat(url, "my-model")).text()).toContain(said);
});

test("usage is told by provider", async () => {
  const { url, client } = await start(madeUpProvider());
  await chat(url, model);
  await chat(url, "gpt-5.5");
  await expect
    .poll(async () => (await client.usage.report({ days: 1, by: "provider" })).groups.map(({ name }) => name))
    .toEqual(["codex", "made-up"]);
});

test("providers are closed with the app", async () => {
  const made = madeUpProvider();
  const { switchyard } = await start(made);
  await switchyard.close();
  expect(made.closed).toBe(true);
});
