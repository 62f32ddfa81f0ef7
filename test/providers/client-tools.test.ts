/**
 * Codex's tools where there are only functions: those of its MCP servers in their namespaces, those that it adds on the
 * way, and its search for more of them.
 */
import { describe, expect, test } from "vitest";
import type { WireItem, WireRequest } from "../../src-main/protocols/wire/wire.ts";
import { callItem, plainCall, providerName, toolsOfTurn } from "../../src-main/providers/client-tools.ts";
import { geminiQuirks, geminiRequest } from "../../src-main/providers/gemini/request.ts";
import { chatRequest } from "../../src-main/providers/openai/chat-request.ts";
import { quirksOf } from "../../src-main/providers/openai/quirks.ts";

const parameters = { type: "object", properties: { q: { type: "string" } } };
const tool = (name: string) => ({ type: "function", name, description: "", parameters });
const tools = [
  tool("look"),
  { type: "namespace", name: "mcp__mail", tools: [tool("look"), tool("send")] },
  { type: "tool_search", execution: "client", description: "Finds tools.", parameters },
  { type: "custom", name: "patch" },
];
const input = [
  { type: "additional_tools", role: "developer", tools: [tool("added")] },
  { type: "message", role: "user", content: [{ type: "input_text", text: "Send it." }] },
  { type: "tool_search_call", call_id: "s", execution: "client", arguments: { q: "mail" } },
  {
    type: "tool_search_output",
    call_id: "s",
    tools: [{ type: "namespace", name: "cal", tools: [tool("add")] }],
  },
  { type: "function_call", call_id: "c", name: "send", namespace: "mcp__mail", arguments: '{"q":"a"}' },
  { type: "function_call_output", call_id: "c", output: "Sent." },
];
const turn = (tool_choice: unknown): WireRequest => ({
  model: "m",
  instructions: "",
  input,
  tools,
  tool_choice,
  store: false,
  stream: true,
  include: [],
  prompt_cache_key: "key",
});
const offered = ["look", "mcp__mail__look", "mcp__mail__send", "tool_search", "patch", "added", "cal__add"];
const send = { type: "function", name: "send", namespace: "mcp__mail" };

interface Chat {
  tools: { function: { name: string } }[];
  messages: {
    role: string;
    content: unknown;
    tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  }[];
}

test("the chat protocol is offered all of them by one name each, in the history and in a choice too", () => {
  const body = chatRequest(turn(send), quirksOf("http://127.0.0.1:1", "m", {})).body;
  const { tools: sent, messages } = body as unknown as Chat;
  expect(sent.map((each) => each.function.name)).toEqual(offered);
  expect(body["tool_choice"]).toEqual({ type: "function", function: { name: "mcp__mail__send" } });
  const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls).map((call) => call.function);
  expect(calls).toEqual([
    { name: "tool_search", arguments: '{"q":"mail"}' },
    { name: "mcp__mail__send", arguments: '{"q":"a"}' },
  ]);
  expect(messages.filter(({ role }) => role === "tool").map(({ content }) => content)).toEqual([
    "Found: cal.",
    "Sent.",
  ]);
});

test("so is Gemini", () => {
  const find = () => null;
  const choice = { type: "allowed_tools", mode: "required", tools: [send, tool("look")] };
  const { body } = geminiRequest(turn(choice), geminiQuirks("m", {}), { find });
  const [{ functionDeclarations: sent }] = body["tools"] as [{ functionDeclarations: { name: string }[] }];
  expect(sent.map(({ name }) => name)).toEqual(offered);
  expect(body["toolConfig"]).toEqual({
    functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["mcp__mail__send", "look"] },
  });
  const parts = (body["contents"] as { parts: Record<string, { name?: string }>[] }[]).flatMap(
    ({ parts }) => parts,
  );
  const names = parts.flatMap((part) => part["functionCall"]?.name ?? part["functionResponse"]?.name ?? []);
  expect(names).toEqual(["tool_search", "tool_search", "mcp__mail__send", "mcp__mail__send"]);
});

describe("a call", () => {
  const { clientTools } = toolsOfTurn(tools, input);
  test.each<[string, string, Partial<WireItem>]>([
    ["look", '{"q":1}', { type: "function_call", name: "look", arguments: '{"q":1}' }],
    [
      "mcp__mail__look",
      "{}",
      { type: "function_call", name: "look", namespace: "mcp__mail", arguments: "{}" },
    ],
    ["cal__add", "{}", { type: "function_call", name: "add", namespace: "cal" }],
    ["patch", '{"input":"*** x"}', { type: "custom_tool_call", name: "patch", input: "*** x" }],
    ["patch", "*** x", { type: "custom_tool_call", name: "patch", input: "*** x" }],
    ["unheard_of", "{}", { type: "function_call", name: "unheard_of" }],
  ])("%s %s is told in the client's names", (name, args, item) => {
    expect(callItem(clientTools, "1", name, args)).toMatchObject(item);
  });

  test("of its search is one, with what it looks for", () => {
    const item = callItem(clientTools, "1", "tool_search", '{"q":"mail"}');
    const told = { type: "tool_search_call", call_id: "1", execution: "client", arguments: { q: "mail" } };
    expect(item).toMatchObject(told);
    expect(plainCall(item)).toMatchObject({ type: "function_call", arguments: '{"q":"mail"}' });
  });
});

test("a name too long for a provider stays one of its own, and the same each time", () => {
  const long = (end: string) => providerName(`${"a".repeat(70)}${end}`, "mcp__server");
  expect(long("1")).toHaveLength(64);
  expect(long("1")).toBe(long("1"));
  expect(long("1")).not.toBe(long("2"));
});
