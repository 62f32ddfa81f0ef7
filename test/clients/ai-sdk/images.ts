import { embed, generateImage } from "ai";
import { expect, test } from "vitest";
import { startSwitchyard } from "../../support/switchyard.ts";
import { openai } from "./providers.ts";

test("AI SDK: images are made and changed", async () => {
  const { url, simulator } = await startSwitchyard();
  const image = openai(url).image("gpt-image-2");
  const made = await generateImage({ model: image, prompt: "a fox", size: "1024x1024", n: 2, maxRetries: 0 });
  expect(made.images.map(({ mediaType }) => mediaType)).toEqual(["image/png", "image/png"]);
  const changed = await generateImage({
    model: image,
    prompt: { text: "make it blue", images: [made.image.uint8Array] },
    maxRetries: 0,
  });
  expect(changed.image.uint8Array.length).toBeGreaterThan(50);
  const sent = simulator.requests.to("/backend-api/codex/images/edits").at(-1)?.body as { images: unknown[] };
  expect(sent.images).toEqual([{ image_url: `data:image/png;base64,${made.image.base64}` }]);
});

test("AI SDK: embeddings are refused with the reason", async () => {
  const { url } = await startSwitchyard();
  const embedding = openai(url).embedding("text-embedding-3-small");
  const failed = embed({ model: embedding, value: "text", maxRetries: 0 });
  await expect(failed).rejects.toThrow(/subscription has no embeddings/);
});
