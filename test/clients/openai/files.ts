import { expect, test } from "vitest";
import { model, startSdk } from "./sdk.ts";

const pdf = `data:application/pdf;base64,${Buffer.from("%PDF-1.4 not looked at").toString("base64")}`;

test("files: a PDF reaches the model from a chat and from a response", async () => {
  const { openai, simulator } = await startSdk();
  await openai.chat.completions.create({
    model,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Sum it up." },
          { type: "file", file: { filename: "a.pdf", file_data: pdf } },
        ],
      },
    ],
  });
  await openai.responses.create({
    model,
    input: [
      {
        role: "user",
        content: [
          { type: "input_text", text: "Sum it up." },
          { type: "input_file", filename: "a.pdf", file_data: pdf },
        ],
      },
    ],
  });
  const expected = { type: "input_file", filename: "a.pdf", file_data: pdf };
  for (const turn of simulator.requests.turns()) {
    const { input } = turn as unknown as { input: { content: unknown[] }[] };
    expect(input[0]?.content[1]).toEqual(expected);
  }
  expect(simulator.requests.turns()).toHaveLength(2);
});

test("files: sound is refused by name", async () => {
  const { openai } = await startSdk();
  const audio = { type: "input_audio" as const, input_audio: { data: "AAAA", format: "wav" as const } };
  const asked = openai.chat.completions.create({ model, messages: [{ role: "user", content: [audio] }] });
  await expect(asked).rejects.toMatchObject({ status: 400, param: "messages[0].content[0].type" });
});
