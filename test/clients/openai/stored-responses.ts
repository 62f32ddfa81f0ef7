import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { model, startSdk } from "./sdk.ts";

interface Item {
  type: string;
  role?: string;
}

test("responses: a conversation goes on from an id; a response is read again and forgotten", async () => {
  const { openai, simulator } = await startSdk();
  const first = await openai.responses.create({ model, input: "Say: one" });
  const next = await openai.responses.create({ model, input: "Say: two", previous_response_id: first.id });
  expect(next.output_text).toBe("two");
  const sent = simulator.requests.turns().at(-1) as unknown as { input: Item[] };
  expect(sent.input.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);

  expect(await openai.responses.retrieve(next.id)).toMatchObject({ id: next.id, output: next.output });
  const items: string[] = [];
  for await (const item of openai.responses.inputItems.list(next.id)) items.push(item.type);
  expect(items).toHaveLength(3);
  await openai.responses.delete(next.id);
  await expect(openai.responses.retrieve(next.id)).rejects.toMatchObject({ status: 404 });
});

test("responses: what is not to be stored is not there to go on from", async () => {
  const { openai } = await startSdk();
  const first = await openai.responses.create({ model, input: "Say: one", store: false });
  const next = openai.responses.create({ model, input: "Say: two", previous_response_id: first.id });
  await expect(next).rejects.toMatchObject({ status: 400, code: "previous_response_not_found" });
});

test("responses: tokens are counted without asking the backend", async () => {
  const { openai, simulator } = await startSdk();
  const short = await openai.responses.inputTokens.count({ model, input: "Hello" });
  const long = await openai.responses.inputTokens.count({ model, input: "Hello there, ".repeat(50) });
  expect(short.input_tokens).toBeGreaterThan(0);
  expect(long.input_tokens).toBeGreaterThan(short.input_tokens + 50);
  expect(simulator.requests.turns()).toEqual([]);
});

test("responses: parsed answers and arguments are sent back as the SDK gives them", async () => {
  const { openai } = await startSdk();
  const look = zodResponsesFunction({ name: "look", parameters: z.object({ q: z.string() }) });
  const ask = { role: "user" as const, content: 'Call the tool look with {"q":"x"}' };
  const first = await openai.responses.parse({ model, input: [ask], tools: [look] });
  const call = first.output.find((item) => item.type === "function_call");
  expect(call?.parsed_arguments).toEqual({ q: "x" });
  // As people write it: the parsed output whole, with keys of the SDK's own.
  const output = first.output as never[];
  const result = { type: "function_call_output" as const, call_id: call?.call_id ?? "", output: "seen" };
  const mood = z.object({ mood: z.enum(["good", "bad"]) });
  const second = await openai.responses.parse({
    model,
    input: [ask, ...output, result],
    tools: [look],
    text: { format: zodTextFormat(mood, "mood") },
  });
  expect(second.output_parsed).toEqual({ mood: "good" });
  const third = await openai.responses.create({
    model,
    input: [ask, ...output, result, ...(second.output as never[]), { role: "user", content: "Say: done" }],
  });
  expect(third.output_text).toBe("done");
});
