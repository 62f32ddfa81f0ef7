/** An OpenAI-compatible endpoint behind the whole gateway, on real sockets, for clients of every protocol. */
import { describe, expect, onTestFinished, test } from "vitest";
import { createOpenaiProvider } from "../../../src-main/providers/openai/provider.ts";
import type { ProviderEntry } from "../../../src-main/providers/entry.ts";
import {
  startOpenaiVendor,
  type OpenaiVendorOptions,
} from "../../../src-main/simulator/vendors/openai-vendor.ts";
import { frame } from "../../../src-main/simulator/vendors/vendor-server.ts";
import { clientProtocols, type ClientProtocol } from "../../support/client-protocols.ts";
import { hello, postJson, startSwitchyard } from "../../support/switchyard.ts";
import { translating, vendorProvider } from "../../support/vendor-provider.ts";

const model = "vendor:some-model";

async function start(
  options: OpenaiVendorOptions = {},
  entry: Partial<ProviderEntry> = {},
  keys: (string | null)[] = [options.key ?? null],
) {
  const vendor = await startOpenaiVendor(options);
  onTestFinished(() => vendor.close());
  const made = vendorProvider(createOpenaiProvider, { ...entry, base: vendor.url }, keys);
  const running = await startSwitchyard({ signIn: [], compose: { providers: [translating(made.provider)] } });
  const ask = (protocol: ClientProtocol, body: object, signal?: AbortSignal) =>
    fetch(running.url + protocol.path(model), {
      method: "POST",
      headers: { "content-type": "application/json", ...protocol.headers },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  return { ...running, ...made, vendor, ask };
}

const variants: [string, OpenaiVendorOptions, Partial<ProviderEntry>][] = [
  ["chat", { key: "sk-1", thoughts: "reasoning_content" }, {}],
  [
    "chat with all liberties",
    {
      thoughts: "think",
      usage: false,
      done: false,
      ids: false,
      refuses: ["stream_options", "tool_choice", "max_tokens"],
    },
    {},
  ],
  ["responses", { key: "sk-1" }, { dialect: "responses" }],
];

describe.each(variants)("%s", (_name, options, entry) => {
  test.each(clientProtocols)(
    "$name: two calls at once and their results, an image, a schema",
    async (protocol) => {
      const { ask, vendor } = await start(options, entry);
      const asked = protocol.tools(model);
      const first = await ask(protocol, asked);
      const text = await first.text();
      expect(first.status, text).toBe(200);
      const answer = protocol.read(text);
      expect(answer.calls.map(({ name, args }) => ({ name, args }))).toEqual([
        { name: "first", args: { index: 0 } },
        { name: "second", args: { index: 1 } },
      ]);
      expect(answer.ends).toBe(1);
      const second = await ask(protocol, protocol.results(asked, answer, ["one", "two"]));
      const told = protocol.read(await second.text());
      expect(told).toMatchObject({
        text: `Results: ${["one", "two"].map(protocol.resultTold).join(", ")}.`,
        ends: 1,
      });
      if (options.thoughts && protocol.name !== "gemini") expect(told.thought).toBe("hm");
      const image = await ask(protocol, protocol.image(model));
      expect(protocol.read(await image.text()).text).toBe("Images: 1.");
      const schema = await ask(protocol, protocol.schema(model));
      expect(JSON.parse(protocol.read(await schema.text()).text)).toEqual({ answer: "yes" });
      expect(
        vendor.requests.every(
          ({ headers }) => headers["authorization"] === (options.key ? "Bearer sk-1" : undefined),
        ),
      ).toBe(true);
    },
  );
});

const [chat, , messages] = clientProtocols as [ClientProtocol, ClientProtocol, ClientProtocol];

test("what an endpoint does not take is asked once, and remembered", async () => {
  const { ask, vendor, entry } = await start({ refuses: ["stream_options", "temperature"] });
  const body = { ...chat.hello(model), temperature: 0 };
  expect((await ask(chat, body)).status).toBe(200);
  const before = vendor.requests.length;
  expect((await ask(chat, body)).status).toBe(200);
  expect(vendor.requests).toHaveLength(before + 1);
  expect(entry.quirks["stream_options"]).toBe(false);
});

test("usage is told, and who served", async () => {
  const { ask, client } = await start();
  const response = await ask(chat, { ...chat.hello(model), stream: false });
  expect(await response.json()).toMatchObject({ usage: { prompt_tokens: 7, completion_tokens: 5 } });
  expect(response.headers.get("x-switchyard-provider")).toBe("vendor");
  const tokens = { input: 7, cached: 3, output: 5 };
  await expect
    .poll(() => client.requests.recent({ limit: 1 }))
    .toMatchObject([{ provider: "vendor", model: "some-model", outcome: "ok", tokens }]);
});

test.each(clientProtocols)(
  "$name: a dead key is 401 and quoted nowhere; another key serves",
  async (protocol) => {
    const dead = await start({ key: "sk-good" }, {}, ["sk-dead-secret"]);
    const refused = await dead.ask(protocol, protocol.hello(model));
    expect(refused.status).toBe(401);
    const words = await refused.text();
    expect(words).toContain("vendor refused its API key");
    expect(words).not.toContain("sk-dead-secret");
    const both = await start({ key: "sk-good" }, {}, ["sk-dead-secret", "sk-good"]);
    expect(protocol.read(await (await both.ask(protocol, protocol.hello(model))).text()).text).toBe("Hello.");
  },
);

const brief = { model, messages: hello.messages };

test("a value that is refused is left out once, and its field is sent again the next time", async () => {
  const { url, vendor, entry } = await start();
  const message =
    "Invalid 'temperature': number above maximum value. Expected a value <= 2, but got 3 instead.";
  vendor.next({ status: 400, body: { error: { message, param: "temperature" } } });
  const messages = hello.messages;
  expect((await postJson(`${url}/v1/chat/completions`, { model, messages, temperature: 3 })).status).toBe(
    200,
  );
  expect(entry.quirks).toEqual({});
  expect((await postJson(`${url}/v1/chat/completions`, { model, messages, temperature: 1 })).status).toBe(
    200,
  );
  expect(vendor.requests.at(-1)?.body).toMatchObject({ temperature: 1 });
});

test.each<[string, Parameters<Awaited<ReturnType<typeof start>>["vendor"]["next"]>[0], number, string]>([
  [
    "a web page",
    { body: "<html>Log in</html>", headers: { "content-type": "text/html" } },
    502,
    "The answer was not in the chat completions format",
  ],
  ["a page of a wrong address", { status: 404, body: "<!doctype html>" }, 502, "Check its address"],
  ["garbage", { body: ["data: {oops\n\n"] }, 502, "not in the chat completions format"],
  [
    "a stream that breaks at once",
    { body: [frame({ choices: [{ delta: { role: "assistant" } }] })], after: "cut" },
    502,
    "broke off",
  ],
  ["a failure in a 200", { body: [frame({ error: { code: 429, message: "Slow down" } })] }, 429, "Slow down"],
  [
    "a throttle",
    { status: 429, headers: { "retry-after": "7" }, body: { error: { message: "Slow down" } } },
    429,
    "Slow down",
  ],
  [
    "money",
    { status: 402, body: { error: { message: "Insufficient credits" } } },
    429,
    "Insufficient credits",
  ],
])("%s is told by its kind", async (_name, reply, status, words) => {
  const { url, vendor } = await start();
  vendor.next(reply);
  const response = await postJson(`${url}/v1/chat/completions`, brief);
  expect(await response.text()).toContain(words);
  expect(response.status).toBe(status);
});

test("an unknown model, and a server that does not run, are told with the provider's name", async () => {
  const { url, vendor } = await start();
  const unknown = await postJson(`${url}/v1/chat/completions`, { ...brief, model: "vendor:other" });
  expect(unknown.status).toBe(404);
  await vendor.close();
  const gone = await postJson(`${url}/v1/chat/completions`, brief);
  expect(gone.status).toBe(502);
  expect(await gone.text()).toContain(`vendor could not be reached at ${vendor.url}/v1`);
});

test("a stream that is cut behind its first words ends once, as a failure", async () => {
  const { ask, vendor } = await start();
  vendor.next({ body: [frame({ choices: [{ delta: { content: "Hel" } }] })], after: "cut" });
  const text = await (await ask(messages, messages.hello(model))).text();
  expect(text).toContain("broke off");
  expect(messages.read(text)).toMatchObject({ text: "Hel", ends: 0 });
});

test("who leaves ends the call upstream", async () => {
  const { ask, vendor } = await start();
  vendor.next({ body: [frame({ choices: [{ delta: { content: "Hel" } }] })], after: "hang" });
  const leaving = new AbortController();
  const response = await ask(chat, chat.hello(model), leaving.signal);
  await response.body?.getReader().read();
  leaving.abort();
  expect(await vendor.requests.at(-1)?.closed).toBe("cut");
});

test.each(["/", "/v1/", "/v1/v1", "/v1/chat/completions"])("an address that ends in %s", async (tail) => {
  const { ask, entry, vendor, provider } = await start();
  entry.base = vendor.url + tail;
  expect((await ask(chat, chat.hello(model))).status).toBe(200);
  await provider.models.refresh?.();
  expect(provider.models.find("some-model")?.contextWindow).toBe(4096);
  await expect(provider.check("key-0")).resolves.toBeNull();
});

test("models are listed by an endpoint that puts nothing around its list", async () => {
  const { provider } = await start({ bareList: true });
  await provider.models.refresh?.();
  expect(provider.models.find("some-model")?.contextWindow).toBe(4096);
});

test("its own protocol goes through byte for byte, with our key", async () => {
  const { provider, vendor } = await start({ key: "sk-1" });
  const relay = provider.relay;
  const takes = (path: string) => relay?.takes(path);
  expect(["/v1/chat/completions", "/v1/embeddings", "/v1/responses", "/v1/messages"].map(takes)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const body = Buffer.from('{ "model":"some-model",  "input": "x", "unknown":1 }');
  const headers = {
    authorization: "Bearer client",
    "openai-organization": "org",
    "content-type": "application/json",
    "x-own": "1",
  };
  const call = { path: "/v1/embeddings", query: "?a=1", body, headers };
  const credentials = await provider.credentials("key-0");
  const answer = await relay?.send(credentials, call, new AbortController().signal, () => {});
  expect(answer?.status).toBe(200);
  expect(await answer?.body.json()).toMatchObject({ data: [{ embedding: [0.5] }] });
  const reached = vendor.requests.at(-1);
  expect(reached).toMatchObject({
    path: "/v1/embeddings",
    query: "?a=1",
    headers: { authorization: "Bearer sk-1", "x-own": "1" },
  });
  expect(reached?.raw.equals(body)).toBe(true);
  expect(reached?.headers).not.toHaveProperty("openai-organization");
  vendor.next({ status: 429, body: { error: { message: "Slow down" } } });
  await expect(relay?.send(credentials, call, new AbortController().signal, () => {})).rejects.toMatchObject({
    kind: "rate-limited",
  });
});
