import { expect, test } from "vitest";
import { hello, startSdk } from "./sdk.ts";

test("anthropic: a batch from creation to deletion", async () => {
  const { anthropic } = await startSdk();
  const { batches } = anthropic.messages;
  const requests = ["a", "b"].map((id) => ({ custom_id: id, params: hello }));
  const created = await batches.create({ requests });
  expect(created.processing_status).toBe("in_progress");
  await expect.poll(async () => (await batches.retrieve(created.id)).processing_status).toBe("ended");
  const results = [];
  for await (const result of await batches.results(created.id)) results.push(result);
  expect(results.map(({ custom_id, result }) => [custom_id, result.type])).toEqual([
    ["a", "succeeded"],
    ["b", "succeeded"],
  ]);
  const listed = [];
  for await (const batch of batches.list()) listed.push(batch.id);
  expect(listed).toEqual([created.id]);
  expect((await batches.delete(created.id)).id).toBe(created.id);
});
