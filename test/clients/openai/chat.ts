import { zodResponseFormat } from "openai/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { model, startSdk } from "./sdk.ts";

const messages = [{ role: "user" as const, content: "Say: good morning, world" }];

test("chat: one answer with its usage", async () => {
  const { openai, client } = await startSdk();
  const answer = await openai.chat.completions.create({ model, messages });
  expect(answer.choices[0]?.message.content).toBe("good morning, world");
  expect(answer.choices[0]?.finish_reason).toBe("stop");
  expect(answer.model).toBe(model);
  expect(answer._request_id).toMatch(/^req_/);
  expect(answer.usage?.total_tokens).toBe(
    (answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0),
  );
  expect(answer.usage?.prompt_tokens).toBeGreaterThan(0);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({ client: { name: "OpenAI SDK (Node)", version: "7.55.0" }, outcome: "ok" });
});

test("chat: several choices", async () => {
  const { openai } = await startSdk();
  const answer = await openai.chat.completions.create({ model, messages, n: 2 });
  expect(answer.choices.map((choice) => [choice.index, choice.message.content])).toEqual([
    [0, "good morning, world"],
    [1, "good morning, world"],
  ]);
});

test("chat: a stream read piece by piece, usage in the last chunk", async () => {
  const { openai } = await startSdk();
  const stream = await openai.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  const pieces: string[] = [];
  let finish: string | null = null;
  let tokens = 0;
  for await (const chunk of stream) {
    const choice = chunk.choices[0];
    if (choice?.delta.content) pieces.push(choice.delta.content);
    finish = choice?.finish_reason ?? finish;
    tokens = chunk.usage?.total_tokens ?? tokens;
  }
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join("")).toBe("good morning, world");
  expect(finish).toBe("stop");
  expect(tokens).toBeGreaterThan(0);
});

test("chat: thoughts are streamed beside the answer", async () => {
  const { openai } = await startSdk();
  const request = { model, messages, reasoning_effort: "medium" as const };
  let thoughts = "";
  for await (const chunk of await openai.chat.completions.create({ ...request, stream: true })) {
    const { reasoning_content } = (chunk.choices[0]?.delta ?? {}) as { reasoning_content?: string };
    thoughts += reasoning_content ?? "";
  }
  expect(thoughts).toContain("Considering the request");
  const whole = await openai.chat.completions.create(request);
  expect(whole.choices[0]?.message).toMatchObject({ reasoning_content: thoughts });
  expect(whole.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
});

test("chat: several choices in one stream", async () => {
  const { openai } = await startSdk();
  const texts = ["", ""];
  const finished: number[] = [];
  const stream = await openai.chat.completions.create({ model, messages, n: 2, stream: true });
  for await (const chunk of stream) {
    for (const { index, delta, finish_reason } of chunk.choices) {
      texts[index] += delta.content ?? "";
      if (finish_reason === "stop") finished.push(index);
    }
  }
  expect(texts).toEqual(["good morning, world", "good morning, world"]);
  expect(new Set(finished)).toEqual(new Set([0, 1]));
});

test("chat: the streaming helper puts the whole answer together", async () => {
  const { openai } = await startSdk();
  const stream = openai.chat.completions.stream({
    model,
    messages,
    stream_options: { include_usage: true },
  });
  let seen = "";
  stream.on("content", (piece) => (seen += piece));
  expect(await stream.finalContent()).toBe("good morning, world");
  expect(seen).toBe("good morning, world");
  const whole = await stream.finalChatCompletion();
  expect(whole.choices[0]?.finish_reason).toBe("stop");
  expect(whole.choices[0]?.message).toMatchObject({ role: "assistant", content: "good morning, world" });
  expect(whole.usage?.completion_tokens).toBeGreaterThan(0);
});

test("chat: structured output is parsed into what the schema says, whole and streamed", async () => {
  const { openai } = await startSdk();
  const step = z.object({ explanation: z.string(), done: z.boolean() });
  const shape = z.object({ steps: z.array(step), mood: z.enum(["good", "bad"]), answer: z.string() });
  const response_format = zodResponseFormat(shape, "solution");
  const expected = { steps: [], mood: "good", answer: "answer" };
  const answer = await openai.chat.completions.parse({ model, messages, response_format });
  expect(answer.choices[0]?.message.parsed).toEqual(expected);
  const streamed = openai.chat.completions.stream({ model, messages, response_format });
  expect((await streamed.finalChatCompletion()).choices[0]?.message.parsed).toEqual(expected);
});

test("chat: a refusal is told as a refusal", async () => {
  const { openai } = await startSdk();
  const stream = openai.chat.completions.stream({
    model,
    messages: [{ role: "user", content: "Refuse this request" }],
  });
  const { message } = (await stream.finalChatCompletion()).choices[0] ?? {};
  expect(message?.refusal).toContain("can't help");
  expect(message?.content).toBeFalsy();
});

test("chat: an image is seen", async () => {
  const { openai } = await startSdk();
  const url = `data:image/png;base64,${Buffer.from("not looked at").toString("base64")}`;
  const answer = await openai.chat.completions.create({
    model,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "What is in this image?" },
          { type: "image_url", image_url: { url, detail: "low" } },
        ],
      },
    ],
  });
  expect(answer.choices[0]?.message.content).toContain("I can see 1 image.");
});

test("chat: a stop string ends the text before it, whole and streamed", async () => {
  const { openai } = await startSdk();
  const request = { model, messages, stop: [", wor"] };
  const answer = await openai.chat.completions.create(request);
  expect(answer.choices[0]?.message.content).toBe("good morning");
  expect(await openai.chat.completions.stream(request).finalContent()).toBe("good morning");
});

test("models: listed and looked up", async () => {
  const { openai, client } = await startSdk();
  await client.models.refresh();
  const ids: string[] = [];
  for await (const entry of openai.models.list()) ids.push(entry.id);
  expect(ids).toContain(model);
  expect(await openai.models.retrieve(model)).toMatchObject({ id: model, object: "model" });
});
