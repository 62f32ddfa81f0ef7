import type OpenAI from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { toResponseInputItems } from "openai/lib/responses/ResponseInputItems";
import { expect, test } from "vitest";
import { z } from "zod";
import { model, startSdk } from "./sdk.ts";

const addTool: OpenAI.Responses.FunctionTool = {
  type: "function",
  name: "add",
  description: "Adds two numbers.",
  strict: true,
  parameters: {
    type: "object",
    properties: { a: { type: "number" }, b: { type: "number" } },
    required: ["a", "b"],
    additionalProperties: false,
  },
};
const addPrompt = { role: "user" as const, content: 'Call the tool add with {"a":1,"b":2}' };

test("responses: a plain text and a list of messages are both taken", async () => {
  const { openai, simulator } = await startSdk();
  const text = await openai.responses.create({ model, input: "Say: good morning" });
  expect(text.output_text).toBe("good morning");
  expect(text.status).toBe("completed");
  expect(text.usage?.output_tokens).toBeGreaterThan(0);
  const list = await openai.responses.create({
    model,
    instructions: "Be kind.",
    input: [
      { role: "user", content: "hello" },
      { role: "assistant", content: "hello to you" },
      { role: "user", content: [{ type: "input_text", text: "Say: good evening" }] },
    ],
  });
  expect(list.output_text).toBe("good evening");
  expect(simulator.requests.turns().at(-1)).toMatchObject({ instructions: "Be kind.", store: false });
});

test("responses: a stream ends with the whole response, output and usage included", async () => {
  const { openai } = await startSdk();
  const stream = openai.responses.stream({ model, input: "Say: good morning" });
  let seen = "";
  stream.on("response.output_text.delta", ({ delta }) => (seen += delta));
  const whole = await stream.finalResponse();
  expect(seen).toBe("good morning");
  expect(whole.output_text).toBe("good morning");
  expect(whole.output.map((item) => item.type)).toEqual(["message"]);
  expect(whole.model).toBe(model);
  expect(whole.usage?.total_tokens).toBeGreaterThan(0);
});

test("responses: a tool loop, the calls sent back as they came", async () => {
  const { openai } = await startSdk();
  const first = await openai.responses
    .stream({ model, input: [addPrompt], tools: [addTool], reasoning: { effort: "low" } })
    .finalResponse();
  const call = first.output.find((item) => item.type === "function_call");
  expect(JSON.parse(call?.arguments ?? "")).toEqual({ a: 1, b: 2 });
  const last = await openai.responses.create({
    model,
    tools: [addTool],
    input: [
      addPrompt,
      ...toResponseInputItems(first.output),
      { type: "function_call_output", call_id: call?.call_id ?? "", output: "the sum is 3" },
    ],
  });
  expect(last.output_text).toBe("The tool add answered: the sum is 3");
});

test("responses: structured output is parsed into what the schema says", async () => {
  const { openai } = await startSdk();
  const person = z.object({ name: z.string(), email: z.email(), tags: z.array(z.string()) });
  const answer = await openai.responses.parse({
    model,
    input: "Who is it?",
    text: { format: zodTextFormat(person, "person") },
  });
  expect(answer.output_parsed).toEqual({ name: "name", email: "someone@example.com", tags: [] });
});
