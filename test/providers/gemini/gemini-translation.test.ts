/** A turn as Gemini's generateContent has it, and its answers as one of the Responses protocol. */
import { describe, expect, test } from "vitest";
import { createCollector } from "../../../src-main/protocols/wire/collect.ts";
import { terminalOf, type WireEvent, type WireRequest } from "../../../src-main/protocols/wire/wire.ts";
import { UpstreamFailure } from "../../../src-main/providers/failure.ts";
import { geminiAddress } from "../../../src-main/providers/gemini/client.ts";
import { createGeminiEvents } from "../../../src-main/providers/gemini/events.ts";
import { classifyAnswer, classifyEventError, nextDay } from "../../../src-main/providers/gemini/failure.ts";
import { geminiQuirks, geminiRequest, learnedFrom } from "../../../src-main/providers/gemini/request.ts";
import {
  createSignatureStore,
  sealSignatures,
  signaturesOf,
  skipWord,
} from "../../../src-main/providers/gemini/signatures.ts";
import { createJsonEvents } from "../../../src-main/providers/json-events.ts";
import { manualClock } from "../../support/manual-clock.ts";

const piece = (parts: unknown[], more: object = {}) =>
  `data: ${JSON.stringify({ candidates: [{ content: { role: "model", parts }, ...more }] })}\r\n\r\n`;
const usage = `data: ${JSON.stringify({ candidates: [{ finishReason: "STOP" }], usageMetadata: { promptTokenCount: 10, toolUsePromptTokenCount: 2, cachedContentTokenCount: 4, candidatesTokenCount: 5, thoughtsTokenCount: 3 } })}\r\n\r\n`;
const call = (name: string, args: object, signature?: string) => ({
  functionCall: { name, args },
  ...(signature ? { thoughtSignature: signature } : {}),
});

function read(stream: string, size: number, kept = new Map<string, string>()): WireEvent[] {
  const events = createGeminiEvents({
    id: "1",
    model: "gemini-3-pro",
    now: 0,
    clientTools: new Map([["patch", { name: "patch", kind: "custom" }]]),
    signatures: { keep: (id, signature) => void kept.set(id, signature) },
    classify: (error) => classifyEventError(error, { now: 0, provider: "gemini" }),
  });
  const decoder = createJsonEvents();
  const bytes = Buffer.from(stream);
  const made: WireEvent[] = [];
  const take = (pieces: ReturnType<typeof decoder.push>) => {
    for (const each of pieces) if (each !== "done") made.push(...events.push(each));
  };
  for (let at = 0; at < bytes.length; at += size) take(decoder.push(bytes.subarray(at, at + size)));
  take(decoder.end());
  made.push(...events.end());
  return made;
}

function answerOf(events: readonly WireEvent[]) {
  expect(events.filter(({ type }) => terminalOf(type) !== null)).toHaveLength(1);
  const collector = createCollector();
  for (const event of events) collector.push(event);
  return collector.response() ?? {};
}

test.each([1, 9, 100_000])("thoughts, text and parallel calls, in pieces of %d bytes", (size) => {
  const stream =
    piece([{ text: "hm", thought: true }]) +
    piece([{ text: "I lo" }]) +
    piece([{ text: "ok ☂" }, call("one", { x: 1 }, "sig-1"), call("one", { x: 2 })]) +
    piece([call("patch", { input: "*** x" })]) +
    usage;
  const kept = new Map<string, string>();
  const { output = [], usage: counted, status } = answerOf(read(stream, size, kept));
  expect(status).toBe("completed");
  expect(output.map(({ type }) => type)).toEqual([
    "reasoning",
    "message",
    "reasoning",
    "function_call",
    "function_call",
    "custom_tool_call",
  ]);
  expect(output[1]?.content?.[0]?.text).toBe("I look ☂");
  expect(output.slice(3).map((item) => item.arguments ?? item.input)).toEqual([
    '{"x":1}',
    '{"x":2}',
    "*** x",
  ]);
  expect(counted).toMatchObject({
    input_tokens: 12,
    input_tokens_details: { cached_tokens: 4 },
    output_tokens: 8,
    output_tokens_details: { reasoning_tokens: 3 },
  });
  expect([...kept]).toEqual([["call_1_0", "sig-1"]]);

  // What the client hands back goes back as it was, whether by its sealed item or by the id alone.
  for (const items of [output, output.filter((item) => item.type !== "reasoning")]) {
    const store = { find: (id: string) => (items === output ? null : (kept.get(id) ?? null)) };
    const { body } = geminiRequest(turn({ input: items }), geminiQuirks("gemini-3-pro", {}), store);
    const [content] = body["contents"] as { parts: { thoughtSignature?: string }[] }[];
    expect(content?.parts.map(({ thoughtSignature }) => thoughtSignature)).toEqual([
      undefined,
      "sig-1",
      undefined,
      undefined,
    ]);
  }
});

test("the signature of a text comes back with the same text", () => {
  const kept = new Map<string, string>();
  read(
    piece([{ text: "Hi " }]) +
      piece([{ text: "you" }]) +
      piece([{ text: "", thoughtSignature: "sig-t" }]) +
      usage,
    50,
    kept,
  );
  const input = [{ type: "message", role: "assistant", content: [{ type: "output_text", text: "Hi you" }] }];
  const store = { find: (id: string) => kept.get(id) ?? null };
  const { body } = geminiRequest(turn({ input }), geminiQuirks("gemini-3-pro", {}), store);
  expect(body["contents"]).toEqual([
    { role: "model", parts: [{ text: "Hi you", thoughtSignature: "sig-t" }] },
  ]);
});

test("what was searched is a web search, and what was found is cited where it stands", () => {
  const groundingMetadata = {
    webSearchQueries: ["rain"],
    groundingChunks: [{ web: { uri: "https://a.example", title: "A" } }],
    groundingSupports: [{ segment: { startIndex: 4, endIndex: 8 }, groundingChunkIndices: [0] }],
  };
  const { output = [] } = answerOf(
    read(piece([{ text: "☂ rain" }]) + piece([], { groundingMetadata }) + usage, 50),
  );
  expect(output[0]?.content?.[0]?.annotations).toEqual([
    { type: "url_citation", url: "https://a.example", title: "A", start_index: 2, end_index: 6 },
  ]);
  expect(output[1]).toMatchObject({
    type: "web_search_call",
    action: { query: "rain", sources: [{ url: "https://a.example" }] },
  });
});

test.each([
  ["MAX_TOKENS", "max_output_tokens"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["PROHIBITED_CONTENT", "content_filter"],
  ["STOP", undefined],
])("the ending %s", (finishReason, reason) => {
  const response = answerOf(read(piece([{ text: "Hi" }], { finishReason }), 50));
  expect(response.incomplete_details?.reason).toBe(reason);
});

test.each([
  ["a cut stream", piece([{ text: "Hi" }]), "stream-cut"],
  ["nothing of Gemini's", "data: {}\n\n", "protocol"],
  [
    "a blocked prompt",
    `data: ${JSON.stringify({ promptFeedback: { blockReason: "SAFETY" } })}\n\n`,
    "content-policy",
  ],
  [
    "an error in a 200",
    `${piece([{ text: "Hi" }])}data: ${JSON.stringify({ error: { code: 503, status: "UNAVAILABLE", message: "busy" } })}\n\n`,
    "overloaded",
  ],
  ["a call that could not be read", piece([], { finishReason: "MALFORMED_FUNCTION_CALL" }), "server"],
])("%s fails", (_name, stream, kind) => {
  expect(() => read(stream, 50)).toThrow(UpstreamFailure);
  try {
    read(stream, 50);
  } catch (error) {
    expect((error as UpstreamFailure).kind).toBe(kind);
  }
});

function turn(more: Partial<WireRequest> = {}): WireRequest {
  const always = { store: false as const, stream: true as const, include: [], prompt_cache_key: "key" };
  return { model: "gemini-3-pro", instructions: "", input: [], ...always, ...more };
}

const none = { find: () => null };
const sentBy = (given: Partial<WireRequest>, found: Record<string, boolean> = {}) =>
  geminiRequest(turn(given), geminiQuirks(given.model ?? "gemini-3-pro", found), none).body;
const user = (...content: unknown[]) => ({ type: "message", role: "user", content });
const schema = {
  type: "object",
  properties: { a: { type: ["string", "null"], pattern: "x" } },
  required: ["a"],
  additionalProperties: false,
};

test("a conversation: roles in turn, results together behind their calls, pictures behind them, the skip word first", () => {
  const picture = { type: "input_image", image_url: "data:image/png;base64,AA==" };
  const calls = ["a", "b"].map((id) => ({
    type: "function_call",
    call_id: id,
    name: `tool_${id}`,
    arguments: '{"x":1}',
  }));
  const outputs = [
    { type: "function_call_output", call_id: "a", output: "1" },
    { type: "function_call_output", call_id: "b", output: [{ type: "input_text", text: "2" }, picture] },
  ];
  const foreign = {
    type: "reasoning",
    summary: [],
    encrypted_content: sealSignatures({ model: "another", calls: { a: "sig" } }),
  };
  const body = sentBy({
    instructions: "Brief.",
    input: [
      user({ type: "input_text", text: "look" }, picture),
      foreign,
      ...calls,
      ...outputs,
      user({ type: "input_file", file_data: "data:application/pdf;base64,BB==" }),
    ],
  });
  const image = { inlineData: { mimeType: "image/png", data: "AA==" } };
  const made = (id: string) => ({ id, name: `tool_${id}`, args: { x: 1 } });
  const result = (id: string, text: string) => ({
    functionResponse: { id, name: `tool_${id}`, response: { result: text } },
  });
  expect(body["systemInstruction"]).toEqual({ parts: [{ text: "Brief." }] });
  expect(body["contents"]).toEqual([
    { role: "user", parts: [{ text: "look" }, image] },
    {
      role: "model",
      parts: [{ functionCall: made("a"), thoughtSignature: skipWord }, { functionCall: made("b") }],
    },
    {
      role: "user",
      parts: [
        result("a", "1"),
        result("b", "2"),
        image,
        { inlineData: { mimeType: "application/pdf", data: "BB==" } },
      ],
    },
  ]);
});

test("tools, choice, format, sampling and effort", () => {
  const tools = [
    { type: "function", name: "one", description: "d", parameters: schema },
    { type: "web_search" },
  ];
  const format = { type: "json_schema", name: "out", schema };
  expect(
    sentBy({
      tools,
      tool_choice: { type: "function", name: "one" },
      text: { format },
      reasoning: { effort: "high" },
      sampling: { max_output_tokens: 5, stop: ["x"] },
    }),
  ).toMatchObject({
    tools: [
      { functionDeclarations: [{ name: "one", description: "d", parametersJsonSchema: schema }] },
      { googleSearch: {} },
    ],
    toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["one"] } },
    generationConfig: {
      maxOutputTokens: 5,
      stopSequences: ["x"],
      responseMimeType: "application/json",
      responseJsonSchema: schema,
      thinkingConfig: { includeThoughts: true, thinkingLevel: "high" },
    },
  });
  const older = { type: "object", properties: { a: { type: "string", nullable: true } }, required: ["a"] };
  expect(
    sentBy(
      { tools, model: "gemini-2.5-flash", reasoning: { effort: "low" } },
      { json_schema: false, search_with_functions: false },
    ),
  ).toMatchObject({
    tools: [{ functionDeclarations: [{ name: "one", parameters: older }] }],
    generationConfig: { thinkingConfig: { thinkingBudget: 1024 } },
  });
});

const declared = { type: "function", name: "one", parameters: { type: "object" } };
const jsonAnswer = { format: { type: "json_schema", schema: { type: "object" } } };

test.each<[string, Partial<WireRequest>, string | null]>([
  [
    "Tool use with function calling is unsupported",
    { tools: [declared, { type: "web_search" }] },
    "search_with_functions",
  ],
  ["Tool use with function calling is unsupported", { tools: [declared] }, null],
  [
    "Thinking level MINIMAL is not supported for this model.",
    { reasoning: { effort: "minimal" } },
    "thinking_effort",
  ],
  ["Unable to submit request because thinking is not supported by this model.", {}, "thinking"],
  ["Penalty is not enabled for this model", { sampling: { presence_penalty: 1 } }, "penalties"],
  ["Penalty is not enabled for this model", {}, null],
  [
    "Function calling with a response mime type: 'application/json' is unsupported",
    { tools: [declared], text: jsonAnswer },
    "format_with_functions",
  ],
  [
    'Invalid JSON payload received. Unknown name "parametersJsonSchema"',
    { tools: [declared] },
    "json_schema",
  ],
  ["Function call is missing a thought_signature", { tools: [declared] }, null],
])("a refusal teaches: %s", (words, given, quirk) => {
  const found: Record<string, boolean> = {};
  const sent = () =>
    geminiRequest(turn({ model: "gemini-3-pro", ...given }), geminiQuirks("m", found), { find: () => null })
      .body;
  const lesson = learnedFrom(words, sent());
  expect(lesson).toBe(quirk);
  // It is left out from then on: the same words teach no more.
  if (lesson !== null) found[lesson] = false;
  expect(learnedFrom(words, sent())).not.toBe(quirk ?? "");
});

test("an answer in JSON is asked for in words where it cannot stand beside functions", () => {
  const given = { instructions: "Be brief.", tools: [declared], text: jsonAnswer };
  const quirks = geminiQuirks("m", { format_with_functions: false });
  const { systemInstruction, generationConfig } = geminiRequest(turn(given), quirks, {
    find: () => null,
  }).body;
  expect(generationConfig ?? {}).not.toHaveProperty("responseMimeType");
  expect(JSON.stringify(systemInstruction)).toContain("Be brief.\\n\\nAnswer with one JSON value");
});

const noon = Date.parse("2026-11-30T20:00:00Z");
const failure = (status: number, error: object) =>
  classifyAnswer({
    status,
    headers: {},
    body: JSON.stringify({ error }),
    now: noon,
    provider: "gemini",
    address: "https://x",
  });
const quota = (quotaId: string) => ({
  code: 429,
  status: "RESOURCE_EXHAUSTED",
  message: "Quota exceeded",
  details: [{ violations: [{ quotaId }] }, { retryDelay: "34.5s" }],
});

describe("failures", () => {
  test.each<[number, object, string]>([
    [
      400,
      {
        status: "INVALID_ARGUMENT",
        message: "Refused: AIza-secret",
        details: [{ reason: "API_KEY_INVALID" }],
      },
      "key-refused",
    ],
    [403, { status: "PERMISSION_DENIED", message: "no" }, "forbidden"],
    [404, { status: "NOT_FOUND", message: "no model" }, "model-unavailable"],
    [
      400,
      {
        status: "INVALID_ARGUMENT",
        message: "The input token count (2) exceeds the maximum number of tokens allowed (1).",
      },
      "context-length",
    ],
    [400, { status: "INVALID_ARGUMENT", message: "x" }, "bad-request"],
    [503, { status: "UNAVAILABLE", message: "x" }, "overloaded"],
    [504, { status: "DEADLINE_EXCEEDED", message: "x" }, "timeout"],
    [500, { status: "INTERNAL", message: "x" }, "server"],
  ])("%d %j is %s", (status, error, kind) => {
    const made = failure(status, error);
    expect(made.kind).toBe(kind);
    expect(made.message).not.toContain("AIza-secret");
  });

  test("a quota of a minute passes, one of a day lasts until it ends in California", () => {
    expect(failure(429, quota("GenerateRequestsPerMinutePerProject"))).toMatchObject({
      kind: "rate-limited",
      retryAfterMs: 34_500,
    });
    expect(failure(429, quota("GenerateRequestsPerDayPerProject-FreeTier"))).toMatchObject({
      kind: "usage-limit",
      resetsAt: Date.parse("2026-12-01T08:00:00Z"),
    });
  });

  test.each([
    ["2026-07-01T06:59:00Z", "2026-07-01T07:00:00Z"],
    ["2026-03-08T09:00:00Z", "2026-03-09T07:00:00Z"],
    ["2026-11-01T20:00:00Z", "2026-11-02T08:00:00Z"],
    ["2026-11-01T07:30:00Z", "2026-11-02T08:00:00Z"],
  ])("the day of %s ends at %s", (now, end) => {
    expect(new Date(nextDay(Date.parse(now))).toISOString().replace(".000", "")).toBe(end);
  });

  test("what is no answer of the API is said so", () => {
    const made = classifyAnswer({
      status: 404,
      headers: {},
      body: "<html>",
      now: 0,
      provider: "gemini",
      address: "https://x/v1beta",
    });
    expect(made).toMatchObject({ kind: "protocol" });
    expect(made.message).toContain("https://x/v1beta");
  });

  test.each([
    [401, "key-refused", null],
    [429, "rate-limited", 7000],
    [503, "server", 7000],
  ])("of a proxy in front of it, status %d in words of its own", (status, kind, retryAfterMs) => {
    const headers = { "retry-after": "7" };
    const asked = { now: noon, provider: "gemini", address: "https://x" };
    expect(classifyAnswer({ status, headers, body: "<html>", ...asked })).toMatchObject({
      kind,
      retryAfterMs,
    });
  });
});

test("a model's signatures are not given to another", () => {
  const store = createSignatureStore(manualClock());
  signaturesOf(store, "gemini-3-pro").keep("a", "sig");
  expect(signaturesOf(store, "gemini-3-flash").find("a")).toBeNull();
  expect(signaturesOf(store, "gemini-3-pro").find("a")).toBe("sig");
});

test("signatures are forgotten after hours, and the oldest first when there are too many", () => {
  const clock = manualClock();
  const store = createSignatureStore(clock);
  store.keep("a", "x".repeat(10 * 1024 * 1024));
  expect(store.find("a")).not.toBeNull();
  store.keep("b", "y".repeat(10 * 1024 * 1024));
  expect([store.find("a"), store.find("b")?.length]).toEqual([null, 10 * 1024 * 1024]);
  clock.advance(13 * 3_600_000);
  expect(store.find("b")).toBeNull();
});

test.each([
  [null, "https://generativelanguage.googleapis.com/v1beta"],
  ["https://g.example/", "https://g.example/v1beta"],
  ["https://g.example/v1beta/v1beta/", "https://g.example/v1beta"],
  ["g.example/v1", "https://g.example/v1beta"],
  ["https://g.example/v1beta/models/gemini-3-pro:generateContent", "https://g.example/v1beta"],
])("the address %s", (written, address) => {
  expect(geminiAddress(written)).toBe(address);
});
