/** A client that speaks its provider's own protocol: bytes go through untouched, and all the same is recorded. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { modelSpan, withModel } from "../../src-main/gateway/relay/model-span.ts";
import { createOpenaiProvider } from "../../src-main/providers/openai/provider.ts";
import { createGeminiProvider } from "../../src-main/providers/gemini/provider.ts";
import type { CreateProvider } from "../../src-main/providers/entry.ts";
import { startGeminiVendor } from "../../src-main/simulator/vendors/gemini-vendor.ts";
import {
  startOpenaiVendor,
  type OpenaiVendorOptions,
} from "../../src-main/simulator/vendors/openai-vendor.ts";
import { frame, type Vendor } from "../../src-main/simulator/vendors/vendor-server.ts";
import { startBehind } from "../providers/anthropic/started.ts";
import { postJson, startSwitchyard } from "../support/switchyard.ts";
import { vendorProvider } from "../support/vendor-provider.ts";

const anthropic = { "anthropic-version": "2023-06-01", "anthropic-beta": "some-beta-2026-01-01" };

async function behind(vendor: Vendor, create: CreateProvider, key: string | null = null) {
  onTestFinished(() => vendor.close());
  const { provider } = vendorProvider(create, { base: vendor.url }, [key]);
  return startSwitchyard({ signIn: [], compose: { providers: [provider] } });
}

const openai = async (options: OpenaiVendorOptions = {}) => {
  const vendor = await startOpenaiVendor(options);
  return { vendor, ...(await behind(vendor, createOpenaiProvider)) };
};

test("Messages: the body as it was written, the client's betas, our key, and what it cost", async () => {
  const { url, api, client } = await startBehind({ translating: false });
  // Spaces, escapes and a field that nobody knows.
  const body = `{ "max_tokens" : 64,"stream":true, "model": "anthropic:claude-sonnet-5-5",
    "messages":[{"role":"user","content":"caf\\u00e9 1.0"}], "metadata": {"model":"mine", "n": 1.50} }`;
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": "the-client's", ...anthropic },
    body,
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  expect(response.headers.get("x-switchyard-provider")).toBe("anthropic");
  expect(text.match(/^event: message_stop$/gm)).toHaveLength(1);
  const sent = api.requests.at(-1);
  expect(sent?.raw).toBe(body.replace("anthropic:claude", "claude"));
  expect(sent?.headers["anthropic-beta"]).toBe(anthropic["anthropic-beta"]);
  expect(JSON.stringify(sent?.headers)).not.toContain("the-client's");
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({
    provider: "anthropic",
    outcome: "ok",
    model: "claude-sonnet-5-5",
    stream: true,
  });
  expect(row?.tokens?.output).toBeGreaterThan(0);
});

test("Messages: a whole answer and a count of tokens pass too, a refusal in Anthropic's own words", async () => {
  const { url, api, client } = await startBehind({ translating: false });
  const asked = { model: "anthropic:claude-sonnet-5-5", messages: [{ role: "user", content: "hi" }] };
  const whole = await postJson(`${url}/v1/messages`, { ...asked, max_tokens: 9 }, anthropic);
  expect(whole.status).toBe(200);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row?.tokens?.output).toBeGreaterThan(0);
  const counted = await postJson(`${url}/v1/messages/count_tokens`, asked, anthropic);
  expect(await counted.json()).toEqual({ input_tokens: expect.any(Number) as number });
  expect(api.requests.at(-1)?.path).toBe("/v1/messages/count_tokens");
  // It wants a bound.
  const refused = await postJson(`${url}/v1/messages`, asked, anthropic);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("max_tokens");
});

test("chat: what the client wrote arrives, and what the endpoint answers comes back", async () => {
  const { url, vendor, client } = await openai();
  const answer = [
    frame({ id: "x", model: "served", odd: true, choices: [{ index: 0, delta: { content: "Hi" } }] }),
    frame({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
    frame({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } }),
    "data: [DONE]\n\n",
  ];
  vendor.next({ body: answer });
  const asked = { model: "vendor:some-model", stream: true, logit_bias: { "50256": -100 }, messages: [] };
  const response = await postJson(`${url}/v1/chat/completions`, asked);
  expect(await response.text()).toBe(answer.join(""));
  expect(vendor.requests.at(-1)?.body).toEqual({ ...asked, model: "some-model" });
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({ outcome: "ok", modelServed: "served", tokens: { input: 7, output: 3 } });
});

test("chat: a compressed request arrives plain, and no answer is asked for that could not be looked into", async () => {
  const { url, vendor } = await openai();
  const asked = { model: "vendor:some-model", messages: [{ role: "user", content: "hi" }] };
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-encoding": "gzip",
      "accept-encoding": "gzip, br",
      "x-switchyard-project": "mine",
    },
    body: gzipSync(JSON.stringify(asked)),
  });
  expect(response.status, await response.text()).toBe(200);
  const sent = vendor.requests.at(-1);
  expect(sent?.body).toEqual({ ...asked, model: "some-model" });
  for (const name of ["content-encoding", "accept-encoding", "x-switchyard-project"])
    expect(sent?.headers[name], name).toBeUndefined();
});

test("chat: a stream without a last word is whole once it gave its reason, and cut before it", async () => {
  const { url, vendor, client } = await openai();
  const asked = { model: "vendor:some-model", stream: true, messages: [{ role: "user", content: "hi" }] };
  const first = frame({ choices: [{ index: 0, delta: { content: "Hi" } }] });
  vendor.next({ body: [first, frame({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })] });
  expect(await (await postJson(`${url}/v1/chat/completions`, asked)).text()).toContain("stop");
  // Some write their JSON with spaces, and their last word without.
  const spaced = ["first", "stop"].map((reason) => {
    const choice = { index: 0, delta: { content: "Hi" }, finish_reason: reason === "stop" ? reason : null };
    const chunk = { choices: [choice], usage: { prompt_tokens: 7, completion_tokens: 3 } };
    return `data: ${JSON.stringify(chunk, null, 1).replaceAll("\n", " ")}\n\n`;
  });
  vendor.next({ body: [...spaced, "data:[DONE]\n\n"] });
  expect(await (await postJson(`${url}/v1/chat/completions`, asked)).text()).toBe(
    [...spaced, "data:[DONE]\n\n"].join(""),
  );
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({ outcome: "ok", tokens: { input: 7, output: 3 } });
  // A last event may lack its blank line.
  const end = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n`;
  vendor.next({ body: [first, end] });
  expect(await (await postJson(`${url}/v1/chat/completions`, asked)).text()).toBe(first + end);
  vendor.next({ body: [first] });
  const cut = await postJson(`${url}/v1/chat/completions`, asked);
  await expect(cut.text()).rejects.toThrow();
});

test("chat: a failure before any output gets its own status; a field that is refused is left out in translation", async () => {
  const { url, vendor } = await openai({ refuses: ["stream_options"] });
  const messages = [{ role: "user", content: "hi" }];
  vendor.next({ body: [frame({ error: { code: 429, message: "Slow down" } })] });
  const failed = await postJson(`${url}/v1/chat/completions`, {
    model: "vendor:some-model",
    stream: true,
    messages,
  });
  expect([failed.status, await failed.text()]).toEqual([429, expect.stringContaining("Slow down")]);
  vendor.next({ body: "<html>Log in</html>", headers: { "content-type": "text/html" } });
  const page = await postJson(`${url}/v1/chat/completions`, { model: "vendor:some-model", messages });
  expect([page.status, await page.text()]).toEqual([502, expect.stringContaining("Check the address")]);
  const asked = {
    model: "vendor:some-model",
    stream: true,
    stream_options: { include_usage: true },
    messages,
  };
  const served = await postJson(`${url}/v1/chat/completions`, asked);
  expect([served.status, await served.text()]).toEqual([200, expect.stringContaining("[DONE]")]);
});

test("a fallback is asked at once: what failed in its own protocol is not asked again in another", async () => {
  const { url, vendor, client } = await openai();
  await client.settings.update({
    models: { fallbacks: { "vendor:some-model": ["vendor:none", "vendor:other"] } },
  });
  vendor.next({ status: 503, body: { error: { message: "Busy" } } });
  const asked = { model: "vendor:some-model", messages: [{ role: "user", content: "hi" }] };
  const response = await postJson(`${url}/v1/chat/completions`, asked);
  expect([response.status, await response.text()]).toEqual([503, expect.stringContaining("Busy")]);
  const models = vendor.requests.filter(({ method }) => method === "POST").map(({ body }) => body?.["model"]);
  expect(models).toEqual(["some-model", "none", "other"]);
  // What failed first is what the row tells of.
  expect(await client.requests.recent({ limit: 1 })).toMatchObject([
    { model: "some-model", outcome: "failed" },
  ]);
});

test("thoughts of another provider are no end to a conversation: it goes on without them", async () => {
  const vendor = await startOpenaiVendor();
  onTestFinished(() => vendor.close());
  const { provider } = vendorProvider(createOpenaiProvider, { base: vendor.url, dialect: "responses" });
  const { url } = await startSwitchyard({ signIn: [], compose: { providers: [provider] } });
  vendor.next({ status: 400, body: { error: { message: "x", code: "invalid_encrypted_content" } } });
  const input = [
    { type: "reasoning", summary: [], encrypted_content: "swg1.AAAA" },
    { type: "message", role: "user", content: "hi" },
  ];
  const response = await postJson(`${url}/v1/responses`, { model: "vendor:some-model", input });
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining("completed")]);
});

test("embeddings go to the provider that the model names", async () => {
  const { url, vendor } = await openai();
  vendor.next({ body: { data: [{ embedding: [0.5] }], usage: { prompt_tokens: 2, total_tokens: 2 } } });
  const response = await postJson(`${url}/v1/embeddings`, { model: "vendor:embed", input: "x" });
  expect(await response.json()).toMatchObject({ data: [{ embedding: [0.5] }] });
  expect(vendor.requests.at(-1)?.path).toBe("/v1/embeddings");
});

test("Gemini: the model stands in the path, and a stream ends with its reason", async () => {
  const vendor = await startGeminiVendor({ key: "AIza-1" });
  const { url, client } = await behind(vendor, createGeminiProvider, "AIza-1");
  const path = "/v1beta/models/vendor:gemini-3-pro:streamGenerateContent?alt=sse";
  const asked = { contents: [{ role: "user", parts: [{ text: "hi" }] }], safetySettings: [] };
  const response = await postJson(url + path, asked);
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining("finishReason")]);
  expect(vendor.requests.at(-1)).toMatchObject({
    path: "/v1beta/models/gemini-3-pro:streamGenerateContent",
    query: "?alt=sse",
    body: asked,
  });
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({ outcome: "ok", model: "gemini-3-pro" });
  expect(row?.tokens?.output).toBeGreaterThan(0);
});

test("the model is found in any JSON, as JSON.parse finds it", () => {
  const object = fc.dictionary(fc.constantFrom("model", 'mo"del', "a", "{", "messages"), fc.jsonValue());
  fc.assert(
    fc.property(object, fc.constantFrom(0, 1, 3), (value, space) => {
      const bytes = Buffer.from(JSON.stringify(value, null, space));
      const span = modelSpan(bytes);
      const { model } = value;
      expect(span?.model).toBe(typeof model === "string" ? model : undefined);
      if (span === null) return;
      expect(JSON.parse(withModel(bytes, span, 'né"w').toString())).toEqual({
        ...(JSON.parse(bytes.toString()) as object),
        model: 'né"w',
      });
    }),
  );
  for (const none of ["", "[]", "{", '"model"', '{"model":"x"', '{"a":{"model":"x"}}'])
    expect(modelSpan(Buffer.from(none)), none).toBe(null);
});
