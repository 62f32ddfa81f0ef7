import { ApiError } from "@google/genai";
import { expect, test } from "vitest";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { plainAccounts } from "../../support/switchyard.ts";
import { model, sdkAt, startSdk } from "./sdk.ts";

const request = { model, contents: "hello" };

test("a used-up plan is an ApiError that says until when, streamed and not", async () => {
  const accounts = plainAccounts.map((account) => ({ ...account, exhausted: true }));
  const { genai } = await startSdk({ accounts });
  for (const ask of [
    () => genai.models.generateContent(request),
    () => genai.models.generateContentStream(request),
  ]) {
    const failed = ask();
    await expect(failed).rejects.toBeInstanceOf(ApiError);
    await expect(failed).rejects.toMatchObject({
      status: 429,
      message: expect.stringMatching(/RESOURCE_EXHAUSTED|resets at/) as string,
    });
  }
});

test("what is wrong is named, in Google's words", async () => {
  const { genai, url } = await startSdk();
  const two = genai.models.generateContent({ ...request, config: { candidateCount: 2 } });
  await expect(two).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("INVALID_ARGUMENT") as string,
  });
  const method = await fetch(`${url}/v1beta/models/${model}:embedContent`, { method: "POST", body: "{}" });
  expect(method.status).toBe(404);
  expect(await method.json()).toMatchObject({ error: { code: 404, status: "NOT_FOUND" } });
});

test("the key is taken from its header and from the address, and is written nowhere", async () => {
  const key = "the-right-key-of-this-test";
  const { url, client } = await startSdk({ env: { SWITCHYARD_API_KEY: key } });
  await expect(sdkAt(url, "another").models.generateContent(request)).rejects.toMatchObject({ status: 401 });
  expect((await sdkAt(url, key).models.generateContent(request)).text).toBeTruthy();
  const ask = (named: string, path = `/v1beta/models/${model}:generateContent`) =>
    fetch(`${url}${path}?key=${named}`, {
      method: "POST",
      body: JSON.stringify({ contents: [{ parts: [{ text: "hello" }] }] }),
    });
  expect((await ask("another")).status).toBe(401);
  expect((await ask(key)).status).toBe(200);
  // Nobody else's clients put a key there: it would end up in histories and logs.
  expect((await ask(key, "/v1/chat/completions")).status).toBe(401);
  const rows = await client.requests.recent({ limit: 10 });
  expect(JSON.stringify(rows)).not.toContain(key);
});

test("a stream that breaks off ends with an error and never looks complete", async () => {
  const { genai, simulator } = await startSdk();
  simulator.script.next({ text: "one two three four", eventDelayMs: 0, cutAfterEvents: 8 });
  const ends: unknown[] = [];
  const read = async () => {
    for await (const piece of await genai.models.generateContentStream(request))
      ends.push(piece.candidates?.[0]?.finishReason);
  };
  await expect(read()).rejects.toThrow("broke off");
  expect(ends.filter((end) => end !== undefined)).toEqual([]);
});

test("without alt=sse a stream is one JSON array, whole or cut", async () => {
  const { url, simulator } = await startSdk();
  const ask = async () => {
    const answer = await fetch(`${url}/v1beta/models/${model}:streamGenerateContent`, {
      method: "POST",
      body: JSON.stringify({ contents: [{ parts: [{ text: "Say: good morning, world" }] }] }),
    });
    expect(answer.headers.get("content-type")).toContain("application/json");
    return (await answer.json()) as Record<string, unknown>[];
  };
  expect((await ask()).at(-1)).toMatchObject({ candidates: [{ finishReason: "STOP" }] });
  simulator.script.next({ text: "one two three four", eventDelayMs: 0, cutAfterEvents: 8 });
  expect((await ask()).at(-1)).toMatchObject({ error: { status: "UNAVAILABLE" } });
});

test("aborting a stream ends the backend's work", async () => {
  const { genai, simulator, client } = await startSdk();
  const gate = createGate();
  simulator.script.next({ text: "never finished", gate: { afterEvents: 6, gate } });
  const controller = new AbortController();
  const config = { abortSignal: controller.signal };
  const read = async () => {
    for await (const piece of await genai.models.generateContentStream({ ...request, config }))
      if (piece.text) controller.abort();
  };
  await expect(read()).rejects.toMatchObject({ name: "AbortError" });
  expect(await simulator.requests.to("/backend-api/codex/responses").at(-1)?.closed).toBe("cut");
  await expect.poll(async () => (await client.requests.recent({ limit: 1 }))[0]?.outcome).toBe("cancelled");
  gate.open();
});
