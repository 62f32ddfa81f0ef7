import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { usageDimensions } from "../../src-shared/usage-dimensions.ts";
import { eventsOf, postJson, startSwitchyard } from "../support/switchyard.ts";

test("completions answer a prompt, streamed and not, with stop strings", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "and they lived happily" });
  const body = { model: "gpt-5.5", prompt: "Once upon a time", max_tokens: 5, stop: " happily" };
  const whole = await postJson(`${url}/v1/completions`, body);
  expect(whole.headers.get("x-switchyard-dropped")).toBe("max_tokens");
  expect(await whole.json()).toMatchObject({
    object: "text_completion",
    model: "gpt-5.5",
    choices: [{ text: "and they lived", finish_reason: "stop" }],
  });
  simulator.script.next({ text: "and they lived happily" });
  const streamed = await postJson(`${url}/v1/completions`, { ...body, stream: true });
  const events = eventsOf(await streamed.text());
  expect(events.at(-1)).toBe("[DONE]");
  const text = (events.slice(0, -1) as { choices: { text: string }[] }[]).map(
    ({ choices }) => choices[0]?.text,
  );
  expect(text.join("")).toBe("and they lived");
  expect((await postJson(`${url}/v1/completions`, { prompt: ["a", "b"] })).status).toBe(400);

  simulator.script.next({ text: "one two three four five six", cutAfterEvents: 12 });
  const cut = eventsOf(await (await postJson(`${url}/v1/completions`, { prompt: "x", stream: true })).text());
  expect(cut.at(-1)).toHaveProperty("error");
});

test("inspect answers a question about images", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "A red fox." });
  const response = await postJson(`${url}/v1/inspect`, { question: "What is it?", images: ["iVBORw0KGgo="] });
  expect(await response.json()).toMatchObject({ answer: "A red fox.", model: "gpt-5.5" });
  const sent = simulator.requests.turns().at(-1) as unknown as {
    input: { content: { image_url?: string }[] }[];
  };
  expect(sent.input[0]?.content[1]?.image_url).toBe("data:image/png;base64,iVBORw0KGgo=");
  const elsewhere = { prompt: "What is it?", images: [{ image_url: "https://example.com/fox.png" }] };
  expect((await postJson(`${url}/v1/inspect`, elsewhere)).status).toBe(200);
  const told = JSON.stringify(simulator.requests.turns().at(-1));
  expect(told).toContain("What is it?");
  expect(told).toContain("https://example.com/fox.png");
  const wrong: [object, string][] = [
    [{ question: "What?", images: [] }, "'images' must not be empty."],
    [{ images: ["iVBORw0KGgo="] }, "'question' is missing."],
    [{ question: "What?" }, "'images' is missing."],
    [{ question: 7, images: ["iVBORw0KGgo="] }, "'question' must be text."],
  ];
  for (const [body, message] of wrong) {
    const refused = await postJson(`${url}/v1/inspect`, body);
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { message } }]);
  }
});

test("compact makes a checkpoint of messages; of responses the backend's own items come back", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "They want X; Y is done." });
  const response = await postJson(`${url}/v1/compact`, {
    messages: [
      { role: "user", content: "do X" },
      { role: "assistant", content: "Y is done" },
    ],
  });
  expect(await response.json()).toMatchObject({
    object: "compaction",
    checkpoint: "They want X; Y is done.",
  });

  const compacted = await postJson(`${url}/v1/responses/compact`, { model: "gpt-5.5", input: "do X" });
  const body = (await compacted.json()) as {
    object: string;
    output: { type: string; encrypted_content?: string }[];
  };
  expect(body.object).toBe("response.compaction");
  expect(body.output.at(-1)?.type).toBe("compaction");
  expect(body.output[0]).toMatchObject({ type: "message", role: "user" });
  const old = { model: "gpt-5.5", instructions: "x", input: body.output.slice(0, 1), tools: [] };
  const agent = { version: "0.130.0", originator: "codex_exec", "user-agent": "codex_exec/0.130.0 (x)" };
  const answered = await postJson(`${url}/codex/v1/responses/compact`, old, agent);
  expect(await answered.json()).toEqual({
    output: [
      body.output[0],
      { ...body.output[1], id: expect.any(String), encrypted_content: expect.any(String) },
    ],
  });
  expect(simulator.requests.lastAsked?.headers).toMatchObject(agent);
  for (const { input } of simulator.requests.turns().slice(-2) as unknown as { input: object[] }[])
    expect(input.at(-1)).toEqual({ type: "compaction_trigger" });
  expect(simulator.requests.to("/backend-api/codex/responses/compact")).toEqual([]);
});

test("embeddings are refused with the reason, or go to the platform with the key set for it", async () => {
  const refused = await startSwitchyard();
  const answer = await postJson(`${refused.url}/v1/embeddings`, {
    model: "text-embedding-3-small",
    input: "x",
  });
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { error: { code: string } }).error.code).toBe("embeddings_unavailable");

  const seen: string[] = [];
  const platform = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.setHeader("content-type", "application/json").end('{"object":"list","data":[]}');
  });
  await new Promise<void>((resolve) => platform.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void platform.close());
  const { port } = platform.address() as AddressInfo;
  const { url } = await startSwitchyard({
    env: {
      SWITCHYARD_PLATFORM_BASE_URL: `http://127.0.0.1:${port}/v1`,
      SWITCHYARD_PLATFORM_KEY: "sk-test-platform",
    },
  });
  expect(await (await postJson(`${url}/v1/embeddings`, { input: "x" })).json()).toEqual({
    object: "list",
    data: [],
  });
  expect(seen).toEqual(["POST /v1/embeddings Bearer sk-test-platform"]);
  expect(await (await fetch(`${url}/debug/config`)).text()).not.toContain("sk-test-platform");
});

test("what else Codex asks of its provider is passed through", async () => {
  const { url, simulator } = await startSwitchyard();
  const calls: [string, object][] = [
    [
      "/images/generations",
      { prompt: "a fox", background: "opaque", model: "gpt-image-2", quality: "auto", size: "auto" },
    ],
    ["/alpha/search", { id: "s", model: "gpt-5.5", input: "x", commands: { search_query: [{ q: "x" }] } }],
  ];
  for (const [path, body] of calls) {
    const response = await postJson(`${url}/codex/v1${path}`, body, {
      version: "0.169.0",
      originator: "codex_exec",
    });
    expect(simulator.requests.to(`/backend-api/codex${path}`).at(-1)?.body, path).toEqual(body);
    expect(response.status, `${path} ${await response.text()}`).toBe(200);
  }
});

test("input tokens are counted here: more text is more, a chain counts whole, nothing is asked", async () => {
  const { url, simulator } = await startSwitchyard();
  const count = async (body: object) =>
    ((await (await postJson(`${url}/v1/responses/input_tokens`, body)).json()) as { input_tokens: number })
      .input_tokens;
  const short = await count({ input: "hello there" });
  expect(short).toBeGreaterThan(2);
  expect(short).toBeLessThan(20);
  expect(await count({ input: "hello there ".repeat(100) })).toBeGreaterThan(150);
  const image = [
    {
      role: "user",
      content: [{ type: "input_image", image_url: `data:image/png;base64,${"A".repeat(50_000)}` }],
    },
  ];
  expect(await count({ input: image })).toBeLessThan(2000);
  expect(
    await count({ input: "hello there", tools: [{ type: "function", name: "add", parameters: {} }] }),
  ).toBeGreaterThan(short);
  expect(simulator.requests.turns()).toHaveLength(0);

  const first = (await (await postJson(`${url}/v1/responses`, { input: "hello there" })).json()) as {
    id: string;
  };
  expect(await count({ input: "hello there", previous_response_id: first.id })).toBeGreaterThan(short * 2);
});

test("what a request is for reaches the backend, from fields or headers; an unknown kind is refused", async () => {
  const { url, simulator } = await startSwitchyard();
  const told = () => {
    const headers = simulator.requests.lastAsked?.headers;
    return [headers?.["x-openai-subagent"], headers?.["x-openai-memgen-request"]];
  };
  const messages = [{ role: "user", content: "hi" }];
  await postJson(`${url}/v1/chat/completions`, { messages, subagent: "review", memgen: true });
  expect(told()).toEqual(["review", "true"]);
  const headers = { "x-openai-subagent": "compact", "x-openai-memgen-request": "true" };
  await postJson(`${url}/v1/responses`, { input: "hi" }, headers);
  expect(told()).toEqual(["compact", "true"]);
  const newer = { "x-openai-subagent": "guardian", "x-openai-memgen-request": "false" };
  await postJson(`${url}/v1/responses`, { input: "hi" }, newer);
  expect(told()).toEqual(["guardian", undefined]);
  await postJson(`${url}/v1/completions`, { prompt: "hi" });
  expect(told()).toEqual([undefined, undefined]);
  await postJson(`${url}/v1/messages`, { messages, max_tokens: 9 }, headers);
  expect(told()).toEqual(["compact", "true"]);
  const refused = await postJson(`${url}/v1/chat/completions`, { messages, subagent: "wizard" });
  expect([refused.status, ((await refused.json()) as { error: { param: string } }).error.param]).toEqual([
    400,
    "subagent",
  ]);
});

test("an earlier answer is gone on from or refused, never left out", async () => {
  const { url, simulator } = await startSwitchyard();
  for (const path of ["/v1/chat/completions", "/v1/messages"]) {
    const body = { messages: [{ role: "user", content: "hi" }], previous_response_id: "resp_1" };
    const refused = await postJson(url + path, body);
    expect(refused.status, path).toBe(400);
    expect(await refused.text()).toContain("works only there");
  }
  expect(simulator.requests.turns()).toEqual([]);
});

test("health and usage have the names that scripts of other gateways read", async () => {
  const { url } = await startSwitchyard();
  await postJson(`${url}/v1/responses`, { input: "hi" });
  const named = { ok: true, auth_available: true, model: "gpt-5.5", auto_compact_token_limit: 244_800 };
  for (const path of ["/health", "/_gateway/health"])
    expect(await (await fetch(url + path)).json(), path).toMatchObject(named);
  expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
  expect((await fetch(`${url}/api/hello`, { method: "HEAD" })).status).toBe(200);
  const { by } = (await (await fetch(`${url}/_gateway/admin/usage`)).json()) as { by: object };
  expect(Object.keys(by)).toEqual([...usageDimensions]);
  expect(by).toMatchObject({ endpoint: [{ name: "/v1/responses", requests: 1 }], outcome: [{ name: "ok" }] });
});

test("a route that is asked with another method names its own", async () => {
  const { url } = await startSwitchyard();
  const got = await fetch(`${url}/v1/chat/completions`);
  expect(got.status).toBe(405);
  expect(got.headers.get("allow")).toBe("POST");
  expect(await got.json()).toMatchObject({
    error: { code: "method_not_allowed", message: expect.stringContaining("asked with POST") as string },
  });
  const batch = await fetch(`${url}/v1/messages/batches/b1`, { method: "POST", body: "{}" });
  expect(batch.headers.get("allow")).toBe("GET, DELETE");
  expect(await batch.json()).toMatchObject({ type: "error", error: { type: "invalid_request_error" } });
  const near = await fetch(`${url}/v1/chat/completion`, { method: "POST", body: "{}" });
  expect(near.status).toBe(404);
  expect(await near.text()).toContain("Did you mean /v1/chat/completions?");
});
