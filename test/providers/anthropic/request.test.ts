/** What a turn becomes for the Messages API: each line is a thing that some client relies on. */
import { describe, expect, test } from "vitest";
import { factsOf } from "../../../src-main/providers/anthropic/model-facts.ts";
import { learnedFrom, quirkKey, quirksOf } from "../../../src-main/providers/anthropic/quirks.ts";
import { messagesRequest } from "../../../src-main/providers/anthropic/request.ts";
import { openThought, sealThought } from "../../../src-main/providers/anthropic/sealed-thinking.ts";
import { UpstreamFailure } from "../../../src-main/providers/failure.ts";
import type { WireRequest } from "../../../src-main/protocols/wire/wire.ts";

const base = "https://api.anthropic.com";
const newest = "claude-sonnet-5-5";
const older = "claude-haiku-4-5";

const user = (text: string) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] });
const said = (text: string) => ({
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text }],
});
const call = (call_id: string, args: string) => ({
  type: "function_call",
  call_id,
  name: "look",
  arguments: args,
});
const result = (call_id: string, output: unknown) => ({ type: "function_call_output", call_id, output });
const look = {
  type: "function",
  name: "look",
  description: "",
  parameters: { type: "object", properties: {} },
};

function made(
  turn: Partial<WireRequest>,
  model = newest,
  quirks: Record<string, boolean> = {},
  address = base,
) {
  const owner = { provider: "anthropic", slot: "one", model };
  const request: WireRequest = {
    model,
    instructions: "",
    input: [user("Hi")],
    store: false,
    stream: true,
    include: [],
    prompt_cache_key: "key",
    ...turn,
  };
  return messagesRequest(request, {
    owner,
    facts: factsOf(model),
    quirks: quirksOf(address, model, { cache_control: false, ...quirks }),
  });
}

const messages = (input: unknown[], model?: string) => made({ input }, model).body.messages;
const text = (words: string) => ({ type: "text", text: words });

describe("conversation", () => {
  test.each<[string, unknown[], unknown[]]>([
    [
      "words of one side in a row are one message",
      [user("a"), user("b")],
      [{ role: "user", content: [text("a"), text("b")] }],
    ],
    [
      "results of parallel calls are one message, before what the person says",
      [user("go"), call("1", "{}"), call("2", '{"a":1}'), result("1", "x"), result("2", "y"), user("and?")],
      [
        { role: "user", content: [text("go")] },
        {
          role: "assistant",
          content: [
            { type: "tool_use", id: "1", name: "look", input: {} },
            { type: "tool_use", id: "2", name: "look", input: { a: 1 } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "1", content: [text("x")] },
            { type: "tool_result", tool_use_id: "2", content: [text("y")] },
            text("and?"),
          ],
        },
      ],
    ],
    [
      "arguments that are no object, ids that are none, results that are empty or failed",
      [user("go"), call("a.b", "[1]"), result("a.b", ""), call("c", "{"), result("c", "[tool error] no")],
      [
        { role: "user", content: [text("go")] },
        {
          role: "assistant",
          content: [
            {
              type: "tool_use",
              id: expect.stringMatching(/^a_b_[0-9a-f]{8}$/),
              name: "look",
              input: { input: "[1]" },
            },
          ],
        },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: expect.stringMatching(/^a_b_[0-9a-f]{8}$/) }],
        },
        { role: "assistant", content: [{ type: "tool_use", id: "c", name: "look", input: { input: "{" } }] },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: "c", content: [text("no")], is_error: true }],
        },
      ],
    ],
    [
      "later instructions keep their place",
      [
        user("a"),
        { type: "message", role: "developer", content: [{ type: "input_text", text: "Be brief." }] },
      ],
      [{ role: "user", content: [text("a"), text("<instructions>\nBe brief.\n</instructions>")] }],
    ],
    [
      "empty texts are left out, an end without space, a beginning by a person",
      [said("so"), user(" "), said("far \n")],
      [
        { role: "user", content: [text("(The conversation goes on.)")] },
        { role: "assistant", content: [text("so"), text("far")] },
      ],
    ],
    [
      "what only its maker can read is left out",
      [
        user("a"),
        { type: "reasoning", encrypted_content: "gAAAA", summary: [] },
        { type: "web_search_call" },
        said("b"),
        user("c"),
      ],
      [
        { role: "user", content: [text("a")] },
        { role: "assistant", content: [text("b")] },
        { role: "user", content: [text("c")] },
      ],
    ],
  ])("%s", (_name, input, expected) => {
    expect(messages(input)).toEqual(expected);
  });

  test("leading instructions are the system", () => {
    const input = [{ role: "developer", content: "Second." }, user("Hi")];
    expect(made({ instructions: "First.", input }).body.system).toEqual([text("First."), text("Second.")]);
  });

  test("a longer conversation begins as the shorter one did", () => {
    const items = [
      user("a"),
      call("1", "{}"),
      result("1", "x"),
      said("b"),
      user("c"),
      call("2", "{}"),
      result("2", "y"),
    ];
    const whole = messages(items);
    for (const end of [1, 3, 5]) {
      const shorter = messages(items.slice(0, end));
      expect(whole.slice(0, shorter.length)).toEqual(shorter);
    }
  });
});

describe("thoughts", () => {
  const block = { type: "thinking", thinking: "Hm, ü.", signature: "sig==" };
  const owner = { provider: "anthropic", slot: "one", model: newest };
  const thought = (by = owner) => ({
    type: "reasoning",
    summary: [],
    encrypted_content: sealThought(block, by),
  });
  const reasoning = { summary: "auto" };

  test("are sent back byte for byte where they came from, and to nobody else", () => {
    const input = [user("a"), thought(), call("1", "{}"), result("1", "x")];
    expect(made({ input, reasoning }).body.messages[1]?.content[0]).toEqual(block);
    for (const other of [{ provider: "other" }, { slot: "two" }, { model: "claude-opus-5-5" }]) {
      const foreign = [user("a"), thought({ ...owner, ...other }), call("1", "{}"), result("1", "x")];
      expect(made({ input: foreign, reasoning }).body.messages[1]?.content[0]).toMatchObject({
        type: "tool_use",
      });
    }
    expect(made({ input }).body.messages[1]?.content[0]).toMatchObject({ type: "tool_use" });
    expect(openThought("swa1.x.y", owner)).toBeNull();
  });

  test("at an answer's end are left out", () => {
    expect(messages([user("a"), said("b"), thought(), user("c")])[1]?.content).toEqual([text("b")]);
  });

  test("one that is missing in an open tool loop keeps an older model from thinking", () => {
    const loop = [user("a"), call("1", "{}"), result("1", "x")];
    const effort = { effort: "high", summary: "auto" };
    expect(made({ input: loop, reasoning: effort }, older).body).not.toHaveProperty("thinking");
    expect(made({ input: [user("a")], reasoning: effort }, older).body.thinking).toMatchObject({
      type: "enabled",
    });
  });

  test.each<[string, Partial<WireRequest>, string, object | undefined]>([
    ["nobody asked", {}, newest, undefined],
    ["shown", { reasoning }, newest, { type: "adaptive", display: "summarized" }],
    ["not shown", { reasoning: { effort: "low" } }, newest, { type: "adaptive", display: "omitted" }],
    ["low effort", { reasoning: { effort: "low" } }, older, { type: "enabled", budget_tokens: 1024 }],
    ["no effort", { reasoning }, older, undefined],
    ["a tool must be called", { reasoning, tools: [look], tool_choice: "required" }, newest, undefined],
    ["a temperature", { reasoning, sampling: { temperature: 0 } }, "claude-sonnet-4-6", undefined],
    [
      "too little room",
      { reasoning: { effort: "high" }, sampling: { max_output_tokens: 900 } },
      older,
      undefined,
    ],
    ["a model that cannot", { reasoning: { effort: "high" } }, "claude-3-haiku-20240307", undefined],
  ])("%s", (_name, turn, model, expected) => {
    const { thinking } = made(turn, model).body;
    if (expected === undefined) expect(thinking).toBeUndefined();
    else expect(thinking).toMatchObject(expected);
  });

  test("their binding is asked for with its beta, at Anthropic alone", () => {
    const bound = made({ reasoning });
    expect(bound.betas).toEqual(["thinking-binding-controls-2026-08-01"]);
    const other = made({ reasoning }, newest, {}, "https://example.com");
    expect(other.betas).toEqual([]);
    expect(other.body.thinking).toEqual({ type: "adaptive" });
  });
});

describe("tools", () => {
  test.each<[string, Partial<WireRequest>, object | undefined]>([
    ["auto", { tool_choice: "auto" }, undefined],
    ["none", { tool_choice: "none" }, { type: "none" }],
    ["required", { tool_choice: "required" }, { type: "any" }],
    ["one", { tool_choice: { type: "function", name: "look" } }, { type: "tool", name: "look" }],
    ["not parallel", { parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
    ["no tools", { tools: [], tool_choice: "required", parallel_tool_calls: false }, undefined],
  ])("choice: %s", (_name, turn, expected) => {
    expect(made({ tools: [look], ...turn }).body.tool_choice).toEqual(expected);
  });

  test("free text, names in a namespace and a search", () => {
    const tools = [
      {
        type: "custom",
        name: "patch",
        description: "Patches.",
        format: { type: "grammar", syntax: "lark", definition: "start: X" },
      },
      { type: "namespace", name: "files", tools: [look] },
      { type: "web_search", filters: { allowed_domains: ["example.com"] } },
      { type: "image_generation" },
    ];
    const { body, reading } = made({ tools });
    expect(body.tools).toEqual([
      {
        name: "patch",
        description: "Patches.\n\nThe input must match this lark grammar:\nstart: X",
        input_schema: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
      },
      { name: "files__look", input_schema: look.parameters },
      { type: "web_search_20250305", name: "web_search", allowed_domains: ["example.com"] },
    ]);
    expect(reading.clientTools.get("files__look")).toEqual({
      name: "look",
      namespace: "files",
      kind: "function",
    });
  });

  test("that a search of the client's finds are offered from then on, no live search to who wants none", () => {
    const search = {
      type: "tool_search",
      execution: "client",
      description: "Finds.",
      parameters: look.parameters,
    };
    const asked = {
      type: "tool_search_call",
      call_id: "1",
      execution: "client",
      arguments: { query: "mail" },
    };
    const found = { type: "tool_search_output", call_id: "1", tools: [{ ...look, name: "mail" }, look] };
    const tools = [look, search, { type: "web_search", external_web_access: false }];
    const { body } = made({ tools, input: [user("a"), asked, found] });
    expect(body.tools?.map(({ name }) => name)).toEqual(["look", "tool_search", "mail"]);
    expect(body.messages.slice(1)).toEqual([
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "1", name: "tool_search", input: { query: "mail" } }],
      },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "1", content: [text("Found: mail, look.")] }],
      },
    ]);
  });

  test("only those that are allowed are offered", () => {
    const choice = { type: "allowed_tools", mode: "required", tools: [{ type: "function", name: "look" }] };
    const { body } = made({ tools: [look, { ...look, name: "other" }], tool_choice: choice });
    expect(body).toMatchObject({ tools: [{ name: "look" }], tool_choice: { type: "any" } });
    expect(body.tools).toHaveLength(1);
  });

  test("of a kind that the API has not are refused", () => {
    expect(() => made({ tools: [{ type: "file_search" }] })).toThrow(UpstreamFailure);
  });
});

test("at most four marks, at the ends of what stays: tools, system, and the last two turns of the person", () => {
  const input = [user("a"), said("b"), user("c"), said("d"), user("e")];
  const { body } = made({ instructions: "Be.", tools: [look, { ...look, name: "other" }], input }, newest, {
    cache_control: true,
  });
  expect(JSON.stringify(body).split("cache_control")).toHaveLength(5);
  const marked = { cache_control: { type: "ephemeral" } };
  expect(body.tools?.[1]).toMatchObject(marked);
  expect(body.system?.[0]).toMatchObject(marked);
  expect([2, 4].map((at) => body.messages[at]?.content[0])).toMatchObject([marked, marked]);
});

test("the limit is the client's, else the most that the model can", () => {
  expect(made({}).body.max_tokens).toBe(128_000);
  expect(made({ sampling: { max_output_tokens: 50 } }).body.max_tokens).toBe(50);
  expect(made({}, "some-model").body.max_tokens).toBe(32_000);
});

test.each([
  ["claude-opus-4-20250514", 32_000, "budget"],
  ["claude-sonnet-4-5-20250929", 64_000, "budget"],
  ["claude-3-5-haiku-latest", 8192, "none"],
  ["claude-opus-4-10", 128_000, "adaptive"],
  ["anthropic/claude-sonnet-4.6", 64_000, "adaptive"],
  ["kimi-k3", 32_000, "budget"],
])("%s is known by its version", (model, maxOutput, thinking) => {
  expect(factsOf(model)).toMatchObject({ maxOutput, thinking });
});

describe("a refusal teaches only what it names and what was sent", () => {
  const json = { text: { format: { type: "json_schema", schema: { type: "object" } } } };
  const strict = { tools: [{ ...look, strict: true }] };
  test.each<[string, Partial<WireRequest>, string | null, boolean?]>([
    ["output_config.format: Extra inputs are not permitted", json, "structured_outputs"],
    ["output_config.format: Extra inputs are not permitted", {}, null],
    ["output_config.format.schema: unsupported keyword 'not'", json, "structured_outputs", false],
    ["tools.0.strict: unsupported schema", strict, "strict", false],
    ["tools.0.strict: Extra inputs are not permitted", strict, "strict"],
    ["tools.0.strict: Extra inputs are not permitted", { tools: [look] }, null],
    ["This model does not support the effort parameter.", { reasoning: { effort: "high" } }, "effort"],
    ["thinking.block_binding: Extra inputs are not permitted", { reasoning: {} }, "thinking_binding"],
    ["Unknown field: tool_choice", {}, null],
    ["temperature is deprecated", {}, null],
    ["messages: roles must alternate", {}, null],
  ])("%s", (words, turn, quirk, lasting = true) => {
    expect(learnedFrom(words, made(turn).body)).toEqual(quirk === null ? null : { quirk, lasting });
  });

  test("it is of one model, and what the person set goes before", () => {
    const found = { [quirkKey("m", "effort")]: false };
    expect(quirksOf(base, "m", found).effort).toBe(false);
    expect(quirksOf(base, "n", found).effort).toBe(true);
    expect(quirksOf("https://api.deepseek.com/anthropic", "m", { tool_choice: true }).tool_choice).toBe(true);
  });
});

test("a strict tool is held to the subset that is taken, its bounds told in words", () => {
  const parameters = { type: "object", properties: { n: { type: "integer", minimum: 1 } } };
  const [tool] = made({ tools: [{ ...look, parameters, strict: true }] }).body.tools ?? [];
  expect(tool).toMatchObject({
    strict: true,
    input_schema: {
      additionalProperties: false,
      properties: { n: { type: "integer", description: "(minimum: 1)" } },
    },
  });
  const [loose] = made({ tools: [{ ...look, parameters }] }).body.tools ?? [];
  expect(loose?.["input_schema"]).toEqual(parameters);
});
