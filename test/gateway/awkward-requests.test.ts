/** Bodies that real clients, or nobody in their right mind, send: each was once a fault or lost something in silence. */
import { describe, expect, test } from "vitest";
import { postJson, startSwitchyard } from "../support/switchyard.ts";

const messages = [{ role: "user", content: "hi" }];
const look = { type: "function", function: { name: "look" } };
const choice = (tool: unknown) => ({ type: "allowed_tools", allowed_tools: { mode: "auto", tools: [tool] } });
const result = (content: unknown) => [
  { role: "assistant", content: [{ type: "tool_use", id: "call_1", name: "look", input: {} }] },
  { role: "user", content: [{ type: "tool_result", tool_use_id: "call_1", content }] },
];

const taken: [string, string, object][] = [
  ["a function without parameters", "/v1/chat/completions", { messages, tools: [look] }],
  [
    "a legacy function without parameters",
    "/v1/chat/completions",
    { messages, functions: [{ name: "look" }] },
  ],
  ["a format of null", "/v1/responses", { input: "hi", text: { format: null } }],
  ["a field of chat in a completion", "/v1/completions", { prompt: "hi", tools: 5, messages: 5 }],
  ["a search with a type", "/v1/chat/completions", { messages, web_search_options: { type: "approximate" } }],
  ["a tool result without content", "/v1/messages", { max_tokens: 5, messages: result(null) }],
];

const refused: [string, string, object, string][] = [
  [
    "an allowed tool whose name is a number",
    "/v1/chat/completions",
    { messages, tools: [look], tool_choice: choice({ type: "function", function: { name: 5.5 } }) },
    "tool_choice.allowed_tools.tools[0].function.name",
  ],
  [
    "a custom tool without a name",
    "/v1/chat/completions",
    { messages, tools: [{ type: "custom" }] },
    "tools[0].custom",
  ],
  [
    "a function without a name",
    "/v1/responses",
    { input: "hi", tools: [{ type: "function" }] },
    "tools[0].name",
  ],
];

describe("is taken", () => {
  test.each(taken)("%s", async (_what, path, body) => {
    const { url } = await startSwitchyard();
    const response = await postJson(url + path, body);
    expect(await response.text()).not.toContain('"error":{');
    expect(response.status).toBe(200);
  });
});

describe("is refused by name", () => {
  test.each(refused)("%s", async (_what, path, body, param) => {
    const { url } = await startSwitchyard();
    const response = await postJson(url + path, body);
    const { error } = (await response.json()) as { error: { param: string } };
    expect([response.status, error.param]).toEqual([400, param]);
  });

  test("a tool result that cannot be read, instead of being lost", async () => {
    const { url } = await startSwitchyard();
    const body = { max_tokens: 5, messages: result([{ type: "text", text: 5 }]) };
    const response = await postJson(`${url}/v1/messages`, body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("messages[1].content[0].content");
  });
});
