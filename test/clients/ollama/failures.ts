import { expect, test } from "vitest";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { plainAccounts } from "../../support/switchyard.ts";
import { model, startSdk } from "./sdk.ts";

const request = { model, messages: [{ role: "user", content: "hello" }] };

test("a used-up plan is told with its status and until when, streamed and not", async () => {
  const accounts = plainAccounts.map((account) => ({ ...account, exhausted: true }));
  const { ollama } = await startSdk({ accounts });
  const told = { status_code: 429, message: expect.stringContaining("resets at") as string };
  await expect(ollama.chat(request)).rejects.toMatchObject(told);
  await expect(ollama.chat({ ...request, stream: true })).rejects.toMatchObject(told);
});

test("a wrong request and an unknown path are told in Ollama's words", async () => {
  const { ollama, url } = await startSdk();
  await expect(ollama.chat({ ...request, format: "xml" })).rejects.toThrow("'format' must be");
  const embed = await fetch(`${url}/api/embed`, { method: "POST", body: "{}" });
  expect(embed.status).toBe(404);
  expect(await embed.json()).toEqual({ error: expect.stringContaining("/api/embed") as string });
});

test("a stream that breaks off ends with an error and never looks complete", async () => {
  const { ollama, simulator } = await startSdk();
  simulator.script.next({ text: "one two three four", eventDelayMs: 0, cutAfterEvents: 8 });
  const seen: boolean[] = [];
  const read = async () => {
    for await (const part of await ollama.chat({ ...request, stream: true })) seen.push(part.done);
  };
  await expect(read()).rejects.toThrow("broke off");
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).not.toContain(true);
});

test("aborting a stream ends the backend's work", async () => {
  const { ollama, simulator, client } = await startSdk();
  const gate = createGate();
  simulator.script.next({ text: "never finished", gate: { afterEvents: 6, gate } });
  const stream = await ollama.chat({ ...request, stream: true });
  const read = async () => {
    for await (const part of stream) if (part.message.content) stream.abort();
  };
  await expect(read()).rejects.toMatchObject({ name: "AbortError" });
  expect(await simulator.requests.to("/backend-api/codex/responses").at(-1)?.closed).toBe("cut");
  await expect.poll(async () => (await client.requests.recent({ limit: 1 }))[0]?.outcome).toBe("cancelled");
  gate.open();
});
