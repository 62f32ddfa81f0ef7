import { expect, test } from "vitest";
import { model, startSdk } from "./sdk.ts";

test("completions: whole, streamed, cut at a stop string", async () => {
  const { openai } = await startSdk();
  const request = { model, prompt: "Say: good morning, world", max_tokens: 20 };
  const answer = await openai.completions.create(request);
  expect(answer.choices[0]?.text).toBe("good morning, world");
  expect(answer.usage?.total_tokens).toBeGreaterThan(0);
  const pieces: string[] = [];
  let finish: string | null = null;
  for await (const chunk of await openai.completions.create({ ...request, stream: true })) {
    pieces.push(chunk.choices[0]?.text ?? "");
    finish = chunk.choices[0]?.finish_reason ?? finish;
  }
  expect(pieces.join("")).toBe("good morning, world");
  expect(finish).toBe("stop");
  const cut = await openai.completions.create({ ...request, stop: ", " });
  expect(cut.choices[0]?.text).toBe("good morning");
});

test("completions: more than one is refused by name", async () => {
  const { openai } = await startSdk();
  await expect(openai.completions.create({ model, prompt: "x", n: 2 })).rejects.toMatchObject({
    status: 400,
    param: "n",
  });
});

test("embeddings: refused with the reason", async () => {
  const { openai } = await startSdk();
  const embedded = openai.embeddings.create({ model: "text-embedding-3-small", input: "text" });
  await expect(embedded).rejects.toMatchObject({ status: 400, code: "embeddings_unavailable" });
});
