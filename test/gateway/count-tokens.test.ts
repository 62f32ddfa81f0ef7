import { expect, test } from "vitest";
import { postJson, startSwitchyard, type Running } from "../support/switchyard.ts";

const headers = { "anthropic-version": "2023-06-01" };

async function count(running: Running, body: object): Promise<number> {
  const whole = { model: "claude-opus-5-5", messages: [{ role: "user", content: "hi" }], ...body };
  const response = await postJson(`${running.url}/v1/messages/count_tokens`, whole, headers);
  expect(response.status).toBe(200);
  return ((await response.json()) as { input_tokens: number }).input_tokens;
}

/** The beginning of a PNG of this size. */
function png(width: number, height: number): string {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32BE(0x89504e47, 0);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes.toString("base64");
}

test("tokens are counted here, with the model's window, without asking the backend", async () => {
  const running = await startSwitchyard();
  const body = { model: "claude-opus-5-5", messages: [{ role: "user", content: "hello world" }] };
  const response = await postJson(`${running.url}/v1/messages/count_tokens?beta=true`, body, headers);
  expect(await response.json()).toEqual({
    input_tokens: 6,
    context_window: 272_000,
    auto_compact_limit: 244_800,
    auto_compact_token_limit: 244_800,
  });
  expect(running.simulator.requests.turns()).toHaveLength(0);
});

test("every kind of block counts", async () => {
  const running = await startSwitchyard();
  const plain = await count(running, {});
  const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
  const assistant = (content: unknown) => ({
    messages: [
      { role: "user", content: "hi" },
      { role: "assistant", content },
    ],
  });
  const text = "twenty words or so ".repeat(20);
  const image = (data: string) =>
    user([{ type: "image", source: { type: "base64", media_type: "image/png", data } }]);
  const schema = { type: "object", properties: { a: { type: "string", description: text } } };
  const more: Record<string, object> = {
    system: { system: [{ type: "text", text }] },
    text: user([{ type: "text", text }]),
    thinking: assistant([{ type: "thinking", thinking: text, signature: "x" }]),
    tool_use: assistant([{ type: "tool_use", id: "toolu_1", name: "read", input: { text } }]),
    tool_result: user([{ type: "tool_result", tool_use_id: "toolu_1", content: text }]),
    nested: user([{ type: "tool_result", tool_use_id: "toolu_1", content: [{ type: "text", text }] }]),
    document: user([{ type: "document", source: { type: "text", media_type: "text/plain", data: text } }]),
    tools: { tools: [{ name: "read", input_schema: schema }] },
    system_message: {
      messages: [
        { role: "user", content: "hi" },
        { role: "system", content: text },
      ],
    },
  };
  for (const [name, body] of Object.entries(more)) {
    expect((await count(running, body)) - plain, name).toBeGreaterThan(75);
  }
  expect((await count(running, image(png(750, 100)))) - plain).toBeLessThan(110);
  expect((await count(running, image(png(4000, 3000)))) - plain).toBeGreaterThan(1500);
  const billing = [{ type: "text", text: `x-anthropic-billing-header: ${text}` }];
  expect(await count(running, { system: billing })).toBe(plain);
  const deferred = { name: "later", input_schema: schema, defer_loading: true };
  const search = { name: "ToolSearch", input_schema: { type: "object" } };
  expect(await count(running, { tools: [search, deferred] })).toBe(await count(running, { tools: [search] }));
});

test("many at once, with awkward text, all get the same right number", async () => {
  const running = await startSwitchyard();
  const awkward = "ab".repeat(200_000) + " ".repeat(60_000) + "漢字".repeat(30_000);
  const body = { messages: [{ role: "user", content: awkward }] };
  const counts = await Promise.all(Array.from({ length: 25 }, () => count(running, body)));
  expect(new Set(counts).size).toBe(1);
  expect(counts[0]).toBeGreaterThan(100_000);
  expect(counts[0]).toBeLessThan(300_000);
});

test("a wrong request is refused as a message would be", async () => {
  const { url } = await startSwitchyard();
  const response = await postJson(`${url}/v1/messages/count_tokens`, { messages: [] }, headers);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ type: "error", error: { type: "invalid_request_error" } });
});

test("what the client asks to be left out is not counted, and what it was before is told", async () => {
  const running = await startSwitchyard();
  const thinking = { type: "thinking", thinking: "hm ".repeat(200), signature: "s" };
  const messages = [1, 2].flatMap((n) => [
    { role: "user", content: `question ${n}` },
    { role: "assistant", content: [thinking, { type: "text", text: "answer" }] },
  ]);
  const edits = [{ type: "clear_thinking_20251015" }];
  const body = { model: "claude-opus-5-5", messages, context_management: { edits } };
  const response = await postJson(`${running.url}/v1/messages/count_tokens`, body, headers);
  const told = (await response.json()) as {
    input_tokens: number;
    context_management: { original_input_tokens: number };
  };
  expect(told.context_management.original_input_tokens - told.input_tokens).toBeGreaterThan(190);
});
