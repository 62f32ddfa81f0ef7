/** What agents tell, read as it was recorded of them (backends 7), and what they are told. */
import { expect, test } from "vitest";
import { readUsage } from "../../../src-main/providers/acp/agent-usage.ts";
import { agentOf } from "../../../src-main/providers/acp/known-agents.ts";
import { agentTurn, promptOf } from "../../../src-main/providers/acp/prompt.ts";
import { chosenModel, sessionFacts } from "../../../src-main/providers/acp/session-facts.ts";
import { failureOfRequest } from "../../../src-main/providers/acp/turn-failures.ts";
import type { WireRequest } from "../../../src-main/protocols/wire/wire.ts";

const usage = (
  inputTokens: number,
  outputTokens: number,
  cachedReadTokens: number,
  cachedWriteTokens = 0,
) => ({
  usage: { inputTokens, outputTokens, cachedReadTokens, cachedWriteTokens },
});
const sum = { input: 1212, output: 9, cached: 1000, written: 0, thoughts: 0 };

test.each([
  ["OpenCode", usage(212, 9, 1000), null, [1212, 1000, 9]],
  ["@agentclientprotocol/codex-acp", usage(212, 9, 1000), null, [1212, 1000, 9]],
  ["@agentclientprotocol/claude-agent-acp", usage(12, 9, 2000, 100), null, [2112, 2000, 9]],
  ["Copilot", usage(1212, 9, 1000), null, [1212, 1000, 9]],
  ["Copilot", usage(2424, 18, 2000), sum, [1212, 1000, 9]],
  [
    "gemini-cli",
    { _meta: { quota: { token_count: { input_tokens: 1200, output_tokens: 9 } } } },
    null,
    [1200, undefined, 9],
  ],
  ["qwen-code", {}, null, null],
  ["of nobody", usage(1, 2, 3), null, null],
  ["OpenCode", { usage: { inputTokens: "many" } }, null, null],
])("usage of %s", (agent, result, before, expected) => {
  const { usage: read } = readUsage(agent, result, before);
  const told = read && [read.input_tokens, read.input_tokens_details?.cached_tokens, read.output_tokens];
  expect(told).toEqual(expected);
});

const modes = (...ids: string[]) => ({ modes: { availableModes: ids.map((id) => ({ id })) } });
const option = (id: string, ...values: string[]) => ({
  configOptions: [{ id, category: id, currentValue: values[0], options: values.map((value) => ({ value })) }],
});
const setMode = (modeId: string) => [{ method: "session/set_mode", params: { modeId } }];

test.each([
  ["gemini", modes("default", "autoEdit", "yolo", "plan"), setMode("plan")],
  ["qwen", modes("plan", "default", "auto-edit", "auto", "yolo"), setMode("plan")],
  ["codex", modes("read-only", "workspace-write", "agent", "agent-full-access"), setMode("read-only")],
  ["cursor-agent", modes("agent", "plan", "ask"), setMode("ask")],
  ["goose", modes("auto", "approve", "chat"), setMode("chat")],
  ["copilot", modes("x#agent", "x#plan", "x#autopilot"), setMode("x#agent")],
  [
    "opencode",
    option("mode", "build", "plan"),
    [{ method: "session/set_config_option", params: { configId: "mode", value: "plan" } }],
  ],
  ["kimi", {}, []],
  ["anything", modes("auto", "full"), null],
])("the mode of %s in which it does least", (program, result, expected) => {
  expect(sessionFacts(result, agentOf(program, "").mode).safe).toEqual(expected);
});

test("a name asks for a model of the list, for the agent's own choice, or for a fast one", () => {
  const facts = sessionFacts(option("model", "big-model", "gpt-mini"));
  const asked = ["big-model", "auto", "default", "fast", "other"].map((name) => chosenModel(name, facts));
  expect(asked).toEqual(["big-model", "", "", "gpt-mini", null]);
  expect(chosenModel("fast", sessionFacts({}))).toBe("");
});

test("models come from options, groups of them, or the older list; names that cannot be asked for are made askable", () => {
  const grouped = {
    configOptions: [
      {
        id: "model",
        category: "model",
        currentValue: "b",
        options: [{ group: "x", options: [{ value: "a" }, { value: "b", name: "Model B" }] }],
      },
    ],
  };
  expect(sessionFacts(grouped)).toMatchObject({ model: "b", models: [{ id: "a" }, { id: "b" }] });
  const older = {
    models: {
      currentModelId: "$runtime|openai|fake-model(openai)",
      availableModels: [
        {
          modelId: "$runtime|openai|fake-model(openai)",
          name: "fake model",
          _meta: { contextLimit: 200_000 },
        },
      ],
    },
  };
  expect(sessionFacts(older)).toMatchObject({
    model: "fake-model",
    models: [
      { id: "fake-model", view: { contextWindow: 200_000 }, setting: { method: "session/set_model" } },
    ],
  });
  expect(sessionFacts({})).toMatchObject({ model: null, models: [] });
});

const turn = (input: unknown[], more: Partial<WireRequest> = {}): WireRequest => ({
  model: "auto",
  instructions: "",
  input,
  store: false,
  stream: true,
  include: [],
  prompt_cache_key: "",
  ...more,
});
const said = (role: string, text: string) => ({
  role,
  content: [{ type: role === "user" ? "input_text" : "output_text", text }],
});
const all = { image: true, embeddedContext: true };

test("a conversation, its calls too, is told in words to who does not know it, and only its end to who does", () => {
  const told = agentTurn(
    turn(
      [
        said("user", "one"),
        { type: "function_call", call_id: "c", name: "look", arguments: '{"at":1}' },
        { type: "function_call_output", call_id: "c", output: "seen" },
        said("assistant", "two"),
        said("user", "three"),
      ],
      { instructions: "Be short.", text: { format: { type: "json_object" } } },
    ),
    "gemini",
    "Gemini CLI",
  );
  const [anew] = promptOf(told, true, all) as { text: string }[];
  expect(anew?.text).toMatch(
    /^Instructions:\n\nBe short\.[\s\S]*one JSON object[\s\S]*User:\none[\s\S]*Called look with {"at":1}[\s\S]*answered: seen[\s\S]*You:\ntwo[\s\S]*Answer this now:\n\nthree$/,
  );
  expect(promptOf(told, false, all)).toEqual([{ type: "text", text: "three" }]);
  expect(() => agentTurn(turn([said("assistant", "half")]), "gemini", "Gemini CLI")).toThrow(/last message/);
});

test.each([
  [{ code: -32_000, message: "Authentication required" }, "key-refused"],
  [{ code: -32_603, message: "x", data: { errorKind: "rate_limit" } }, "rate-limited"],
  [{ code: -32_602, message: "Invalid params" }, "bad-request"],
  [{ code: -32_603, message: "x" }, "server"],
  [new Error("closed"), "server"],
])("%o is a failure of its kind", (error, kind) => {
  expect(failureOfRequest("kimi", agentOf("kimi", "kimi"), error)).toMatchObject({ kind });
});

test.each([
  ["the whole prompt", "Could not answer: my secret plan for the winter.", "my secret plan for the winter"],
  ["a sentence of it", "Bad input 'my secret plan'", "Please look at this. my secret plan. Thank you."],
  ["nothing of it", "Out of memory", "my secret plan"],
])("an error that repeats %s is told without it", (name, said, asked) => {
  const { message } = failureOfRequest(
    "kimi",
    agentOf("kimi", "kimi"),
    { code: -32_603, message: said },
    asked,
  );
  if (name === "nothing of it") expect(message).toContain("It says: Out of memory");
  else expect(message).not.toContain("secret plan");
});
