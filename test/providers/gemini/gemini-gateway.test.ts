/** The Gemini API behind the whole gateway, on real sockets, for clients of every protocol. */
import { describe, expect, onTestFinished, test } from "vitest";
import { createGeminiProvider } from "../../../src-main/providers/gemini/provider.ts";
import { startGeminiVendor } from "../../../src-main/simulator/vendors/gemini-vendor.ts";
import { frame, type VendorReply } from "../../../src-main/simulator/vendors/vendor-server.ts";
import { clientProtocols, type ClientProtocol, type ReadAnswer } from "../../support/client-protocols.ts";
import { hello, postJson, startSwitchyard } from "../../support/switchyard.ts";
import { translating, vendorProvider } from "../../support/vendor-provider.ts";

const model = "vendor:gemini-3-pro";

async function start(options: { refusesJsonSchema?: boolean } = {}, keys = ["AIza-1"]) {
  const vendor = await startGeminiVendor({ key: "AIza-1", ...options });
  onTestFinished(() => vendor.close());
  const made = vendorProvider(createGeminiProvider, { base: vendor.url }, keys);
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

/** What went to the model of the call that was signed. */
function signatureIn(body: unknown): string | undefined {
  return /"thoughtSignature":"([^"]+)"/.exec(JSON.stringify(body))?.[1];
}

describe.each(clientProtocols)("$name", (protocol) => {
  test("two calls at once and their results, an image, a schema", async () => {
    const { ask, vendor } = await start();
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
    const told = `Results: ${["one", "two"].map(protocol.resultTold).join(", ")}.`;
    expect(protocol.read(await second.text())).toMatchObject({ text: told, ends: 1 });
    // Ollama's clients hand back not even an id.
    const signature = protocol.name === "ollama" ? "skip_thought_signature_validator" : "c2lnbmVk";
    expect(signatureIn(vendor.requests.at(-1)?.body)).toBe(signature);
    const image = await ask(protocol, protocol.image(model));
    expect(protocol.read(await image.text()).text).toBe("Images: 1.");
    const schema = await ask(protocol, protocol.schema(model));
    expect(JSON.parse(protocol.read(await schema.text()).text)).toEqual({ answer: "yes" });
  });

  test("a dead key is 401, though its vendor says 400, and quoted nowhere", async () => {
    const { ask } = await start({}, ["AIza-dead-secret"]);
    const refused = await ask(protocol, protocol.hello(model));
    expect(refused.status).toBe(401);
    const words = await refused.text();
    expect(words).toContain("vendor refused its API key");
    expect(words).not.toContain("AIza-dead-secret");
  });
});

const [chat, responses, messages] = clientProtocols as [ClientProtocol, ClientProtocol, ClientProtocol];

test.each([messages, responses])(
  "$name: a conversation goes on with its signatures after a restart",
  async (protocol) => {
    const before = await start();
    const asked = protocol.tools(model);
    const answer: ReadAnswer = protocol.read(await (await before.ask(protocol, asked)).text());
    // Another one, which has never seen the calls.
    const after = await start();
    expect((await after.ask(protocol, protocol.results(asked, answer, ["one", "two"]))).status).toBe(200);
    const sent = signatureIn(after.vendor.requests.at(-1)?.body);
    // A key of the same name: what is sealed for Messages clients names the slot.
    expect(sent).toBe("c2lnbmVk");
  },
);

test("a schema that is not taken is sent in the older form, and so from then on", async () => {
  const { ask, vendor, entry } = await start({ refusesJsonSchema: true });
  expect((await ask(chat, chat.tools(model))).status).toBe(200);
  const asked = vendor.requests.filter(({ method }) => method === "POST");
  expect(asked).toHaveLength(2);
  expect(JSON.stringify(asked[1]?.body)).toContain('"parameters":{"type":"object"');
  expect(entry.quirks).toEqual({ "json_schema@gemini-3-pro": false });
});

test("usage is told, thoughts among the output", async () => {
  const { ask, client } = await start();
  await (await ask(chat, chat.hello(model))).text();
  const tokens = { input: 7, cached: 3, output: 5, reasoning: 2 };
  await expect.poll(() => client.requests.recent({ limit: 1 })).toMatchObject([{ outcome: "ok", tokens }]);
});

const error = (code: number, status: string, details: object[] = []): VendorReply => ({
  status: code,
  body: { error: { code, status, message: "Words.", details } },
});

test.each<[string, VendorReply, number, string]>([
  ["a quota of a minute", error(429, "RESOURCE_EXHAUSTED", [{ retryDelay: "7s" }]), 429, "Words."],
  [
    "a quota of a day",
    error(429, "RESOURCE_EXHAUSTED", [{ violations: [{ quotaId: "RequestsPerDay" }] }]),
    429,
    "It resets at",
  ],
  ["an overload", error(503, "UNAVAILABLE"), 503, "Words."],
  [
    "a blocked prompt",
    { body: [frame({ promptFeedback: { blockReason: "SAFETY" } })] },
    400,
    "safety filter",
  ],
  ["a stream that is cut", { body: [frame({ usageMetadata: {} })], after: "cut" }, 502, "broke off"],
  ["garbage", { body: ["data: {oops\n\n"] }, 502, "not one of the Gemini API"],
  ["a web page", { status: 404, body: "<html>" }, 502, "Check its address"],
])("%s is told by its kind", async (_name, reply, status, words) => {
  const { url, vendor } = await start();
  vendor.next(reply);
  const response = await postJson(`${url}/v1/chat/completions`, { model, messages: hello.messages });
  expect(await response.text()).toContain(words);
  expect(response.status).toBe(status);
});

test("who leaves ends the call upstream", async () => {
  const { ask, vendor } = await start();
  const parts = [{ text: "Hel" }];
  vendor.next({ body: [frame({ candidates: [{ content: { parts } }] })], after: "hang" });
  const leaving = new AbortController();
  const response = await ask(chat, chat.hello(model), leaving.signal);
  await response.body?.getReader().read();
  leaving.abort();
  expect(await vendor.requests.at(-1)?.closed).toBe("cut");
});

test("its own protocol goes through byte for byte, with our key and no other", async () => {
  const { provider, vendor } = await start();
  const path = "/v1beta/models/gemini-3-pro:countTokens";
  expect([path, "/v1beta/models", "/v1/chat/completions"].map((each) => provider.relay?.takes(each))).toEqual(
    [true, false, false],
  );
  const body = Buffer.from('{ "contents":[],  "unknown":1 }');
  const headers = { "x-goog-api-key": "client", "content-type": "application/json", "x-own": "1" };
  const call = { path, query: "?key=client&alt=sse", body, headers };
  const credentials = await provider.credentials("key-0");
  const answer = await provider.relay?.send(credentials, call, new AbortController().signal, () => {});
  expect(await answer?.body.json()).toEqual({ totalTokens: 7 });
  const reached = vendor.requests.at(-1);
  expect(reached).toMatchObject({
    path,
    query: "?alt=sse",
    headers: { "x-goog-api-key": "AIza-1", "x-own": "1" },
  });
  expect(reached?.raw.equals(body)).toBe(true);
});

test("its models are known with their context", async () => {
  const { provider } = await start();
  await provider.models.refresh?.();
  expect(provider.models.find("gemini-3-pro")).toMatchObject({
    contextWindow: 1_048_576,
    efforts: ["low", "medium", "high"],
  });
  await expect(provider.check("key-0")).resolves.toBeNull();
});
