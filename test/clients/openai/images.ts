import { toFile } from "openai";
import { expect, test } from "vitest";
import { startSdk } from "./sdk.ts";

test("images: made, several at once", async () => {
  const { openai, simulator } = await startSdk();
  const made = await openai.images.generate({ model: "gpt-image-2", prompt: "a fox", n: 2, quality: "low" });
  expect(
    made.data?.map(({ b64_json }) =>
      Buffer.from(b64_json ?? "", "base64")
        .subarray(1, 4)
        .toString(),
    ),
  ).toEqual(["PNG", "PNG"]);
  expect(simulator.requests.to("/backend-api/codex/images/generations").at(-1)?.body).toMatchObject({
    prompt: "a fox",
    n: 2,
    quality: "low",
  });
});

test("images: streamed with a preview", async () => {
  const { openai } = await startSdk();
  const stream = await openai.images.generate({
    model: "gpt-image-2",
    prompt: "a fox",
    stream: true,
    partial_images: 1,
  });
  const types: string[] = [];
  for await (const event of stream) {
    types.push(event.type);
    expect(event.b64_json).toBeTruthy();
  }
  expect(types).toEqual(["image_generation.partial_image", "image_generation.completed"]);
});

test("images: uploaded files are changed", async () => {
  const { openai, simulator } = await startSdk();
  const upload = (text: string, name: string) => toFile(Buffer.from(text), name, { type: "image/png" });
  const changed = await openai.images.edit({
    model: "gpt-image-2",
    prompt: "make it blue",
    image: [await upload("one", "one.png"), await upload("two", "two.png")],
  });
  expect(changed.data).toHaveLength(1);
  const sent = simulator.requests.to("/backend-api/codex/images/edits").at(-1)?.body as { images: unknown[] };
  expect(sent.images).toEqual([
    { image_url: `data:image/png;base64,${Buffer.from("one").toString("base64")}` },
    { image_url: `data:image/png;base64,${Buffer.from("two").toString("base64")}` },
  ]);
});

test("images: a mask is refused by name", async () => {
  const { openai } = await startSdk();
  const file = await toFile(Buffer.from("one"), "one.png", { type: "image/png" });
  const masked = openai.images.edit({ model: "gpt-image-2", prompt: "blue", image: file, mask: file });
  await expect(masked).rejects.toMatchObject({ status: 400, param: "mask" });
});

test("images: drawn inside a chat, shown with the answer", async () => {
  const { openai } = await startSdk();
  const answer = await openai.chat.completions.create({
    model: "gpt-5.5",
    messages: [{ role: "user", content: "Draw a fox" }],
    tools: [{ type: "image_generation" } as never],
  });
  const message = answer.choices[0]?.message as { images?: { image_url: { url: string } }[] } | undefined;
  expect(message?.images?.[0]?.image_url.url).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
});
