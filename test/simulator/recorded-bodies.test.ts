/** Requests in the shapes real Codex clients send (clients 4.2, 4.4), with their texts left out. */
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src-main/simulator/rules/json-shape.ts";
import { itemsOf, messageText, startBench, turn } from "./harness.ts";

const passthrough = { internal_chat_message_metadata_passthrough: { turn_id: "t" } };
const said = (id: string, role: string, text: string): Json => ({
  type: "message",
  id: `msg_${id}`,
  role,
  content: [{ type: "input_text", text }],
  ...passthrough,
});
const schema = {
  type: "object",
  properties: { cmd: { type: "string" } },
  required: ["cmd"],
  additionalProperties: false,
};

const plain: Json = {
  model: "gpt-5.5",
  stream: true,
  input: [
    said("1", "developer", "You are Codex."),
    said("2", "developer", "<permissions instructions>…</permissions instructions>"),
    said("3", "user", "<environment_context>\n  <cwd>/home/user</cwd>\n</environment_context>"),
    said("4", "user", "run the command `echo hi`"),
  ],
  tools: [
    { type: "function", name: "exec_command", description: "Runs.", strict: false, parameters: schema },
    {
      type: "custom",
      name: "apply_patch",
      description: "Edits.",
      format: { type: "grammar", syntax: "lark", definition: "start: /x/" },
    },
    {
      type: "namespace",
      name: "image_gen",
      description: "",
      tools: [
        { type: "function", name: "imagegen", strict: false, parameters: { type: "object", properties: {} } },
      ],
    },
    {
      type: "tool_search",
      execution: "client",
      description: "",
      parameters: { type: "object", properties: {} },
    },
    { type: "web_search", external_web_access: false, search_content_types: ["text", "image"] },
  ],
  tool_choice: "auto",
  parallel_tool_calls: true,
  reasoning: { effort: "medium" },
  store: false,
  include: ["reasoning.encrypted_content"],
  prompt_cache_key: "01a1f8c4-e074-7ec2-a0a3-ba2914ef7e6b",
  text: { verbosity: "low" },
  client_metadata: { session_id: "s", "x-codex-turn-metadata": "{}" },
};

const lite: Json = {
  model: "gpt-6.1-sol",
  stream: true,
  input: [
    {
      type: "additional_tools",
      id: "at_1",
      role: "developer",
      tools: [
        {
          type: "namespace",
          name: "functions",
          description: "",
          tools: [
            {
              type: "custom",
              name: "exec",
              description: "",
              format: { type: "grammar", syntax: "lark", definition: "start: /x/" },
            },
          ],
        },
      ],
    },
    said("1", "developer", "You are Codex."),
    said("2", "user", "run the command `echo hi`"),
    { type: "configuration_update", reasoning: { effort: "low" } },
  ],
  tool_choice: "auto",
  parallel_tool_calls: false,
  reasoning: { effort: "low", context: "all_turns" },
  store: false,
  include: ["reasoning.encrypted_content"],
  prompt_cache_key: "01a1f8cf-5b6c-7820-8994-080382e4e3ec",
  text: { verbosity: "low" },
  client_metadata: { turn_id: "t" },
};

describe("the shapes of the Codex CLI", () => {
  it("a whole tool round trip, with the items echoed as the CLI echoes them", async () => {
    const bench = await startBench();
    const first = await bench.turn(plain);
    const items = itemsOf(first.text);
    const call = items.at(-1);
    expect(call).toMatchObject({ name: "exec_command", arguments: '{"cmd":"echo hi"}' });
    const input = [
      ...(plain["input"] as Json[]),
      ...items,
      {
        type: "function_call_output",
        id: "fco_1",
        call_id: call?.["call_id"],
        output: "Output:\nhi",
        ...passthrough,
      },
    ];
    const state = String(first.headers["x-codex-turn-state"]);
    const second = await bench.turn({ ...plain, input }, { "x-codex-turn-state": state });
    expect(messageText(second.text)).toBe("The tool exec_command answered: Output:\nhi");
  });

  it("a Responses-Lite round trip in code mode", async () => {
    const bench = await startBench();
    const header = { "x-openai-internal-codex-responses-lite": "true" };
    const items = itemsOf((await bench.turn(lite, header)).text);
    const call = items.at(-1);
    expect(call).toMatchObject({ type: "custom_tool_call", namespace: "functions", name: "exec" });
    expect(call?.["input"]).toContain("echo hi");
    const output = [{ type: "input_text", text: "Script completed" }];
    const input = [
      ...(lite["input"] as Json[]),
      ...items,
      { type: "custom_tool_call_output", id: "ctco_1", call_id: call?.["call_id"], output },
    ];
    expect(messageText((await bench.turn({ ...lite, input }, header)).text)).toContain("Script completed");
  });

  it("a custom provider, which sends no version header", async () => {
    const bench = await startBench();
    expect((await bench.turn(plain, { version: "" })).status).toBe(200);
  });

  it.each([
    ["zstd", zstdCompressSync],
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const)("a body in %s", async (encoding, compress) => {
    const bench = await startBench();
    const body = compress(Buffer.from(JSON.stringify(turn("say packed"))));
    const answer = await bench.turn(body, { "content-encoding": encoding });
    expect(messageText(answer.text)).toBe("packed");
    expect(bench.simulator.requests.turns()[0]).toMatchObject({ model: "gpt-5.5" });
  });

  it("a body in an unknown or broken encoding is refused", async () => {
    const bench = await startBench();
    expect((await bench.turn(turn("hi"), { "content-encoding": "rot13" })).status).toBe(400);
    expect((await bench.turn(turn("hi"), { "content-encoding": "zstd" })).status).toBe(400);
  });
});

describe("the request log", () => {
  it("keeps the newest requests only and finds those to one path", async () => {
    const bench = await startBench({ logLimit: 2 });
    for (const word of ["one", "two", "three"]) await bench.turn(turn(`say ${word}`));
    const bodies = bench.simulator.requests.turns().map((body) => JSON.stringify(body["input"]));
    expect(bodies).toEqual([expect.stringContaining("two"), expect.stringContaining("three")]);
    const [request] = bench.simulator.requests.to("/backend-api/codex/responses");
    expect(request).toMatchObject({ accountId: "ann", status: 200, method: "POST" });
    expect(await request?.closed).toBe("sent");
  });
});
