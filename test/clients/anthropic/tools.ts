import { expect, test } from "vitest";
import type Anthropic from "@anthropic-ai/sdk";
import { hello, startSdk } from "./sdk.ts";

const weather: Anthropic.Tool = {
  name: "get_weather",
  description: "Weather of a city",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

test("anthropic: a tool loop with parallel calls, streamed", async () => {
  const { anthropic, simulator } = await startSdk();
  simulator.script.next({
    interleaved: true,
    calls: ["Bern", "Rome"].map((city) => ({
      kind: "function",
      name: "get_weather",
      namespace: null,
      payload: JSON.stringify({ city }),
    })),
  });
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: "weather?" }];
  const first = await anthropic.messages.stream({ ...hello, messages, tools: [weather] }).finalMessage();
  expect(first.stop_reason).toBe("tool_use");
  const calls = first.content.filter((block) => block.type === "tool_use");
  expect(calls.map(({ input }) => input)).toEqual([{ city: "Bern" }, { city: "Rome" }]);
  messages.push(
    { role: "assistant", content: first.content },
    {
      role: "user",
      content: calls.toReversed().map(({ id, input }) => ({
        type: "tool_result",
        tool_use_id: id,
        content: [{ type: "text", text: `sunny in ${(input as { city: string }).city}` }],
      })),
    },
  );
  const last = await anthropic.messages.create({ ...hello, messages, tools: [weather] });
  expect(last.content).toEqual([{ type: "text", text: "The tool get_weather answered: sunny in Rome" }]);
});

test("anthropic: the SDK's own tool runner gets to the end", async () => {
  const { anthropic } = await startSdk();
  const asked: unknown[] = [];
  const final = await anthropic.beta.messages.toolRunner({
    ...hello,
    messages: [{ role: "user", content: 'call the tool get_weather with {"city":"Oslo"}' }],
    tools: [
      {
        ...weather,
        type: "custom",
        run: (input: unknown) => {
          asked.push(input);
          return "snow";
        },
        parse: (input: unknown) => input,
      },
    ],
  });
  expect(asked).toEqual([{ city: "Oslo" }]);
  expect(final.content).toEqual([{ type: "text", text: "The tool get_weather answered: snow" }]);
});

test("anthropic: a web search comes as Anthropic's own blocks with citations", async () => {
  const { anthropic } = await startSdk();
  const message = await anthropic.messages
    .stream({
      ...hello,
      messages: [{ role: "user", content: "search the web for good bread" }],
      tools: [{ type: "web_search_20250305", name: "web_search", max_uses: 2 }],
    })
    .finalMessage();
  expect(message.content.map(({ type }) => type)).toEqual([
    "server_tool_use",
    "web_search_tool_result",
    "text",
  ]);
  expect(message.usage.server_tool_use?.web_search_requests).toBe(1);
  const text = message.content[2];
  expect(text?.type === "text" && text.citations?.[0]?.type).toBe("web_search_result_location");
});
