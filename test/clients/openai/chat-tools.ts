import type OpenAI from "openai";
import { zodFunction } from "openai/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { model, startSdk } from "./sdk.ts";

const place = z.object({ city: z.string() });
const prompt = {
  role: "user" as const,
  content:
    'Call the tool get_weather with {"city":"Rome"} and call the tool get_time with {"city":"Oslo"}, please.',
};

/** Two tools that the runner calls by itself; what they were called with is kept. */
function tools() {
  const asked: string[] = [];
  const tool = (name: string) =>
    zodFunction({
      name,
      parameters: place,
      function: ({ city }: z.infer<typeof place>) => {
        asked.push(`${name} ${city}`);
        return `${name} says ${city} is fine`;
      },
    });
  return { asked, tools: [tool("get_weather"), tool("get_time")] };
}

for (const stream of [false, true]) {
  test(`tools: the runner calls both and ends with the answer${stream ? ", streamed" : ""}`, async () => {
    const { openai } = await startSdk();
    const { asked, tools: offered } = tools();
    const request = { model, messages: [prompt], tools: offered };
    const runner = stream
      ? openai.chat.completions.runTools({ ...request, stream: true })
      : openai.chat.completions.runTools(request);
    expect(await runner.finalContent()).toBe("The tool get_time answered: get_time says Oslo is fine");
    expect(asked).toEqual(["get_weather Rome", "get_time Oslo"]);
    expect(runner.messages.map((message) => message.role)).toEqual([
      "user",
      "assistant",
      "tool",
      "tool",
      "assistant",
    ]);
  });
}

test("tools: a loop by hand, parallel calls answered in another order", async () => {
  const { openai, simulator } = await startSdk();
  const definitions: OpenAI.ChatCompletionTool[] = ["get_weather", "get_time"].map((name) => ({
    type: "function",
    function: { name, parameters: z.toJSONSchema(place), strict: true },
  }));
  const first = await openai.chat.completions.create({ model, messages: [prompt], tools: definitions });
  const message = first.choices[0]?.message;
  expect(first.choices[0]?.finish_reason).toBe("tool_calls");
  const calls = (message?.tool_calls ?? []).flatMap((call) => (call.type === "function" ? [call] : []));
  expect(calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)])).toEqual([
    ["get_weather", { city: "Rome" }],
    ["get_time", { city: "Oslo" }],
  ]);
  const results = calls
    .toReversed()
    .map((call) => ({ role: "tool" as const, tool_call_id: call.id, content: `${call.function.name}: ok` }));
  const last = await openai.chat.completions.create({
    model,
    tools: definitions,
    messages: [prompt, message ?? { role: "assistant", content: "" }, ...results],
  });
  expect(last.choices[0]?.message.content).toMatch(/^The tool (\w+) answered: \1: ok$/);
  expect(last.choices[0]?.finish_reason).toBe("stop");
  const [one, two] = simulator.requests.turns();
  const sent = (two?.["input"] ?? []) as { type: string; call_id: string; output?: string }[];
  const outputs = sent.filter(({ type }) => type === "function_call_output");
  const told = new Map(outputs.map(({ call_id, output }) => [call_id, output]));
  expect(calls.map((call) => told.get(call.id))).toEqual(["get_weather: ok", "get_time: ok"]);
  // Both requests of the conversation asked for the same warm cache.
  expect(one?.["prompt_cache_key"]).toBe(two?.["prompt_cache_key"]);
});

test("tools: a forced call, and none when it is forbidden", async () => {
  const { openai } = await startSdk();
  const request = { model, messages: [{ role: "user" as const, content: "hello" }], tools: tools().tools };
  const forced = await openai.chat.completions.create({
    ...request,
    tool_choice: { type: "function", function: { name: "get_time" } },
  });
  expect(forced.choices[0]?.message.tool_calls).toMatchObject([{ function: { name: "get_time" } }]);
  const none = await openai.chat.completions.create({ ...request, messages: [prompt], tool_choice: "none" });
  expect(none.choices[0]?.message.tool_calls ?? []).toEqual([]);
  expect(none.choices[0]?.message.content).not.toBe("");
});
