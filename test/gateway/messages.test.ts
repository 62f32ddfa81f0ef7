import { expect, onTestFinished, test, vi } from "vitest";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { failures, streamFailures } from "../../src-main/simulator/answers/failures.ts";
import type { PlannedCall } from "../../src-main/simulator/rules/tool-requests.ts";
import { eventsOf, plainAccounts, postJson, startSwitchyard, type Running } from "../support/switchyard.ts";

const headers = { "anthropic-version": "2023-06-01", "x-api-key": "local" };
const hello = { model: "claude-opus-5-5", max_tokens: 64, messages: [{ role: "user", content: "hello" }] };

interface Block {
  type: string;
  text?: string;
  [field: string]: unknown;
}
interface Message {
  id: string;
  model: string;
  content: Block[];
  stop_reason: string;
  stop_sequence: string | null;
  usage: Record<string, number> & { server_tool_use?: unknown };
}
interface Event {
  type: string;
  index?: number;
  content_block?: Block;
  delta?: Block;
  message?: Message;
  usage?: Message["usage"];
  error?: { type: string; message: string };
}
interface Failure {
  type: string;
  error: { type: string; message: string };
  request_id?: string;
}
interface Sent {
  model: string;
  instructions: string;
  input: { type: string; role?: string; [field: string]: unknown }[];
  tools?: { type: string; name?: string; [field: string]: unknown }[];
  tool_choice?: unknown;
  parallel_tool_calls?: boolean;
  reasoning?: { effort?: string; summary?: string };
  text?: { format: Record<string, unknown> };
  prompt_cache_key: string;
  service_tier?: string;
}

const send = (running: Running, body: unknown, more: Record<string, string> = {}) =>
  postJson(`${running.url}/v1/messages`, body, { ...headers, ...more });
const sent = (running: Running) => running.simulator.requests.turns().at(-1) as unknown as Sent;

async function ask(running: Running, body: object): Promise<Message> {
  const response = await send(running, { ...hello, ...body });
  const answer = (await response.json()) as Message;
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

async function stream(running: Running, body: object): Promise<Event[]> {
  const response = await send(running, { ...hello, ...body, stream: true });
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  return eventsOf(await response.text()) as Event[];
}

const call = (name: string, payload: object): PlannedCall => ({
  kind: "function",
  name,
  namespace: null,
  payload: JSON.stringify(payload),
});
const tool = (name: string, more: object = {}) => ({
  name,
  description: `does ${name}`,
  input_schema: { type: "object", properties: { a: { type: "string" } } },
  ...more,
});

test("answers a message with the model the client named, and usage in Anthropic's arithmetic", async () => {
  const running = await startSwitchyard();
  running.simulator.script.next({ text: "Hello to you." });
  const response = await send(running, { ...hello, temperature: 1 });
  expect(response.headers.get("request-id")).toMatch(/^req_/);
  expect(response.headers.get("x-switchyard-dropped")).toBe("max_tokens, temperature");
  const answer = (await response.json()) as Message;
  expect(answer).toMatchObject({
    type: "message",
    role: "assistant",
    model: "claude-opus-5-5",
    content: [{ type: "text", text: "Hello to you." }],
    stop_reason: "end_turn",
    stop_sequence: null,
  });
  expect(answer.id).toMatch(/^msg_/);
  expect(sent(running)).toMatchObject({ model: "gpt-5.5", instructions: "" });
  const [row] = await running.client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({
    protocol: "anthropic",
    outcome: "ok",
    model: "gpt-5.5",
    endpoint: "/v1/messages",
  });

  // Cached input is told apart from the rest, and all of it adds up.
  const long = { ...hello, messages: [{ role: "user", content: "words ".repeat(600) }] };
  await ask(running, long);
  const { usage } = await ask(running, long);
  const [again] = await running.client.requests.recent({ limit: 1 });
  expect(usage["cache_read_input_tokens"]).toBeGreaterThan(0);
  expect(usage["cache_read_input_tokens"]).toBe(again?.tokens?.cached);
  expect((usage["input_tokens"] ?? 0) + (usage["cache_read_input_tokens"] ?? 0)).toBe(again?.tokens?.input);
  expect(usage["output_tokens"]).toBe(again?.tokens?.output);
});

test("streams in Anthropic's order, with an estimate at first and the real numbers at the end", async () => {
  const running = await startSwitchyard();
  running.simulator.script.next({ text: "One two three." });
  const events = await stream(running, {});
  expect(events.map(({ type }) => type)).toEqual([
    "message_start",
    "content_block_start",
    ...events.filter(({ type }) => type === "content_block_delta").map(({ type }) => type),
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  expect(events[0]?.message?.usage["input_tokens"]).toBeGreaterThan(0);
  expect(events.map(({ delta }) => delta?.text ?? "").join("")).toBe("One two three.");
  expect(events.at(-2)).toMatchObject({ delta: { stop_reason: "end_turn", stop_sequence: null } });
  expect(events.at(-2)?.usage?.["output_tokens"]).toBeGreaterThan(0);
});

test.each(["/v1/messages", "/messages", "/v1/v1/messages", "/v1/messages?beta=true"])("%s", async (path) => {
  const { url } = await startSwitchyard();
  expect((await postJson(url + path, hello, headers)).status).toBe(200);
});

test("system text is told without the billing header, system messages stay where they are", async () => {
  const running = await startSwitchyard();
  await ask(running, {
    system: [
      { type: "text", text: "x-anthropic-billing-header: cc_version=1; cch=abc;" },
      { type: "text", text: "Be kind.", cache_control: { type: "ephemeral" } },
      { type: "text", text: "Be brief." },
    ],
    messages: [
      { role: "user", content: "one" },
      { role: "system", content: [{ type: "text", text: "a note" }], output_config: { effort: "low" } },
      { role: "assistant", content: "two" },
      { role: "system", content: "another note" },
      { role: "user", content: "three" },
    ],
  });
  const { instructions, input } = sent(running);
  expect(instructions).toBe("Be kind.\n\nBe brief.");
  expect(input.map(({ role }) => role)).toEqual(["user", "developer", "assistant", "developer", "user"]);
});

test("images, documents and search results are passed on in every form that carries its content", async () => {
  const running = await startSwitchyard();
  const png = "iVBORw0KGgoAAAANSUhEUg==";
  const content = [
    { type: "image", source: { type: "base64", media_type: "image/png", data: png } },
    { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
    {
      type: "document",
      title: "plan.pdf",
      source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" },
    },
    { type: "document", title: "T", source: { type: "text", media_type: "text/plain", data: "body" } },
    { type: "document", source: { type: "url", url: "https://example.com/b.pdf" } },
    { type: "document", source: { type: "content", content: [{ type: "text", text: "inner" }] } },
    {
      type: "search_result",
      source: "https://s.example",
      title: "S",
      content: [{ type: "text", text: "found" }],
    },
    { type: "text", text: "what is this?", cache_control: { type: "ephemeral" } },
  ];
  await ask(running, { messages: [{ role: "user", content }] });
  expect(sent(running).input[0]?.["content"]).toEqual([
    { type: "input_image", image_url: `data:image/png;base64,${png}` },
    { type: "input_image", image_url: "https://example.com/a.png" },
    { type: "input_file", filename: "plan.pdf", file_data: "data:application/pdf;base64,JVBERi0=" },
    { type: "input_text", text: "T\n\nbody" },
    { type: "input_file", file_url: "https://example.com/b.pdf" },
    { type: "input_text", text: "inner" },
    { type: "input_text", text: "S\nhttps://s.example" },
    { type: "input_text", text: "found" },
    { type: "input_text", text: "what is this?" },
  ]);
  const file = [{ type: "image", source: { type: "file", file_id: "file_1" } }];
  const refused = await send(running, { ...hello, messages: [{ role: "user", content: file }] });
  expect(refused.status).toBe(400);
  expect(((await refused.json()) as Failure).error.message).toContain("Files API");
});

test("a tool loop goes round: results in any order, errors marked, images inside, one id both ways", async () => {
  const running = await startSwitchyard();
  const name = `mcp__server__${"very_".repeat(15)}long.tool/name`;
  const tools = [tool(name, { cache_control: { type: "ephemeral" } }), tool("read")];
  running.simulator.script.next({
    interleaved: true,
    calls: [call("read", { a: "1" }), call("read", { a: "2" })],
  });
  const first = await ask(running, { tools });
  expect(first.stop_reason).toBe("tool_use");
  expect(first.content.map(({ type, name, input }) => [type, name, input])).toEqual([
    ["tool_use", "read", { a: "1" }],
    ["tool_use", "read", { a: "2" }],
  ]);
  expect(sent(running).tools?.[0]).not.toHaveProperty("cache_control");

  const [one, two] = first.content as unknown as { id: string }[];
  const strange = "toolu.with/strange:characters".repeat(4);
  await ask(running, {
    tools,
    messages: [
      { role: "user", content: "hello" },
      { role: "assistant", content: [...first.content, { type: "tool_use", id: strange, name, input: {} }] },
      {
        role: "user",
        content: [
          { type: "text", text: "and now?" },
          { type: "tool_result", tool_use_id: strange, content: "no such thing", is_error: true },
          { type: "tool_result", tool_use_id: two?.id, content: [] },
          {
            type: "tool_result",
            tool_use_id: one?.id,
            is_error: true,
            content: [
              { type: "text", text: "seen" },
              { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
              { type: "tool_reference", tool_name: "later" },
            ],
          },
        ],
      },
    ],
  });
  const items = sent(running).input;
  expect(items.map(({ type }) => type)).toEqual([
    "message",
    ...Array.from({ length: 3 }, () => "function_call"),
    ...Array.from({ length: 3 }, () => "function_call_output"),
    "message",
  ]);
  const calls = items.slice(1, 4);
  expect(calls[2]?.["name"]).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  expect(calls[2]?.["call_id"]).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  const outputs = new Map(items.slice(4, 7).map((item) => [item["call_id"], item["output"]]));
  expect(calls.map((item) => outputs.get(item["call_id"]))).toEqual([
    [
      { type: "input_text", text: "[tool error]" },
      { type: "input_text", text: "seen" },
      { type: "input_image", image_url: "data:image/png;base64,iVBORw0KGgo=" },
      { type: "input_text", text: "The tool later is loaded and can be called now." },
    ],
    "",
    "[tool error] no such thing",
  ]);
});

test("long tool names come back as the client knows them", async () => {
  const running = await startSwitchyard();
  const name = `mcp__server__${"very_".repeat(15)}long.tool/name`;
  const answer = await ask(running, { tools: [tool(name)], tool_choice: { type: "tool", name } });
  expect(answer.content.find(({ type }) => type === "tool_use")?.["name"]).toBe(name);
});

test.each([
  [{ type: "auto" }, "auto", true],
  [{ type: "any", disable_parallel_tool_use: true }, "required", false],
  [{ type: "none" }, "none", true],
  [{ type: "tool", name: "read" }, { type: "function", name: "read" }, true],
  [undefined, "auto", true],
])("tool choice %j", async (choice, expected, parallel) => {
  const running = await startSwitchyard();
  await ask(running, { tools: [tool("read")], tool_choice: choice });
  expect(sent(running)).toMatchObject({ tool_choice: expected, parallel_tool_calls: parallel });
});

test("deferred tools stay hidden until a search finds them or they were called", async () => {
  const running = await startSwitchyard();
  const tools = [
    tool("ToolSearch"),
    tool("DeferredToolPlaceholder", { defer_loading: true }),
    ...["found", "listed", "called", "hidden", "hidden_listed"].map((name) =>
      tool(name, { defer_loading: true }),
    ),
  ];
  const names = () => sent(running).tools?.map(({ name }) => name);
  await ask(running, { tools });
  expect(names()).toEqual(["ToolSearch"]);
  await ask(running, {
    tools,
    messages: [
      { role: "user", content: "hello" },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "toolu_1", name: "ToolSearch", input: { query: "x" } },
          { type: "tool_use", id: "toolu_2", name: "called", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "toolu_1",
            content: [
              { type: "tool_reference", tool_name: "found" },
              { type: "text", text: "Matches: listed, other" },
            ],
          },
          { type: "tool_result", tool_use_id: "toolu_2", content: "the word hidden says nothing here" },
        ],
      },
    ],
  });
  expect(names()).toEqual(["ToolSearch", "found", "listed", "called"]);
  expect(JSON.stringify(sent(running).tools)).not.toContain("defer_loading");
  // Nobody could find them: then they are offered.
  await ask(running, { tools: [tool("only", { defer_loading: true })] });
  expect(names()).toEqual(["only"]);
});

test("system messages may add and remove tools on the way", async () => {
  const running = await startSwitchyard();
  const change = (type: string, what: object) => ({ role: "system", content: [{ type, tool: what }] });
  await ask(running, {
    tools: [tool("read"), tool("write"), tool("late", { defer_loading: true })],
    messages: [
      { role: "user", content: "hello" },
      change("tool_addition", { type: "tool_reference", name: "late" }),
      change("tool_addition", { type: "tool_definition", definition: tool("extra") }),
      change("tool_removal", { type: "tool_reference", name: "write" }),
    ],
  });
  expect(sent(running).tools?.map(({ name }) => name)).toEqual(["read", "late", "extra"]);
});

test("typed tools: those of the client as functions, those of Anthropic's servers left out and named", async () => {
  const running = await startSwitchyard();
  const response = await send(running, {
    ...hello,
    tools: [
      { type: "bash_20250124", name: "bash" },
      { type: "text_editor_20250728", name: "str_replace_based_edit_tool", max_characters: 100 },
      { type: "code_execution_20250825", name: "code_execution" },
      { type: "mcp_toolset", mcp_server_name: "x" },
    ],
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("x-switchyard-dropped")).toBe(
    "max_tokens, tools.code_execution, tools.mcp_toolset",
  );
  expect(sent(running).tools?.map(({ type, name }) => [type, name])).toEqual([
    ["function", "bash"],
    ["function", "str_replace_based_edit_tool"],
  ]);
});

test("web search: a real pair of blocks before the answer that cites, counted in the usage", async () => {
  const running = await startSwitchyard();
  const body = {
    messages: [{ role: "user", content: "search the web for x news" }],
    tools: [
      {
        type: "web_search_20250305",
        name: "web_search",
        max_uses: 8,
        allowed_domains: ["example.com"],
        user_location: { type: "approximate", city: "Bern" },
      },
    ],
    tool_choice: { type: "auto" },
  };
  const answer = await ask(running, body);
  expect(sent(running).tools).toEqual([
    {
      type: "web_search",
      filters: { allowed_domains: ["example.com"] },
      user_location: { type: "approximate", city: "Bern" },
    },
  ]);
  expect(answer.content.map(({ type }) => type)).toEqual([
    "server_tool_use",
    "web_search_tool_result",
    "text",
  ]);
  const [use, result, text] = answer.content;
  expect(use).toMatchObject({ name: "web_search", input: { query: "x news" } });
  const page = { url: "https://example.com/x-news", title: "All about x news" };
  expect(result).toMatchObject({
    tool_use_id: use?.["id"],
    content: [{ type: "web_search_result", ...page, encrypted_content: "", page_age: null }],
  });
  expect(text).toMatchObject({ citations: [{ type: "web_search_result_location", ...page }] });
  expect(answer.usage.server_tool_use).toEqual({ web_search_requests: 1, web_fetch_requests: 0 });
  expect(answer.stop_reason).toBe("end_turn");

  // The history of a search is folded into text: the backend's own record of it is gone.
  await ask(running, {
    messages: [
      ...body.messages,
      { role: "assistant", content: answer.content },
      { role: "user", content: "thanks" },
    ],
  });
  const said = sent(running).input[1] as unknown as { content: { text: string }[] };
  expect(said.content[0]?.text).toContain(
    "[Searched the web for: x news]\n- All about x news https://example.com",
  );
});

test("thoughts are shown with a signature, come back to their account, and to no other", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  const thinking = { type: "enabled", budget_tokens: 4096 };
  const first = await ask(running, { thinking });
  expect(sent(running).reasoning).toEqual({ effort: "medium", summary: "auto" });
  const [thought, text] = first.content;
  expect(thought).toMatchObject({
    type: "thinking",
    thinking: expect.stringContaining("Considering") as string,
  });
  const signature = String(thought?.["signature"]);
  expect(signature).not.toBe("");
  const history = (block: object) => ({
    thinking,
    messages: [
      { role: "user", content: "hello" },
      { role: "assistant", content: [block, text] },
      { role: "user", content: "go on" },
    ],
  });
  const replayed = () => sent(running).input.filter(({ type }) => type === "reasoning");
  await ask(running, history(thought ?? {}));
  expect(replayed()).toHaveLength(1);
  expect(replayed()[0]).toMatchObject({ summary: [{ type: "summary_text", text: thought?.["thinking"] }] });
  await ask(running, history({ type: "redacted_thinking", data: signature }));
  expect(replayed()).toHaveLength(1);

  const before = running.simulator.requests.turns().length;
  await ask(running, history({ type: "thinking", thinking: "real Claude", signature: "EqQBCkYIChgCKkD" }));
  expect(replayed()).toHaveLength(0);
  await ask(running, { ...history(thought ?? {}), model: "gpt-5.6-sol" });
  expect(replayed()).toHaveLength(0);
  const [active, other] = await running.client.accounts.list();
  await running.client.accounts.use({ id: (active?.active ? other : active)?.id ?? "" });
  await ask(running, history(thought ?? {}));
  expect(replayed()).toHaveLength(0);
  // None of these needed a second try.
  expect(running.simulator.requests.turns().length - before).toBe(3);
});

test("thoughts that are not wanted are not shown; omitted ones keep their signature", async () => {
  const running = await startSwitchyard();
  expect((await ask(running, {})).content.map(({ type }) => type)).toEqual(["text"]);
  expect(sent(running).reasoning).toBeUndefined();
  expect((await ask(running, { thinking: { type: "disabled" } })).content).toHaveLength(1);
  expect(sent(running).reasoning).toEqual({ effort: "low" });
  const omitted = { thinking: { type: "adaptive", display: "omitted" }, output_config: { effort: "max" } };
  const [thought] = (await ask(running, omitted)).content;
  expect(sent(running).reasoning).toEqual({ effort: "xhigh" });
  expect(thought).toMatchObject({ type: "thinking", thinking: "" });
  expect(thought?.["signature"]).toMatch(/.{20}/);
});

test.each([
  [1024, "low"],
  [1025, "medium"],
  [8192, "medium"],
  [24_576, "high"],
  [64_000, "xhigh"],
])("a thinking budget of %i is effort %s", async (budget_tokens, effort) => {
  const running = await startSwitchyard();
  await ask(running, { thinking: { type: "enabled", budget_tokens } });
  expect(sent(running).reasoning?.effort).toBe(effort);
});

test.each(["output_config", "output_format"])("structured output by %s", async (field) => {
  const running = await startSwitchyard();
  const schema = {
    type: "object",
    properties: { title: { type: "string" } },
    required: ["title"],
    additionalProperties: false,
  };
  const format = { type: "json_schema", schema };
  const answer = await ask(running, { [field]: field === "output_config" ? { format } : format });
  expect(sent(running).text?.format).toEqual({ type: "json_schema", name: "output", strict: true, schema });
  expect(JSON.parse(String(answer.content[0]?.text))).toHaveProperty("title");
});

test("stop sequences cut here, and the one that was found is told", async () => {
  const running = await startSwitchyard();
  for (const streamed of [false, true]) {
    running.simulator.script.next({ text: "one two STOP three END", splitEveryBytes: 7 });
    const body = { stop_sequences: ["END", "STOP"] };
    if (!streamed) {
      expect(await ask(running, body)).toMatchObject({
        content: [{ text: "one two " }],
        stop_reason: "stop_sequence",
        stop_sequence: "STOP",
      });
      continue;
    }
    const events = await stream(running, body);
    expect(events.map(({ delta }) => delta?.text ?? "").join("")).toBe("one two ");
    expect(events.at(-2)?.delta).toEqual({ stop_reason: "stop_sequence", stop_sequence: "STOP" });
  }
});

test("endings: a refusal, the token limit, the content filter", async () => {
  const running = await startSwitchyard();
  const refused = await ask(running, { messages: [{ role: "user", content: "refuse this request" }] });
  expect(refused).toMatchObject({ stop_reason: "refusal", content: [{ type: "text" }] });
  running.simulator.script.next({ end: { kind: "incomplete", reason: "max_output_tokens" } });
  expect((await ask(running, {})).stop_reason).toBe("max_tokens");
  running.simulator.script.next({ end: { kind: "incomplete", reason: "content_filter" } });
  expect((await ask(running, {})).stop_reason).toBe("refusal");
});

test("speed and model names: fast is the priority tier, a map and claude- aliases lead to models", async () => {
  const running = await startSwitchyard();
  await ask(running, { speed: "fast" });
  expect(sent(running).service_tier).toBe("priority");
  await running.client.settings.update({ models: { map: { "claude-opus-5-5": "gpt-5.6-sol-high" } } });
  expect((await ask(running, {})).model).toBe("claude-opus-5-5");
  expect(sent(running)).toMatchObject({ model: "gpt-5.6-sol", reasoning: { effort: "high" } });
  await ask(running, { model: "claude-gpt-5.4" });
  expect(sent(running).model).toBe("gpt-5.4");
});

test("a session stays on one cache key, from the header, the metadata or the beginning", async () => {
  const running = await startSwitchyard();
  const session = "89bce064-2d6e-4c09-909e-7983a463e336";
  const key = () => sent(running).prompt_cache_key;
  await send(running, hello, { "x-claude-code-session-id": session });
  expect(key()).toBe(session);
  await ask(running, { metadata: { user_id: JSON.stringify({ device_id: "d", session_id: session }) } });
  expect(key()).toBe(session);
  await ask(running, { metadata: { user_id: `user_abc_account__session_${session}` } });
  expect(key()).toBe(session);
  const system = (cch: string) => [
    { type: "text", text: `x-anthropic-billing-header: cch=${cch};` },
    { type: "text", text: "Be kind." },
  ];
  await ask(running, { system: system("1") });
  const first = key();
  await ask(running, {
    system: system("2"),
    messages: [...hello.messages, { role: "assistant", content: "yes" }, { role: "user", content: "more" }],
  });
  expect(key()).toBe(first);
});

const limit = {
  plan: "plus",
  now: Date.parse("2026-01-05T12:00:00Z"),
  resetsAt: Date.parse("2026-01-05T13:00:00Z"),
};

test.each([
  ["usage limit", { reply: failures.usageLimit(limit) }, 429, "rate_limit_error"],
  [
    "usage limit in the stream",
    { end: streamFailures.usageLimit(limit), endAfterOutputEvents: 0 },
    429,
    "rate_limit_error",
  ],
  ["overload", { reply: failures.overloaded() }, 529, "overloaded_error"],
  ["server error", { reply: failures.serverError() }, 500, "api_error"],
  ["forbidden", { reply: failures.forbidden() }, 403, "permission_error"],
  [
    "wrong request",
    { reply: { status: 400, body: { detail: "Unsupported parameter: x" } } },
    400,
    "invalid_request_error",
  ],
])("%s before output is an HTTP status in Anthropic's shape", async (_name, behaviour, status, type) => {
  for (const streamed of [false, true]) {
    const running = await startSwitchyard();
    running.simulator.script.next({ always: true, ...behaviour });
    const response = await send(running, { ...hello, stream: streamed });
    const body = (await response.json()) as Failure;
    expect([response.status, body.type, body.error.type], body.error.message).toEqual([
      status,
      "error",
      type,
    ]);
    expect(body.request_id).toBe(response.headers.get("request-id"));
  }
});

test("what an advisor said in an older conversation stays readable", async () => {
  const running = await startSwitchyard();
  const said = (content: object) => ({ type: "advisor_tool_result", tool_use_id: "srvtoolu_1", content });
  const advice = said({ type: "advisor_result", text: "Measure first." });
  const sealed = said({ type: "advisor_redacted_result", encrypted_content: "x" });
  const call = { type: "server_tool_use", id: "srvtoolu_1", name: "advisor", input: {} };
  const messages = [
    { role: "user", content: "hi" },
    { role: "assistant", content: [call, advice, sealed, { type: "text", text: "Good." }] },
    { role: "user", content: "go on" },
  ];
  const response = await send(running, { ...hello, messages });
  expect([response.status, response.headers.get("x-switchyard-dropped")]).toEqual([200, "max_tokens"]);
  const sent = JSON.stringify(running.simulator.requests.turns().at(-1));
  expect(sent).toContain("[Advice: Measure first.]\\nGood.");
});

test("a prompt that is too long is told in the words that Claude Code acts on", async () => {
  const running = await startSwitchyard();
  const content = "word ".repeat(300_000);
  for (const streamed of [false, true]) {
    const response = await send(running, {
      ...hello,
      stream: streamed,
      messages: [{ role: "user", content }],
    });
    const { error } = (await response.json()) as Failure;
    expect(response.status).toBe(400);
    const words =
      /^prompt is too long: (\d+) tokens > (\d+) maximum \(capability_rejected: prompt_too_long\)$/;
    const [, tokens, most] = words.exec(error.message) ?? [];
    expect(Number(most)).toBe(272_000);
    expect(Number(tokens)).toBeGreaterThan(Number(most));
  }
});

test("after output an error is the last word, without message_stop", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  running.simulator.script.next({ text: "one two three four five", cutAfterEvents: 12 });
  const events = await stream(running, {});
  expect(events.at(-1)).toMatchObject({ type: "error", error: { type: "api_error" } });
  expect(events.some(({ type }) => type === "message_stop" || type === "message_delta")).toBe(false);
  expect(running.simulator.requests.turns()).toHaveLength(1);
  running.simulator.script.next({ text: "one two three four five", cutAfterEvents: 12 });
  expect((await send(running, hello)).status).toBe(500);
});

test("wrong requests, wrong keys and nobody signed in are told in Anthropic's shape", async () => {
  const running = await startSwitchyard({
    accounts: plainAccounts,
    signIn: [],
    env: { SWITCHYARD_API_KEY: "the-right-key" },
  });
  const failure = async (
    body: unknown,
    key: string,
  ): Promise<{ status: number; type: string; message: string }> => {
    const response = await send(running, body, { "x-api-key": key });
    const { error, request_id } = (await response.json()) as Failure;
    expect(request_id).toBe(response.headers.get("request-id"));
    return { status: response.status, ...error };
  };
  expect(await failure(hello, "wrong")).toMatchObject({ status: 401, type: "authentication_error" });
  expect(await failure(hello, "the-right-key")).toMatchObject({ status: 401, type: "authentication_error" });
  expect(await failure({ ...hello, messages: [] }, "the-right-key")).toMatchObject({
    status: 400,
    type: "invalid_request_error",
  });
  const { message } = await failure(
    { ...hello, messages: [{ role: "user", content: [{ type: "audio" }] }] },
    "the-right-key",
  );
  expect(message).toContain("messages[0].content[0]");
  const unknown = await fetch(`${running.url}/v1/messages/nothing`, {
    headers: { "x-api-key": "the-right-key" },
  });
  expect(unknown.status).toBe(404);
  expect(((await unknown.json()) as Failure).error.type).toBe("not_found_error");
});

test.each([
  ["create", { error_code: "thread_unsupported_request", unsupported: ["thread"] }],
  ["continue", { error_code: "thread_not_found" }],
])("a thread to %s is refused so that a client goes on without", async (type, details) => {
  const running = await startSwitchyard();
  const response = await send(running, { ...hello, thread: { type, previous_message_id: "msg_1" } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error", details } });
  expect(running.simulator.requests.turns()).toHaveLength(0);
});

test("silence is bridged with Anthropic's own pings", async () => {
  const running = await startSwitchyard();
  const gate = createGate();
  running.simulator.script.next({ text: "at last", firstByteGate: gate });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const response = send(running, { ...hello, stream: true });
  await gate.reached;
  vi.advanceTimersByTime(5000);
  const events = (await response).body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await events?.read())?.value).toBe('event: ping\ndata: {"type":"ping"}\n\n');
  gate.open();
  let rest = "";
  for (let part = await events?.read(); part && !part.done; part = await events?.read()) rest += part.value;
  expect(rest).toMatch(/^event: message_start\n/);
  expect(rest).toContain("event: message_stop");
});

test("a client that goes away ends the backend's work", async () => {
  const running = await startSwitchyard();
  const gate = createGate();
  running.simulator.script.next({ text: "never finished", gate: { afterEvents: 6, gate } });
  const controller = new AbortController();
  const response = await fetch(`${running.url}/v1/messages`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ ...hello, stream: true }),
    signal: controller.signal,
  });
  await response.body?.getReader().read();
  controller.abort();
  const upstream = running.simulator.requests.to("/backend-api/codex/responses").at(-1);
  expect(await upstream?.closed).toBe("cut");
  gate.open();
});

test("a conversation becomes a checkpoint", async () => {
  const running = await startSwitchyard();
  running.simulator.script.next({ text: "They want X." });
  const response = await postJson(
    `${running.url}/v1/messages/compact`,
    { ...hello, tools: [tool("read")], thinking: { type: "adaptive" } },
    headers,
  );
  expect(await response.json()).toMatchObject({
    type: "message",
    content: [{ type: "text", text: "They want X." }],
    stop_reason: "end_turn",
  });
  expect(sent(running).tools).toBeUndefined();
  expect(JSON.stringify(sent(running).input.at(-1))).toContain("checkpoint");
});
