import type { Message, Tool } from "ollama";
import { expect, test } from "vitest";
import { model, startSdk } from "./sdk.ts";

const messages = [{ role: "user", content: "Say: good morning, world" }];
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const tools: Tool[] = ["get_weather", "get_time"].map((name) => ({
  type: "function",
  function: {
    name,
    description: "",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
}));

test("version, models and one of them", async () => {
  const { ollama } = await startSdk();
  expect((await ollama.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
  const { models } = await ollama.list();
  expect(models.map(({ name }) => name)).toContain(model);
  expect(new Set(models.map(({ digest }) => digest)).size).toBe(models.length);
  expect((await ollama.ps()).models).toEqual([]);
  const shown = await ollama.show({ model: `${model}:latest` });
  expect(shown.capabilities).toEqual(expect.arrayContaining(["completion", "tools", "thinking"]));
  await expect(ollama.show({ model: "llama-none" })).rejects.toThrow("model 'llama-none' not found");
});

test("chat: one answer with its counts, a row of its own", async () => {
  const { ollama, client } = await startSdk();
  const answer = await ollama.chat({ model: `${model}:latest`, messages, options: { temperature: 0 } });
  expect(answer).toMatchObject({ model: `${model}:latest`, done: true, done_reason: "stop" });
  expect(answer.message).toMatchObject({ role: "assistant", content: "good morning, world" });
  expect(answer.eval_count).toBeGreaterThan(0);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({
    protocol: "ollama",
    endpoint: "/api/chat",
    outcome: "ok",
    model,
    dropped: ["options.temperature"],
  });
});

test("chat: a stream read line by line, thoughts beside the answer", async () => {
  const { ollama } = await startSdk();
  let text = "";
  let thoughts = "";
  const ends: boolean[] = [];
  for await (const part of await ollama.chat({ model, messages, stream: true, think: "medium" })) {
    text += part.message.content;
    thoughts += part.message.thinking ?? "";
    ends.push(part.done);
  }
  expect(text).toBe("good morning, world");
  expect(thoughts).toContain("Considering the request");
  expect(ends.length).toBeGreaterThan(2);
  expect(ends.filter(Boolean)).toEqual([true]);
  expect(ends.at(-1)).toBe(true);
  const silent = await ollama.chat({ model, messages, think: false });
  expect(silent.message.thinking).toBeUndefined();
});

for (const stream of [false, true]) {
  test(`tools: two calls, answered by name${stream ? ", streamed" : ""}`, async () => {
    const { ollama } = await startSdk();
    const content =
      'Call the tool get_weather with {"city":"Rome"} and call the tool get_time with {"city":"Oslo"}, please.';
    const said: Message[] = [{ role: "user", content }];
    const ask = async (): Promise<Message> => {
      const request = { model, messages: said, tools };
      if (!stream) return (await ollama.chat(request)).message;
      const whole: Message = { role: "assistant", content: "", tool_calls: [] };
      for await (const { message } of await ollama.chat({ ...request, stream: true })) {
        whole.content += message.content;
        whole.tool_calls?.push(...(message.tool_calls ?? []));
      }
      return whole;
    };
    const called = await ask();
    const calls = called.tool_calls ?? [];
    expect(calls.map((call) => [call.function.name, call.function.arguments])).toEqual([
      ["get_weather", { city: "Rome" }],
      ["get_time", { city: "Oslo" }],
    ]);
    said.push(called);
    for (const name of ["get_weather", "get_time"])
      said.push({ role: "tool", tool_name: name, content: `${name} says it is fine` });
    expect((await ask()).content).toBe("The tool get_time answered: get_time says it is fine");
  });
}

test("an image, a schema and stop strings reach where they work", async () => {
  const { ollama, simulator } = await startSdk();
  const schema = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
  simulator.script.next({ text: '{"name":"Ada"} and more' });
  const answer = await ollama.chat({
    model,
    messages: [{ role: "user", content: "Who?", images: [pixel] }],
    format: schema,
    options: { stop: [" and"] },
  });
  expect(JSON.parse(answer.message.content)).toEqual({ name: "Ada" });
  expect(JSON.stringify(simulator.requests.turns().at(-1))).toContain(`data:image/png;base64,${pixel}`);
  expect(simulator.requests.turns().at(-1)).toMatchObject({
    text: { format: { type: "json_schema", schema } },
  });
});

test("generate: a prompt, streamed and not; an empty one only loads", async () => {
  const { ollama, simulator } = await startSdk();
  const prompt = "Say: good morning, world";
  expect((await ollama.generate({ model, prompt, system: "Be brief." })).response).toBe(
    "good morning, world",
  );
  let text = "";
  for await (const part of await ollama.generate({ model, prompt, stream: true })) text += part.response;
  expect(text).toBe("good morning, world");
  const asked = simulator.requests.turns().length;
  const loaded = await ollama.generate({ model, prompt: "" });
  expect(loaded).toMatchObject({ response: "", done: true, done_reason: "load" });
  for await (const part of await ollama.generate({ model, prompt: "", stream: true }))
    expect(part.done_reason).toBe("load");
  expect((await ollama.chat({ model, messages: [] })).done_reason).toBe("load");
  expect(simulator.requests.turns()).toHaveLength(asked);
});
