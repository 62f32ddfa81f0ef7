import { expect, test } from "vitest";
import { hello, model, startSdk } from "./sdk.ts";

test("anthropic: a message, whole and streamed, is the same", async () => {
  const { anthropic, simulator } = await startSdk();
  simulator.script.next({ text: "Good morning to you.", times: 2 });
  const whole = await anthropic.messages.create(hello);
  expect(whole).toMatchObject({ role: "assistant", model, stop_reason: "end_turn" });
  expect(whole.content).toEqual([{ type: "text", text: "Good morning to you." }]);
  expect(whole._request_id).toMatch(/^req_/);

  const stream = anthropic.messages.stream(hello);
  const seen: string[] = [];
  stream.on("text", (text) => seen.push(text));
  const final = await stream.finalMessage();
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.join("")).toBe("Good morning to you.");
  expect(final.content).toEqual(whole.content);
  expect(final.usage.output_tokens).toBe(whole.usage.output_tokens);
  expect(await stream.finalText()).toBe("Good morning to you.");
});

test("anthropic: thoughts are streamed, signed, and taken back", async () => {
  const { anthropic, simulator } = await startSdk();
  const thinking = { type: "enabled" as const, budget_tokens: 2048 };
  const stream = anthropic.messages.stream({ ...hello, max_tokens: 4096, thinking });
  const thoughts: string[] = [];
  stream.on("thinking", (piece) => thoughts.push(piece));
  const first = await stream.finalMessage();
  const [thought] = first.content;
  expect(thought).toMatchObject({ type: "thinking", thinking: thoughts.join("") });
  expect(thought?.type === "thinking" && thought.signature).toBeTruthy();
  await anthropic.messages.create({
    ...hello,
    max_tokens: 4096,
    thinking,
    messages: [
      ...hello.messages,
      { role: "assistant", content: first.content },
      { role: "user", content: "go on" },
    ],
  });
  const sent = simulator.requests.turns().at(-1) as unknown as { input: { type: string }[] };
  expect(sent.input.map(({ type }) => type)).toEqual(["message", "reasoning", "message", "message"]);
});

test("anthropic: images and documents are seen", async () => {
  const { anthropic } = await startSdk();
  const data =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const answer = await anthropic.messages.create({
    ...hello,
    messages: [
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data } },
          { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" } },
          { type: "text", text: "what do you see?" },
        ],
      },
    ],
  });
  expect(answer.content[0]?.type === "text" && answer.content[0].text).toContain("I can see 1 image");
});

test("anthropic: structured output is parsed", async () => {
  const { anthropic } = await startSdk();
  const schema = {
    type: "object" as const,
    properties: { title: { type: "string" }, pages: { type: "integer" } },
    required: ["title", "pages"],
    additionalProperties: false,
  };
  const answer = await anthropic.messages.create({
    ...hello,
    output_config: { format: { type: "json_schema", schema } },
  });
  const [text] = answer.content;
  expect(JSON.parse(text?.type === "text" ? text.text : "")).toMatchObject({
    title: expect.any(String) as string,
    pages: expect.any(Number) as number,
  });
});

test("anthropic: tokens are counted", async () => {
  const { anthropic } = await startSdk();
  const short = await anthropic.messages.countTokens({ model, messages: hello.messages });
  const long = await anthropic.messages.countTokens({
    model,
    system: "words ".repeat(100),
    messages: hello.messages,
  });
  expect(short.input_tokens).toBeGreaterThan(0);
  expect(long.input_tokens - short.input_tokens).toBeGreaterThan(90);
});

test("anthropic: models are listed page by page and found by id", async () => {
  const { anthropic } = await startSdk();
  const ids: string[] = [];
  for await (const found of anthropic.models.list({ limit: 5 })) ids.push(found.id);
  expect(ids).toContain("gpt-5.5");
  expect(new Set(ids).size).toBe(ids.length);
  expect((await anthropic.models.retrieve("gpt-5.5")).display_name).toBe("GPT-5.5");
});
