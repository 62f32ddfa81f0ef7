/** A trial is a real request: what the window is shown of it, in every protocol, and how it goes wrong. */
import { expect, test } from "vitest";
import { trialWays, type TrialEvent, type TrialWay } from "../../src-shared/contract/trial.ts";
import { readTrialEvent } from "../../src-main/use-cases/test-requests.ts";
import type { AdminClient } from "../../src-main/compose/compose.ts";
import { startSwitchyard } from "../support/switchyard.ts";

// One pixel.
const image =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async function tryIt(client: AdminClient, way: TrialWay, given: string | null = null) {
  const events: TrialEvent[] = [];
  for await (const event of await client.trial.run({ way, prompt: "Say hello", image: given }))
    events.push(event);
  const end = events.at(-1);
  if (end?.type !== "end") throw new Error("The trial did not end.");
  const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
  return { pieces: events.length - 1, text, end };
}

test.each(trialWays)("%s: streamed text, then the row of the request", async (way) => {
  const { client, simulator } = await startSwitchyard();
  simulator.script.next({ text: "One two three four five six seven eight nine ten." });
  const { pieces, text, end } = await tryIt(client, way, image);
  expect(pieces).toBeGreaterThan(1);
  expect(text).toBe("One two three four five six seven eight nine ten.");
  expect(JSON.stringify(simulator.requests.to("/backend-api/codex/responses").at(-1)?.body)).toContain(
    '"type":"input_image"',
  );
  expect(end.problem).toBeNull();
  expect(end.row).toMatchObject({
    outcome: "ok",
    status: 200,
    stream: true,
    client: { name: "switchyard-window", version: "0.0.0-test" },
  });
  expect(end.row?.timing.firstOutput).not.toBeNull();
  expect(end.row?.tokens?.input).toBeGreaterThan(0);
});

test("a key of the settings is sent; the trial is no proof that Codex goes through the gateway", async () => {
  const { client } = await startSwitchyard({ env: { SWITCHYARD_API_KEY: "sy-not-a-real-key" } });
  expect((await tryIt(client, "codex")).end.problem).toBeNull();
  expect((await client.codex.status()).proof).toBeNull();
});

test.each(trialWays)("%s: a failure comes with its kind", async (way) => {
  const { client } = await startSwitchyard({ signIn: [] });
  const { end, pieces } = await tryIt(client, way);
  expect(pieces).toBe(0);
  expect(end.problem?.code).toBe("no_account");
  expect(end.row?.outcome).toBe("failed");
});

test("a stopped gateway is said, and asked nothing", async () => {
  const { client } = await startSwitchyard();
  await client.gateway.stop();
  const { end } = await tryIt(client, "responses");
  expect(end).toMatchObject({ row: null, problem: { message: "The gateway is stopped." } });
  expect(await client.requests.recent({ limit: 5 })).toEqual([]);
});

test("who goes away cancels the request", async () => {
  const { client, simulator } = await startSwitchyard();
  simulator.script.next({ text: "one two three", stallAfterEvents: 8 });
  const ending = new AbortController();
  const events = await client.trial.run({ way: "responses", prompt: "Say hello" }, { signal: ending.signal });
  await events.next();
  ending.abort();
  await events.return?.();
  await expect.poll(async () => (await client.requests.recent({ limit: 1 }))[0]?.outcome).toBe("cancelled");
});

test.each([
  ["chat", { choices: [{ delta: { content: "a" } }] }, { text: "a" }],
  ["chat", { choices: [{ delta: {}, finish_reason: "stop" }] }, "ended"],
  ["chat", { choices: [], usage: {} }, null],
  ["chat", { error: { message: "no" } }, { failed: "no" }],
  ["messages", { type: "content_block_delta", delta: { type: "text_delta", text: "a" } }, { text: "a" }],
  ["messages", { type: "content_block_delta", delta: { type: "thinking_delta", thinking: "a" } }, null],
  ["messages", { type: "message_stop" }, "ended"],
  ["messages", { type: "error", error: { message: "no" } }, { failed: "no" }],
  ["responses", { type: "response.output_text.delta", delta: "a" }, { text: "a" }],
  ["responses", { type: "response.failed", response: { error: { message: "no" } } }, { failed: "no" }],
  ["codex", { type: "response.completed", response: {} }, "ended"],
  ["codex", { type: "response.failed", response: {} }, { failed: "The answer failed." }],
] as const)("%s reads %j", (way, event, said) => {
  expect(readTrialEvent(way, event)).toEqual(said);
});
