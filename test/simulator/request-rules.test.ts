import { describe, expect, it } from "vitest";
import type { Json } from "../../src-main/simulator/rules/json-shape.ts";
import { jsonOf, startBench, turn, userMessage } from "./harness.ts";

const png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==";
const weather: Json = {
  type: "function",
  name: "weather",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const call: Json = { type: "function_call", id: "fc_1", call_id: "call_1", name: "weather", arguments: "{}" };
const output: Json = { type: "function_call_output", call_id: "call_1", output: "sunny" };

type Rule = [name: string, body: Json, message: string, headers?: Record<string, string>];

const refused: Rule[] = [
  ["store", turn("hi", { store: true }), "Store must be set to false"],
  ["no stream", turn("hi", { stream: false }), "Stream must be set to true"],
  ["max_output_tokens", turn("hi", { max_output_tokens: 5 }), "Unsupported parameter: max_output_tokens"],
  ["temperature", turn("hi", { temperature: 1 }), "Unsupported parameter: temperature"],
  [
    "previous_response_id",
    turn("hi", { previous_response_id: "resp_1" }),
    "Unsupported parameter: previous_response_id",
  ],
  ["null instructions", turn("hi", { instructions: null }), "Instructions are required"],
  ["string input", turn("hi", { input: "hi" }), "Input must be a list"],
  ["empty input", turn("hi", { input: [] }), "Missing required parameter: 'input'"],
  ["unknown include", turn("hi", { include: ["everything"] }), "Invalid value: 'everything'"],
  ["long cache key", turn("hi", { prompt_cache_key: "k".repeat(65) }), "prompt_cache_key"],
  ["numbers in client_metadata", turn("hi", { client_metadata: { a: 1 } }), "client_metadata"],
  ["service tier", turn("hi", { service_tier: "flex" }), "Unsupported service_tier: flex"],
  [
    "tier of a model without",
    turn("hi", { model: "gpt-5.4-mini", service_tier: "priority" }),
    "Unsupported service_tier",
  ],
  ["retired model", turn("hi", { model: "gpt-5" }), "not supported when using Codex with a ChatGPT account"],
  ["no model", turn("hi", { model: "" }), "Missing required parameter: 'model'"],
  [
    "minimal effort on 5.6",
    turn("hi", { model: "gpt-5.6-sol", reasoning: { effort: "minimal" } }),
    "'minimal' is not supported",
  ],
  [
    "none effort on 6",
    turn("hi", { model: "gpt-6-sol", reasoning: { effort: "none" } }),
    "'none' is not supported",
  ],
  ["max effort on 5.5", turn("hi", { reasoning: { effort: "max" } }), "'max' is not supported"],
  [
    "ultra effort",
    turn("hi", { model: "gpt-6-sol", reasoning: { effort: "ultra" } }),
    "'ultra' is not supported",
  ],
  ["unknown summary", turn("hi", { reasoning: { summary: "long" } }), "'long' is not supported"],
  ["verbosity", turn("hi", { text: { verbosity: "loud" } }), "Invalid value: 'loud'"],
  [
    "json_object without the word",
    turn("hi", { text: { format: { type: "json_object" } } }),
    "must contain the word 'json'",
  ],
  [
    "json_schema without name",
    turn("hi", { text: { format: { type: "json_schema", schema: {} } } }),
    "Missing required parameter: 'text.format.name'",
  ],
  [
    "open strict schema",
    turn("hi", {
      text: {
        format: { type: "json_schema", name: "a", strict: true, schema: { type: "object", properties: {} } },
      },
    }),
    "'additionalProperties' is required",
  ],

  [
    "system message",
    turn("hi", { input: [{ type: "message", role: "system", content: "x" }] }),
    "System messages are not allowed",
  ],
  [
    "message without content",
    turn("hi", { input: [{ type: "message", role: "user" }] }),
    "Missing required parameter: 'input[0].content'",
  ],
  [
    "wrong part for the role",
    turn("hi", { input: [{ role: "user", content: [{ type: "output_text", text: "x" }] }] }),
    "Invalid value: 'output_text'",
  ],
  [
    "cache_control",
    turn("hi", {
      input: [{ role: "user", content: [{ type: "input_text", text: "x", cache_control: {} }] }],
    }),
    "Unknown parameter: 'input[0].content[0].cache_control'",
  ],
  [
    "unknown item key",
    turn("hi", { input: [{ ...userMessage("x"), name: "ann" }] }),
    "Unknown parameter: 'input[0].name'",
  ],
  ["unknown item type", turn("hi", { input: [{ type: "thought" }] }), "Invalid value: 'thought'"],
  [
    "bad image",
    turn("hi", {
      input: [{ role: "user", content: [{ type: "input_image", image_url: "data:image/png;base64," }] }],
    }),
    "does not represent a valid image",
  ],
  [
    "image for a text model",
    turn("hi", {
      model: "gpt-5.3-codex-spark",
      input: [{ role: "user", content: [{ type: "input_image", image_url: png }] }],
    }),
    "does not support image inputs",
  ],
  [
    "wrong id prefix",
    turn("hi", { input: [userMessage("x"), { ...call, id: "call_9" }, output] }),
    "Expected an ID that begins with 'fc'",
  ],
  ["long call id", turn("hi", { input: [{ ...call, call_id: "c".repeat(65) }] }), "call_id"],
  [
    "call without output",
    turn("hi", { input: [userMessage("x"), call] }),
    "No tool output found for function call call_1",
  ],
  [
    "output without call",
    turn("hi", { input: [userMessage("x"), output] }),
    "No tool call found for function call output with call_id call_1",
  ],
  [
    "arguments as an object",
    turn("hi", { input: [{ ...call, arguments: {} }, output] }),
    "Invalid type for 'input[0].arguments'",
  ],
  [
    "duplicate ids",
    turn("hi", {
      input: [
        { ...userMessage("a"), id: "msg_1" },
        { ...userMessage("b"), id: "msg_1" },
      ],
    }),
    "Duplicate item found with id msg_1",
  ],
  [
    "foreign reasoning",
    turn("hi", {
      input: [{ type: "reasoning", summary: [], encrypted_content: "gAAAAAforeign" }, userMessage("x")],
    }),
    "could not be verified",
  ],
  [
    "compaction_trigger without its feature",
    turn("hi", { input: [userMessage("x"), { type: "compaction_trigger" }] }),
    "Invalid value: 'compaction_trigger'",
  ],
  [
    "compaction_trigger that is not last",
    turn("hi", { input: [{ type: "compaction_trigger" }, userMessage("x")] }),
    "must be the last",
    { "x-codex-beta-features": "remote_compaction_v2" },
  ],

  [
    "chat-style tool",
    turn("hi", { tools: [{ type: "function", function: { name: "a" } }] }),
    "Unknown parameter: 'tools[0].function'",
  ],
  ["tool name", turn("hi", { tools: [{ ...weather, name: "a.b" }] }), "Invalid 'tools[0].name'"],
  [
    "tool without properties",
    turn("hi", { tools: [{ ...weather, parameters: { type: "object" } }] }),
    "object schema missing properties",
  ],
  [
    "strict tool that is open",
    turn("hi", { tools: [{ ...weather, strict: true }] }),
    "'additionalProperties' is required",
  ],
  [
    "deferred tool without search",
    turn("hi", { tools: [{ ...weather, defer_loading: true }] }),
    "Unknown parameter: 'tools[0].defer_loading'",
  ],
  [
    "web_search_preview",
    turn("hi", { tools: [{ type: "web_search_preview" }] }),
    "Unsupported tool type: web_search_preview",
  ],
  [
    "required without tools",
    turn("hi", { tool_choice: "required" }),
    "Tool choice 'required' must be specified",
  ],
  [
    "chat-style tool_choice",
    turn("hi", { tools: [weather], tool_choice: { type: "function", function: { name: "weather" } } }),
    "Missing required parameter: 'tool_choice.name'",
  ],
  [
    "choice of a missing tool",
    turn("hi", { tools: [weather], tool_choice: { type: "function", name: "stocks" } }),
    "Tool choice 'stocks' not found",
  ],

  [
    "an old client",
    turn("hi", { model: "gpt-6-astra" }),
    "requires a newer version of Codex",
    { version: "0.144.0" },
  ],
  [
    "a client of no version",
    turn("hi"),
    "requires a newer version of Codex",
    { version: "", "user-agent": "curl" },
  ],
  [
    "Lite items without the header",
    turn("hi", { input: [{ type: "additional_tools", role: "developer", tools: [] }] }),
    "additional_tools",
  ],
];

describe("the backend refuses", () => {
  it.each(refused)("%s", async (_name, body, message, headers) => {
    const bench = await startBench();
    const answer = await bench.turn(body, headers);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(message);
  });

  it("item references with 404, since nothing is stored", async () => {
    const bench = await startBench();
    const body = turn("hi", { input: [{ type: "item_reference", id: "rs_1" }, userMessage("x")] });
    expect((await bench.turn(body)).status).toBe(404);
  });

  it("reasoning items by id alone", async () => {
    const bench = await startBench();
    const body = turn("hi", { input: [{ type: "reasoning", id: "rs_1", summary: [] }, userMessage("x")] });
    expect((await bench.turn(body)).status).toBe(404);
  });

  it("luna to clients that do not look like Codex", async () => {
    const bench = await startBench();
    const body = turn("hi", { model: "gpt-5.6-luna", reasoning: { effort: "low" } });
    const answer = await bench.turn(body, { originator: "pi", "user-agent": "pi/0.169.0" });
    expect(answer.status).toBe(404);
    expect(jsonOf(answer)["error"]).toMatchObject({
      message: "Model not found gpt-5.6-luna",
      param: "model",
    });
    expect((await bench.turn(body)).status).toBe(200);
  });

  it("models and tools that the free plan has not", async () => {
    const bench = await startBench({ accounts: [{ id: "fay", plan: "free" }] });
    expect((await bench.turn(turn("hi", { model: "gpt-5.4" }))).status).toBe(400);
    const drawing = { tools: [{ type: "image_generation" }], tool_choice: { type: "image_generation" } };
    const answer = await bench.turn(turn("draw", drawing));
    expect(answer.text).toContain("Tool choice 'image_generation' not found");
  });
});

describe("the error shapes", () => {
  it("uses detail for its own validation and error for that of the API", async () => {
    const bench = await startBench();
    expect(jsonOf(await bench.turn(turn("hi", { user: "x" })))).toEqual({
      detail: "Unsupported parameter: user",
    });
    expect(jsonOf(await bench.turn(turn("hi", { reasoning: { effort: "max" } })))).toEqual({
      error: {
        message: expect.stringContaining("'max'") as string,
        type: "invalid_request_error",
        param: "reasoning.effort",
        code: "unsupported_value",
      },
    });
  });

  it("answers a body that is no JSON", async () => {
    const bench = await startBench();
    expect((await bench.turn(Buffer.from("{"))).status).toBe(400);
  });
});

describe("Responses-Lite", () => {
  const header = { "x-openai-internal-codex-responses-lite": "true" };
  const tools = { type: "additional_tools", id: "at_1", role: "developer", tools: [weather] };
  const lite: Json = {
    model: "gpt-6-sol",
    input: [tools, userMessage("hi"), { type: "configuration_update", reasoning: { effort: "low" } }],
    tool_choice: "auto",
    parallel_tool_calls: false,
    reasoning: { effort: "low", context: "all_turns" },
    store: false,
    stream: true,
    include: [],
  };

  it("is accepted with its header and shape", async () => {
    const bench = await startBench();
    expect((await bench.turn(lite, header)).status).toBe(200);
  });

  it.each<[string, Json]>([
    ["top-level tools", { ...lite, tools: [] }],
    ["instructions", { ...lite, instructions: "" }],
    ["parallel calls", { ...lite, parallel_tool_calls: true }],
    ["another reasoning context", { ...lite, reasoning: { effort: "low" } }],
    ["no additional_tools first", { ...lite, input: [userMessage("hi")] }],
    ["hosted tools", { ...lite, input: [{ ...tools, tools: [{ type: "web_search" }] }, userMessage("hi")] }],
    [
      "image detail",
      {
        ...lite,
        input: [tools, { role: "user", content: [{ type: "input_image", image_url: png, detail: "low" }] }],
      },
    ],
  ])("is refused with %s", async (_name, body) => {
    const bench = await startBench();
    expect((await bench.turn(body, header)).status).toBe(400);
  });
});

describe("the backend accepts", () => {
  it.each<[string, Json]>([
    ["the minimal request", turn("hi")],
    ["none effort on 5.5", turn("hi", { reasoning: { effort: "none" } })],
    ["a plain request for a 5.6 model", turn("hi", { model: "gpt-5.6-terra", tools: [weather] })],
    [
      "a developer message in place of instructions",
      {
        ...turn("hi"),
        instructions: undefined,
        input: [{ role: "developer", content: "x" }, userMessage("hi")],
      },
    ],
    ["priority where it is listed", turn("hi", { service_tier: "priority" })],
    ["a whole tool exchange", turn("hi", { input: [userMessage("x"), call, { ...output, id: "fco_1" }] })],
    [
      "tool output with parts",
      turn("hi", { input: [call, { ...output, output: [{ type: "input_image", image_url: png }] }] }),
    ],
    ["json_object with the word", turn("answer in JSON", { text: { format: { type: "json_object" } } })],
    [
      "passthrough metadata",
      turn("hi", { input: [{ ...userMessage("x"), internal_chat_message_metadata_passthrough: {} }] }),
    ],
  ])("%s", async (_name, body) => {
    const bench = await startBench();
    const answer = await bench.turn(body);
    expect(answer.status, answer.text).toBe(200);
  });
});
