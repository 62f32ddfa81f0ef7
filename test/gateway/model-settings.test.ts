/** What the person's settings for models make of requests. */
import { expect, test } from "vitest";
import type { SettingsUpdate } from "../../src-shared/settings.ts";
import { eventsOf, hello, postJson, startSwitchyard } from "../support/switchyard.ts";

const search = { type: "web_search" };
const draw = { type: "image_generation" };
const ownSearch = { type: "function", function: { name: "web_search", parameters: { type: "object" } } };
const look = { type: "function", function: { name: "look", parameters: { type: "object" } } };
const message = { model: "gpt-5.5", max_tokens: 100, messages: [{ role: "user", content: "Hello" }] };

async function start(models: SettingsUpdate["models"]) {
  const { url, simulator, client } = await startSwitchyard();
  await client.settings.update({ models });
  return {
    simulator,
    send: (path: string, body: unknown) => postJson(url + path, body),
    /** What the backend was asked last. */
    asked: () => simulator.requests.turns().at(-1),
  };
}

test("the effort of the settings stands in where a request names none", async () => {
  const { send, asked } = await start({ effort: "low" });
  for (const [path, body, effort] of [
    ["/v1/chat/completions", hello, "low"],
    ["/v1/chat/completions", { ...hello, reasoning_effort: "high" }, "high"],
    ["/v1/chat/completions", { ...hello, model: "gpt-5.5-medium" }, "medium"],
    ["/v1/responses", { model: "gpt-5.5", input: "Hello" }, "low"],
    ["/v1/messages", message, "low"],
    ["/v1/messages", { ...message, output_config: { effort: "high" } }, "high"],
  ] as const) {
    const response = await send(path, body);
    expect(response.status).toBe(200);
    expect(asked()?.["reasoning"], `${path} ${JSON.stringify(body)}`).toMatchObject({ effort });
  }
});

test("a forced effort beats every other, and the answer says that the client's was left out", async () => {
  const { send, asked } = await start({ effort: "medium", forceEffort: true });
  for (const [path, body, dropped] of [
    ["/v1/chat/completions", { ...hello, reasoning_effort: "high" }, "reasoning_effort"],
    ["/v1/chat/completions", { ...hello, model: "gpt-5.5-high" }, null],
    ["/v1/chat/completions", { ...hello, reasoning_effort: "medium" }, null],
    ["/v1/responses", { model: "gpt-5.5", input: "Hello", reasoning: { effort: "low" } }, "reasoning.effort"],
    ["/v1/messages", { ...message, output_config: { effort: "low" } }, "output_config.effort"],
  ] as const) {
    const response = await send(path, body);
    expect(response.status).toBe(200);
    expect(asked()?.["reasoning"], path).toMatchObject({ effort: "medium" });
    const told = response.headers.get("x-switchyard-dropped")?.split(", ") ?? [];
    expect(told.includes(dropped ?? "reasoning_effort")).toBe(dropped !== null);
  }
});

test("web search is offered where the request brings none and leaves the choice to the model", async () => {
  const { send, asked } = await start({ webSearch: true });
  for (const [path, body, offered] of [
    ["/v1/chat/completions", hello, true],
    ["/v1/chat/completions", { ...hello, tools: [look] }, true],
    ["/v1/chat/completions", { ...hello, tools: [ownSearch] }, false],
    ["/v1/chat/completions", { ...hello, tools: [look], tool_choice: "none" }, false],
    ["/v1/chat/completions", { ...hello, tools: [look], tool_choice: "required" }, false],
    ["/v1/messages", message, true],
    ["/v1/messages", { ...message, tool_choice: { type: "none" } }, false],
    ["/v1/messages", { ...message, tools: [{ name: "WebSearch", input_schema: { type: "object" } }] }, false],
    ["/v1/messages/compact", message, false],
    ["/v1/compact", { model: "gpt-5.5", messages: hello.messages }, false],
  ] as const) {
    const response = await send(path, body);
    expect(response.status, path).toBe(200);
    await response.text();
    const tools = (asked()?.["tools"] ?? []) as unknown[];
    expect(
      tools.filter((tool) => (tool as { type: string }).type === "web_search"),
      `${path} ${JSON.stringify(body)}`,
    ).toEqual(offered ? [search] : []);
  }
});

test("nothing is added as long as nobody asked for it", async () => {
  const { send, asked } = await start({});
  await send("/v1/chat/completions", hello);
  expect(asked()?.["tools"] ?? []).toEqual([]);
});

test("a picture drawn in a chat is part of the text, streamed and whole, and does not come back as text", async () => {
  const { send, asked } = await start({ chatImages: true });
  const wish = { ...hello, messages: [{ role: "user", content: "Draw a red square" }] };
  const whole = (await (await send("/v1/chat/completions", wish)).json()) as {
    choices: { message: { content: string; images?: unknown } }[];
  };
  expect(asked()?.["tools"]).toEqual([draw]);
  const [said] = whole.choices;
  expect(said?.message.content).toMatch(/!\[image\]\(data:image\/png;base64,[A-Za-z0-9+/=]+\)/);
  expect(said?.message.images).toBeUndefined();

  const streamed = eventsOf(await (await send("/v1/chat/completions", { ...wish, stream: true })).text());
  const text = streamed
    .flatMap((event) => (event as { choices?: { delta: { content?: string } }[] }).choices ?? [])
    .map(({ delta }) => delta.content ?? "")
    .join("");
  expect(text).toBe(said?.message.content);

  await send("/v1/chat/completions", {
    ...hello,
    messages: [...wish.messages, { role: "assistant", content: text }, { role: "user", content: "Thanks" }],
  });
  const input = JSON.stringify(asked()?.["input"]);
  expect(input).toContain("[image]");
  expect(input).not.toContain("base64");
});

test("an entry for * in the map takes every name that has no entry of its own", async () => {
  const { send, asked } = await start({ map: { "*": "gpt-5.4", "gpt-5.5": "gpt-5.5" } });
  const body = (await (await send("/v1/chat/completions", { ...hello, model: "gpt-6.1-sol" })).json()) as {
    model: string;
  };
  expect(body.model).toBe("gpt-6.1-sol");
  expect(asked()?.["model"]).toBe("gpt-5.4");
  await send("/v1/chat/completions", { ...hello, model: "gpt-5.5" });
  expect(asked()?.["model"]).toBe("gpt-5.5");
});
