/** A turn as the chat protocol has it, what an endpoint's refusals teach, and addresses as people write them. */
import { describe, expect, test } from "vitest";
import type { WireRequest } from "../../../src-main/protocols/wire/wire.ts";
import { apiAddress, serverAddress } from "../../../src-main/providers/openai/base-address.ts";
import { chatRequest } from "../../../src-main/providers/openai/chat-request.ts";
import { classifyAnswer } from "../../../src-main/providers/openai/failure.ts";
import { learnedFrom, quirksOf, type Quirk } from "../../../src-main/providers/openai/quirks.ts";
import {
  learnedOfResponses,
  responsesRequest,
} from "../../../src-main/providers/openai/responses-request.ts";
import { sealReasoning } from "../../../src-main/providers/openai/sealed-reasoning.ts";

const local = "http://127.0.0.1:8000";
const input = (text: string) => ({ type: "input_text", text });
const message = (role: string, ...content: unknown[]) => ({ type: "message", role, content });
const output = (call_id: string, value: unknown) => ({
  type: "function_call_output",
  call_id,
  output: value,
});
const callOf = (call_id: string, name: string) => ({
  type: "function_call",
  call_id,
  name,
  arguments: '{"a":1}',
});

function turn(more: Partial<WireRequest> = {}): WireRequest {
  const always = { store: false as const, stream: true as const, include: [], prompt_cache_key: "key" };
  return { model: "m", instructions: "Be brief.", input: [message("user", input("hi"))], ...always, ...more };
}

function sentBy(
  given: Partial<WireRequest>,
  found: Record<string, boolean> = {},
  base: string | null = local,
) {
  return chatRequest(turn(given), quirksOf(base, "m", found)).body;
}

test("a tool conversation with pictures keeps its order: each call's result behind it, pictures behind all", () => {
  const picture = { type: "input_image", image_url: "data:image/png;base64,AA==", detail: "low" };
  const body = sentBy({
    input: [
      message("user", input("look"), picture),
      { type: "reasoning", summary: [], encrypted_content: sealReasoning("hm") },
      message("assistant", { type: "output_text", text: "I look." }),
      callOf("a", "one"),
      callOf("b", "two"),
      output("a", "1"),
      output("b", [input("2"), picture]),
      message("developer", input("Faster.")),
    ],
  });
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,AA==", detail: "low" } };
  const call = (id: string, name: string) => ({
    id,
    type: "function",
    function: { name, arguments: '{"a":1}' },
  });
  expect(body["messages"]).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: [{ type: "text", text: "look" }, image] },
    { role: "assistant", content: "I look.", tool_calls: [call("a", "one"), call("b", "two")] },
    { role: "tool", tool_call_id: "a", content: "1" },
    { role: "tool", tool_call_id: "b", content: "2" },
    { role: "user", content: [image] },
    { role: "system", content: "Faster." },
  ]);
});

test("thoughts are handed back to who wants them, and an empty one where none is known", () => {
  const history = [
    message("user", input("hi")),
    { type: "reasoning", summary: [], encrypted_content: sealReasoning("hm") },
    callOf("a", "one"),
    output("a", "1"),
    callOf("b", "one"),
    output("b", "2"),
  ];
  const thoughts = (found: Record<string, boolean>) =>
    (sentBy({ input: history }, found)["messages"] as { role: string; reasoning_content?: string }[])
      .filter(({ role }) => role === "assistant")
      .map(({ reasoning_content }) => reasoning_content);
  expect(thoughts({})).toEqual([undefined, undefined]);
  expect(thoughts({ "reasoning_back@m": true })).toEqual(["hm", ""]);
});

test("free-form tools are functions with one text, in the history too", () => {
  const tools = [
    { type: "custom", name: "patch", format: { type: "grammar", syntax: "lark", definition: "start: x" } },
  ];
  const history = [
    message("user", input("hi")),
    { type: "custom_tool_call", call_id: "a", name: "patch", input: "*** x" },
    { type: "custom_tool_call_output", call_id: "a", output: "done" },
  ];
  const body = sentBy({ tools, input: history, tool_choice: { type: "custom", name: "patch" } });
  expect(body["tools"]).toMatchObject([
    { type: "function", function: { name: "patch", parameters: { required: ["input"] } } },
  ]);
  expect(JSON.stringify(body["tools"])).toContain("start: x");
  expect(body["tool_choice"]).toEqual({ type: "function", function: { name: "patch" } });
  expect(JSON.stringify(body["messages"])).toContain(
    JSON.stringify(JSON.stringify({ input: "*** x" })).slice(1, -1),
  );
});

test("what a turn says of how to answer is sent under the names that the endpoint knows", () => {
  const schema = { type: "object", properties: {}, additionalProperties: false };
  const given: Partial<WireRequest> = {
    reasoning: { effort: "high" },
    text: { verbosity: "low", format: { type: "json_schema", name: "out", strict: true, schema } },
    sampling: { max_output_tokens: 5, temperature: 0, top_k: 3, stop: ["x"] },
  };
  expect(sentBy(given)).toMatchObject({
    max_tokens: 5,
    temperature: 0,
    top_k: 3,
    stop: ["x"],
    reasoning_effort: "high",
    response_format: { type: "json_schema", json_schema: { name: "out", strict: true, schema } },
  });
  const own = sentBy(given, {}, null);
  expect(own).toMatchObject({ max_completion_tokens: 5, verbosity: "low", prompt_cache_key: "key" });
  expect(own).not.toHaveProperty("top_k");
  const without = sentBy(given, { json_schema: false });
  expect(without).toMatchObject({ response_format: { type: "json_object" } });
  expect(JSON.stringify(without["messages"])).toContain("must match this JSON schema");
});

describe("what a refusal teaches", () => {
  const sent = new Set<Quirk>([
    "max_tokens",
    "stream_options",
    "developer_role",
    "max_completion_tokens",
    "temperature",
    "json_schema",
    "reasoning_effort",
    "parallel_tool_calls",
  ]);
  test.each<[string, string | null, string, boolean]>([
    ["Unknown field: stream_options", local, "stream_options", false],
    [
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      local,
      "max_completion_tokens",
      true,
    ],
    ["Unrecognized request argument supplied: max_completion_tokens", null, "max_completion_tokens", false],
    [
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      null,
      "temperature",
      false,
    ],
    ['"qwen" does not support thinking', local, "reasoning_effort", false],
    ["parallel_tool_calls: Extra inputs are not permitted", local, "parallel_tool_calls", false],
    [
      "'messages.0.role': 'developer' is not one of ['system', 'user']: invalid role",
      null,
      "developer_role",
      false,
    ],
    ["response_format.type json_schema is unavailable: not supported now", local, "json_schema", false],
    [
      "The reasoning_content in the thinking mode must be passed back to the API.",
      local,
      "reasoning_back",
      true,
    ],
  ])("%s", (words, base, quirk, value) => {
    expect(learnedFrom({ message: words, param: null }, quirksOf(base, "m", {}), sent)).toEqual({
      quirk,
      value,
    });
  });

  test("nothing from words about something else, or about what was not sent", () => {
    const quirks = quirksOf(local, "m", {});
    const learn = (words: string) => learnedFrom({ message: words, param: null }, quirks, sent);
    expect(learn("messages[1].content is invalid")).toBeNull();
    expect(learn("Unknown field: seed")).toBeNull();
    expect(
      learnedFrom(
        { message: "Unknown field: stream_options", param: null },
        quirksOf(local, "m", { stream_options: false }),
        sent,
      ),
    ).toBeNull();
  });
});

test.each([
  [null, "https://api.openai.com/v1"],
  ["https://api.openai.com/", "https://api.openai.com/v1"],
  ["http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"],
  ["localhost:11434", "http://localhost:11434/v1"],
  ["http://127.0.0.1:11434/api/chat", "http://127.0.0.1:11434/v1"],
  ["http://127.0.0.1:1234/v1/", "http://127.0.0.1:1234/v1"],
  ["http://127.0.0.1:1234/v1/v1", "http://127.0.0.1:1234/v1"],
  ["http://127.0.0.1:8000/v1/chat/completions", "http://127.0.0.1:8000/v1"],
  ["https://openrouter.ai", "https://openrouter.ai/api/v1"],
  ["https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1"],
  ["https://api.z.ai/api/paas/v4", "https://api.z.ai/api/paas/v4"],
  ["https://example.com/openai/v1beta/openai/", "https://example.com/openai/v1beta/openai"],
  ["my-host.example", "https://my-host.example/v1"],
])("the address %s", (written, address) => {
  expect(apiAddress(written)).toBe(address);
});

test("what servers have beside the API is asked without its path", () => {
  expect(serverAddress("http://127.0.0.1:11434/v1")).toBe("http://127.0.0.1:11434");
});

const failure = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  classifyAnswer({
    status,
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
    now: 0,
    provider: "local",
    address: local,
    keyed: true,
  });
const error = (more: object) => ({ error: { message: "x", ...more } });

test.each<[number, unknown, string]>([
  [401, error({ message: "Incorrect API key provided: sk-secret" }), "key-refused"],
  [400, error({ message: "API key not valid. Invalid API key." }), "key-refused"],
  [402, error({}), "payment"],
  [403, error({}), "forbidden"],
  [404, error({ code: "model_not_found" }), "model-unavailable"],
  [404, { error: { message: 'model "qwen" not found, try pulling it first' } }, "model-unavailable"],
  [404, "404 page not found", "protocol"],
  [404, { detail: "Not Found" }, "protocol"],
  [301, "", "protocol"],
  [403, "<!DOCTYPE html><p>Log in</p>", "protocol"],
  [502, "<html>Bad gateway</html>", "server"],
  [400, error({ code: "context_length_exceeded" }), "context-length"],
  [400, error({ type: "exceed_context_size_error" }), "context-length"],
  [
    400,
    { object: "error", message: "This model's maximum context length is 4096 tokens." },
    "context-length",
  ],
  [429, error({ code: "insufficient_quota" }), "payment"],
  [429, error({ code: "rate_limit_exceeded" }), "rate-limited"],
  [429, error({ message: "Limit: 200 requests per day" }), "usage-limit"],
  [429, "slow down", "rate-limited"],
  [503, error({ message: "Loading model", type: "unavailable_error" }), "overloaded"],
  [500, "boom", "server"],
  [413, "", "too-large"],
  [422, { detail: [{ msg: "field required" }] }, "bad-request"],
])("%d %j is %s", (status, body, kind) => {
  const made = failure(status, body);
  expect(made.kind).toBe(kind);
  expect(made.message).not.toContain("sk-secret");
  expect(made.message).not.toBe("");
});

test.each<[Record<string, string>, string, number | null]>([
  [{ "retry-after": "3" }, "x", 3000],
  [{ "retry-after-ms": "250" }, "x", 250],
  [
    {
      "x-ratelimit-remaining-tokens": "0",
      "x-ratelimit-reset-tokens": "1m2.5s",
      "x-ratelimit-reset-requests": "9s",
    },
    "x",
    62_500,
  ],
  [{}, "Please try again in 1m0.5s.", 60_500],
  [{}, "x", null],
])("a throttle tells its time by %j and %s", (headers, words, wait) => {
  expect(failure(429, error({ message: words }), headers).retryAfterMs).toBe(wait);
});

test("the responses dialect sends the turn but for ids and thoughts that nobody there can read", () => {
  const body = responsesRequest(
    turn({
      client_metadata: { a: 1 },
      sampling: { max_output_tokens: 5, stop: ["x"] },
      input: [
        { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAA" },
        { type: "reasoning", id: "rs_2", summary: [], encrypted_content: sealReasoning("hm") },
        { type: "reasoning", id: "rs_3", summary: [] },
        { ...message("user", input("hi")), id: "msg_1" },
      ],
    }),
    false,
    {},
  );
  expect(body).not.toHaveProperty("client_metadata");
  expect(body).not.toHaveProperty("sampling");
  expect(body).toMatchObject({ max_output_tokens: 5, store: false, stream: true });
  expect(body["input"]).toEqual([
    { type: "reasoning", summary: [], encrypted_content: "gAAA" },
    message("user", input("hi")),
  ]);
});

test.each([
  ["Encrypted content is not supported with this model.", "include", "include"],
  [
    "Unsupported parameter: 'reasoning.summary' is not supported with this model.",
    "reasoning.summary",
    "reasoning",
  ],
  ["parallel_tool_calls: Extra inputs are not permitted", null, "parallel_tool_calls"],
])("the responses dialect goes without what is refused: %s", (words, param, field) => {
  const given = turn({ reasoning: { summary: "auto" }, tools: [{}], parallel_tool_calls: true });
  const body = responsesRequest(given, false, {});
  expect(body).toHaveProperty(field);
  const learned = learnedOfResponses({ message: words, param }, "m", body);
  expect(responsesRequest(given, false, learned ?? {})).not.toHaveProperty(field);
  expect(learnedOfResponses({ message: "input[0] is invalid", param: "input" }, "m", body)).toBeNull();
});

test("instructions in the middle are the person's where only the beginning takes any", () => {
  const history = [message("user", input("hi")), message("developer", input("Faster."))];
  const words = "System message must be at the beginning.";
  const quirks = quirksOf(local, "m", {});
  const { sent } = chatRequest(turn({ input: history }), quirks);
  expect(learnedFrom({ message: words, param: null }, quirks, sent)).toEqual({
    quirk: "late_system",
    value: false,
  });
  expect(sentBy({ input: history }, { late_system: false })["messages"]).toMatchObject([
    { role: "system" },
    { role: "user", content: "hi" },
    { role: "user", content: "[Instruction]\nFaster." },
  ]);
});

test("who wants a key and was sent none is not said to have refused it", () => {
  const made = classifyAnswer({
    status: 401,
    headers: {},
    body: "",
    now: 0,
    provider: "local",
    address: local,
    keyed: false,
  });
  expect(made).toMatchObject({
    kind: "key-refused",
    message: "local wants an API key and has none: give it one.",
  });
});
