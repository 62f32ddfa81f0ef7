/** Over real sockets: whatever a client sends is answered, or refused as its mistake; never a fault, never silence. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { drivers, type FieldDriver } from "../support/field-drivers.ts";
import { fuzzedBody } from "../support/fuzzed-body.ts";
import { postJson, startSwitchyard } from "../support/switchyard.ts";

const endpoints = {
  "/v1/chat/completions": "chat",
  "/v1/completions": "completions",
  "/v1/responses": "responses",
  "/v1/responses/input_tokens": "responses",
  "/v1/responses/compact": "responses",
  "/v1/messages": "messages",
  "/v1/messages/count_tokens": "messages",
  "/v1/messages/compact": "messages",
  "/v1/images/generations": "generations",
  "/v1/images/edits": "edits",
};
const bodies = { numRuns: 60, seed: 20_261_120 };

test.each(Object.entries(endpoints))(
  "%s answers with 200 or 400, whatever is in the body",
  async (path, name) => {
    const { url } = await startSwitchyard();
    const statuses = new Map<number, number>();
    const wrong: unknown[] = [];
    // Models are a matter of their own: one that nobody may use is a 404.
    const samples = fc.sample(fuzzedBody(drivers[name] as FieldDriver), bodies);
    for (const body of samples) delete body["model"];
    const queue = [...samples];
    const work = async () => {
      for (let body = queue.pop(); body; body = queue.pop()) {
        const response = await postJson(url + path, body);
        const text = await response.text();
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        if (response.status !== 200 && response.status !== 400)
          wrong.push({ body, status: response.status, text });
      }
    };
    await Promise.all(Array.from({ length: 6 }, work));
    expect(wrong).toEqual([]);
    // Both ends of the road were reached.
    expect(statuses.get(200)).toBeGreaterThan(0);
    expect(statuses.get(400)).toBeGreaterThan(0);
  },
);

test("what is nested too deeply to be looked through is the client's mistake", async () => {
  const { url } = await startSwitchyard();
  const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
  const tool = `{"type":"function","function":{"name":"look","parameters":{"properties":${deep}}}}`;
  const chat = `{"messages":[{"role":"user","content":"hi"}],"tools":[${tool}]}`;
  const response = await postJson(`${url}/v1/chat/completions`, chat);
  const { error } = (await response.json()) as { error: { code: string } };
  expect([response.status, error.code]).toEqual([400, "nested_too_deeply"]);
});

test("names that no header can carry do not hinder the answer", async () => {
  const { url } = await startSwitchyard();
  const names = ["漢字\n", "ü", "x".repeat(5000)];
  const tools = names.map((name) => ({ type: "code_execution_20250825", name }));
  const response = await postJson(`${url}/v1/messages`, {
    max_tokens: 5,
    messages: [{ role: "user", content: "hi" }],
    tools,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("x-switchyard-dropped")).toMatch(
    /^max_tokens, tools\.\?\?\?, tools\.\?, tools\.x+$/,
  );
});
