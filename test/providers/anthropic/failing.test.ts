/** Anthropic's API behind the gateway when it refuses, breaks off or is another one: each a clear answer, once. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { AnswerPlan } from "../../../src-main/simulator/anthropic/plan.ts";
import { hello, postJson } from "../../support/switchyard.ts";
import { model } from "./clients.ts";
import { startBehind } from "./started.ts";

const chat = "/v1/chat/completions";
const body = { ...hello, model };

const error = (status: number, type: string, message: string, headers = {}): AnswerPlan => ({
  error: { status, type, message, headers },
});
const soon = Math.floor(Date.now() / 1000) + 3600;

test("refusals are told by their kind, in the API's own words", async () => {
  const { url, api, client } = await startBehind({ contextWindow: 5000 });
  const cases: [AnswerPlan, number, string][] = [
    [error(400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum"), 400, "context-length"],
    [error(400, "invalid_request_error", "This is wrong."), 400, "bad-request"],
    [error(400, "invalid_request_error", "Your credit balance is too low."), 429, "payment"],
    [error(404, "not_found_error", "model: claude-none"), 404, "model-unavailable"],
    [error(413, "request_too_large", "Request exceeds the maximum size."), 413, "too-large"],
    [error(403, "permission_error", "Your key may not do this."), 403, "forbidden"],
    [error(529, "overloaded_error", "Overloaded"), 503, "overloaded"],
    [error(500, "api_error", "Internal server error"), 502, "server"],
    [error(429, "rate_limit_error", "Slow down.", { "retry-after": "7" }), 429, "rate-limited"],
    [error(401, "authentication_error", "invalid x-api-key"), 401, "key-refused"],
  ];
  for (const [plan, status, kind] of cases) {
    api.plan(plan);
    const response = await postJson(url + chat, body);
    const text = await response.text();
    expect(response.status, text).toBe(status);
    expect(text).toContain(plan.error?.message);
    if (kind === "rate-limited") expect(response.headers.get("retry-after")).toBe("7");
    const [row] = await client.requests.recent({ limit: 1 });
    expect(row?.tries.at(-1), text).toMatchObject({ kind, upstreamId: expect.stringMatching(/^req_/) });
  }
  // The stand-in itself says so too, by what was sent.
  const long = { ...body, messages: [{ role: "user", content: "word ".repeat(6000) }] };
  for (const path of [chat, "/v1/messages"]) {
    const text = await (await postJson(url + path, { ...long, max_tokens: 9 })).text();
    expect(text, path).toMatch(/prompt is too long: \d+ tokens > 5000 maximum/);
  }
});

test("thoughts that the API does not know again are left out, and the answer comes", async () => {
  const { url, api, client } = await startBehind();
  const thought = { type: "reasoning", summary: [], encrypted_content: "x" };
  const said = { role: "assistant", content: "b" };
  const input = [{ role: "user", content: "a" }, thought, said, { role: "user", content: "c" }];
  for (const message of [
    "messages.1.content.0: Invalid `signature` in `thinking` block: it is bound to a different conversation",
    "messages.1.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified.",
    "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.",
  ]) {
    api.plan(error(400, "invalid_request_error", message), { text: "Here." });
    const response = await postJson(`${url}/v1/responses`, { model, input });
    expect(await response.text(), message).toContain("Here.");
    const [row] = await client.requests.recent({ limit: 1 });
    expect(row?.notes).toContain("reasoning-stripped");
  }
});

test("a plan's window is used up until it resets, and nothing more is asked", async () => {
  const { url, api } = await startBehind();
  api.plan(error(429, "rate_limit_error", "Used up.", { "anthropic-ratelimit-unified-reset": `${soon}` }));
  const first = await postJson(url + chat, body);
  expect(first.status).toBe(429);
  expect(await first.text()).toContain("Used up. It resets at");
  const second = await postJson(url + chat, body);
  expect(await second.text()).toContain("has reached its limit.");
  expect(api.turns()).toHaveLength(1);
});

test("another key serves where one is refused", async () => {
  const { url, api } = await startBehind({ keys: { bad: "sk-ant-api03-bad", good: "sk-ant-api03-good" } });
  expect((await postJson(url + chat, body)).status).toBe(200);
  expect(api.turns().map(({ headers }) => headers["x-api-key"])).toEqual([
    "sk-ant-api03-bad",
    "sk-ant-api03-good",
  ]);
});

test("a subscription's token is not sent anywhere", async () => {
  const { url, api } = await startBehind({ keys: { one: "sk-ant-oat01-secret" } });
  const response = await postJson(url + chat, body);
  const text = await response.text();
  expect(response.status, text).toBe(401);
  expect(text).toContain("Anthropic lets only its own programs use that login");
  expect(text).not.toContain("secret");
  expect(api.requests).toEqual([]);
});

test.each<[string, AnswerPlan, string]>([
  ["breaks off", { text: "one two three", cutAfter: 5 }, "broke off"],
  ["fails inside", { text: "one two", streamError: { type: "overloaded_error", message: "Busy." } }, "Busy."],
])("a stream that %s ends once, with an error", async (_name, plan, words) => {
  const { url, api } = await startBehind();
  const shown = Promise.withResolvers<void>();
  api.plan({ ...plan, hold: shown.promise });
  const response = await postJson(url + chat, { ...body, stream: true });
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString("utf8");
    if (text.includes("one ")) shown.resolve();
  }
  expect(text).toContain('"content":"one ');
  expect(text).toContain(words);
  expect(text).not.toContain('"finish_reason":"stop"');
  expect(text.match(/"error":/g)).toHaveLength(1);
  expect(api.turns()).toHaveLength(1);
});

test("what is left of an answer that failed is not waited for", async () => {
  const { url, api } = await startBehind();
  api.plan({ text: "one", streamError: { type: "api_error", message: "Broken." }, staysOpen: true });
  expect(await (await postJson(url + chat, { ...body, stream: true })).text()).toContain("Broken.");
  expect(await api.turns()[0]?.closed).toBe("cut");
});

test("a client that leaves frees the connection behind the gateway", async () => {
  const { url, api, client } = await startBehind();
  api.plan({ text: "one two three", hold: new Promise(() => {}) });
  const leaving = new AbortController();
  const response = await fetch(url + chat, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, stream: true }),
    signal: leaving.signal,
  });
  const reader = response.body?.getReader();
  await reader?.read();
  leaving.abort();
  await reader?.read().catch(() => {});
  expect(await api.turns()[0]?.closed).toBe("cut");
  await expect.poll(() => client.requests.recent({ limit: 1 })).toMatchObject([{ outcome: "cancelled" }]);
});

test("a field that the endpoint does not know is left out, and not sent again", async () => {
  const unknownFields = ["block_binding", "cache_control", "output_config"];
  const { url, api, parts } = await startBehind({ unknownFields });
  const effort = { ...body, reasoning_effort: "high" };
  expect((await postJson(url + chat, effort)).status).toBe(200);
  expect(Object.keys(parts.learned)).toEqual(
    ["thinking_binding", "cache_control", "effort"].map(
      (name) => expect.stringMatching(`^${name}@claude-`) as string,
    ),
  );
  const asked = api.turns().length;
  expect((await postJson(url + chat, effort)).status).toBe(200);
  expect(api.turns()).toHaveLength(asked + 1);
  // More tokens than the model gives: the refusal tells how many.
  const much = { ...body, model: "anthropic:claude-haiku-4-5", max_tokens: 500_000 };
  expect((await postJson(url + chat, much)).status).toBe(200);
  expect(api.turns().at(-1)?.body["max_tokens"]).toBe(64_000);
  // What the person set is not unlearned by what is refused again: it is told.
  api.plan(error(400, "invalid_request_error", "messages: Extra inputs are not permitted"));
  expect((await postJson(url + chat, effort)).status).toBe(400);
});

test("an address of something else says so", async () => {
  const page = createServer((request, response) => {
    const found = request.url === "/found/v1/messages";
    response.writeHead(found ? 200 : 404, { "content-type": "text/html" }).end("<html>Not here</html>");
  });
  await new Promise<void>((resolve) => {
    page.listen(0, "127.0.0.1", () => resolve());
  });
  onTestFinished(() => void page.close());
  const base = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  for (const address of [base, `${base}/found`]) {
    const { url } = await startBehind({ entry: { base: address } });
    const response = await postJson(url + chat, body);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain("does not serve Anthropic's Messages API");
  }
});

test("an endpoint that does not run is named, with what to do", async () => {
  const { url } = await startBehind({ entry: { base: "http://127.0.0.1:1" } });
  const response = await postJson(url + chat, body);
  expect(response.status).toBe(502);
  expect(await response.text()).toContain(
    "The provider 'anthropic' could not be reached at http://127.0.0.1:1 (ECONNREFUSED). Check that it runs",
  );
});

test("connections are used again, also after what went wrong", async () => {
  const { url, api } = await startBehind();
  const trouble = error(400, "invalid_request_error", "This is wrong.");
  api.plan({ text: "one" }, trouble, { text: "two", usage: {} }, { text: "three" });
  for (const stream of [true, false, true, false])
    await (await postJson(url + chat, { ...body, stream })).text();
  expect(api.connections()).toBe(1);
});

test("what cannot be shown to the API is refused before it is asked", async () => {
  const { url, api } = await startBehind();
  const content = [{ type: "input_file", file_id: "file-1" }];
  const response = await postJson(`${url}/v1/responses`, { model, input: [{ role: "user", content }] });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("a file that is kept elsewhere".replace("a ", ""));
  expect(api.turns()).toEqual([]);
});
