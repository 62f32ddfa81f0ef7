import { Type, type Content, type GenerateContentResponse } from "@google/genai";
import { expect, test } from "vitest";
import { model, startSdk } from "./sdk.ts";

const contents = "Say: good morning, world";
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const place = { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ["city"] };
const functionDeclarations = ["get_weather", "get_time"].map((name) => ({ name, parameters: place }));

async function all(stream: AsyncGenerator<GenerateContentResponse>): Promise<GenerateContentResponse[]> {
  const pieces: GenerateContentResponse[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

test("models, and one of them", async () => {
  const { genai } = await startSdk();
  const names: (string | undefined)[] = [];
  for await (const one of await genai.models.list()) names.push(one.name);
  expect(names).toContain(`models/${model}`);
  expect((await genai.models.get({ model })).inputTokenLimit).toBeGreaterThan(1000);
  await expect(genai.models.get({ model: "gemini-none" })).rejects.toMatchObject({ status: 404 });
});

test("one answer with its usage, a row of its own", async () => {
  const { genai, client } = await startSdk();
  const config = { systemInstruction: "Be brief.", temperature: 0 };
  const answer = await genai.models.generateContent({ model, contents, config });
  expect(answer.text).toBe("good morning, world");
  expect(answer.candidates?.[0]?.finishReason).toBe("STOP");
  expect(answer.usageMetadata?.promptTokenCount).toBeGreaterThan(0);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({
    protocol: "gemini",
    endpoint: `/v1/models/${model}:generateContent`,
    outcome: "ok",
    model,
    dropped: ["generationConfig.temperature"],
  });
});

test("a stream read piece by piece, thoughts where they are wanted", async () => {
  const { genai } = await startSdk();
  const pieces = await all(await genai.models.generateContentStream({ model, contents }));
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.map(({ text }) => text ?? "").join("")).toBe("good morning, world");
  const ends = pieces.map(({ candidates }) => candidates?.[0]?.finishReason);
  expect(ends.filter((end) => end !== undefined)).toEqual(["STOP"]);
  expect(ends.at(-1)).toBe("STOP");
  const config = { thinkingConfig: { includeThoughts: true, thinkingBudget: 4000 } };
  const told = await all(await genai.models.generateContentStream({ model, contents, config }));
  const parts = told.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
  const thoughts = parts.filter(({ thought }) => thought === true).map(({ text }) => text);
  expect(thoughts.join("")).toContain("Considering the request");
});

for (const stream of [false, true]) {
  test(`tools: two calls and their results${stream ? ", streamed" : ""}`, async () => {
    const { genai } = await startSdk();
    const text =
      'Call the tool get_weather with {"city":"Rome"} and call the tool get_time with {"city":"Oslo"}, please.';
    const said: Content[] = [{ role: "user", parts: [{ text }] }];
    const config = { tools: [{ functionDeclarations }] };
    const ask = async () => {
      const request = { model, contents: said, config };
      const answers = stream
        ? await all(await genai.models.generateContentStream(request))
        : [await genai.models.generateContent(request)];
      return answers.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
    };
    const parts = await ask();
    const calls = parts.flatMap(({ functionCall }) => functionCall ?? []);
    expect(calls.map(({ name, args }) => [name, args])).toEqual([
      ["get_weather", { city: "Rome" }],
      ["get_time", { city: "Oslo" }],
    ]);
    const results = calls.map(({ id, name = "" }) => ({
      functionResponse: { ...(id ? { id } : {}), name, response: { output: `${name} is fine` } },
    }));
    said.push({ role: "model", parts }, { role: "user", parts: results });
    const last = (await ask()).map((part) => part.text ?? "").join("");
    expect(last).toBe('The tool get_time answered: {"output":"get_time is fine"}');
  });
}

test("an image, a schema and stop sequences reach where they work", async () => {
  const { genai, simulator } = await startSdk();
  simulator.script.next({ text: '{"name":"Ada"} and more' });
  const answer = await genai.models.generateContent({
    model,
    contents: [{ text: "Who?" }, { inlineData: { mimeType: "image/png", data: pixel } }],
    config: {
      responseMimeType: "application/json",
      responseSchema: { type: Type.OBJECT, properties: { name: { type: Type.STRING } } },
      stopSequences: [" and"],
    },
  });
  expect(JSON.parse(answer.text ?? "")).toEqual({ name: "Ada" });
  expect(JSON.stringify(simulator.requests.turns().at(-1))).toContain(`data:image/png;base64,${pixel}`);
  expect(simulator.requests.turns().at(-1)).toMatchObject({
    text: { format: { schema: { type: "object", properties: { name: { type: "string" } } } } },
  });
});

test("a chat keeps its conversation", async () => {
  const { genai, simulator } = await startSdk();
  const talk = genai.chats.create({ model });
  await talk.sendMessage({ message: contents });
  await talk.sendMessage({ message: "And again" });
  const [first, second] = simulator.requests.turns().slice(-2);
  expect(second?.["prompt_cache_key"]).toBe(first?.["prompt_cache_key"]);
  expect(second?.["input"]).toHaveLength(3);
});

test("tokens are counted here", async () => {
  const { genai, simulator } = await startSdk();
  const { totalTokens } = await genai.models.countTokens({ model, contents });
  expect(totalTokens).toBeGreaterThan(4);
  expect(totalTokens).toBeLessThan(40);
  expect(simulator.requests.turns()).toHaveLength(0);
});
