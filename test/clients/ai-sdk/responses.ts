/** What only the Responses provider does: references to earlier items, the backend's own tools. */
import { generateText, isStepCount, tool, type ModelMessage } from "ai";
import { expect, test } from "vitest";
import { z } from "zod";
import { startSwitchyard } from "../../support/switchyard.ts";
import { model, openai } from "./providers.ts";

const thinking = { openai: { reasoningEffort: "medium" as const, reasoningSummary: "auto" as const } };

interface Item {
  type: string;
  role?: string;
  id?: string;
  encrypted_content?: string;
}

test("AI SDK, responses: thoughts and calls it refers to by id are put in place", async () => {
  const { url, simulator } = await startSwitchyard();
  const bodies: unknown[] = [];
  const watched: typeof fetch = (address, init) => {
    bodies.push(JSON.parse(String(init?.body)));
    return fetch(address, init);
  };
  const look = tool({ inputSchema: z.object({ q: z.string() }), execute: ({ q }) => `seen ${q}` });
  const answer = await generateText({
    model: openai(url, watched).responses(model),
    prompt: 'Call the tool look with {"q":"x"}',
    tools: { look },
    stopWhen: isStepCount(3),
    maxRetries: 0,
    providerOptions: thinking,
  });
  expect(answer.text).toBe("The tool look answered: seen x");
  const second = bodies[1] as { input: Item[] };
  expect(second.input.map(({ type }) => type)).toContain("item_reference");
  const last = simulator.requests.turns().at(-1) as unknown as { input: Item[] };
  expect(last.input.map((item) => item.role ?? item.type)).toEqual([
    "user",
    "reasoning",
    "function_call",
    "function_call_output",
  ]);
  expect(last.input[1]?.encrypted_content).toBeTruthy();
});

test("AI SDK, responses: a conversation goes on with the messages of the first answer", async () => {
  const { url } = await startSwitchyard();
  const base = { model: openai(url).responses(model), maxRetries: 0, providerOptions: thinking };
  const messages: ModelMessage[] = [{ role: "user", content: "Say: one" }];
  const first = await generateText({ ...base, messages });
  const next: ModelMessage[] = [
    ...messages,
    ...first.response.messages,
    { role: "user", content: "Say: two" },
  ];
  expect((await generateText({ ...base, messages: next })).text).toBe("two");
});

test("AI SDK, responses: web search brings its sources", async () => {
  const { url } = await startSwitchyard();
  const provider = openai(url);
  const answer = await generateText({
    model: provider.responses(model),
    prompt: "Search the web for tides",
    tools: { web_search: provider.tools.webSearch({}) },
    maxRetries: 0,
  });
  expect(answer.text).toContain("According to one page");
  expect(answer.sources).toMatchObject([{ sourceType: "url", url: "https://example.com/tides" }]);
});
