/** Events of the Messages API as those of the Responses protocol, however their bytes are cut. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { messagesUsage } from "../../../src-main/protocols/messages/usage.ts";
import { createCollector } from "../../../src-main/protocols/wire/collect.ts";
import { tokenUsage } from "../../../src-main/protocols/wire/token-usage.ts";
import { terminalOf, type WireEvent } from "../../../src-main/protocols/wire/wire.ts";
import { finish, initialEvents, stepEvents } from "../../../src-main/providers/anthropic/events.ts";
import { limitsOfHeaders } from "../../../src-main/providers/anthropic/limits.ts";
import type { Reading } from "../../../src-main/providers/anthropic/request.ts";
import { laterCounts, noCounts, wireUsage } from "../../../src-main/providers/anthropic/usage.ts";
import { faultIn } from "../../../src-main/providers/responses/event-shape.ts";
import { createJsonEvents } from "../../../src-main/providers/json-events.ts";
import { plannedAnswer } from "../../../src-main/simulator/anthropic/answer-events.ts";

const reading: Reading = {
  owner: { provider: "anthropic", slot: "one", model: "m" },
  clientTools: new Map([
    ["files__look", { name: "look", namespace: "files", kind: "function" }],
    ["tool_search", { name: "tool_search", kind: "search" }],
    ["patch", { name: "patch", kind: "custom" }],
  ]),
  jsonTool: null,
};

const plan = {
  redacted: true,
  thinking: "Let me think about ü.",
  search: { query: "news", pages: [{ url: "https://example.com", title: "A" }] },
  text: "Here it is: grüße 👋 to all.",
  tools: [
    { name: "files__look", input: { path: "ä/b" } },
    { name: "tool_search", input: { query: "mail" } },
    { name: "patch", input: { input: "*** Begin\n" } },
  ],
} as const;
const usage = { input_tokens: 5, cache_read_input_tokens: 3, output_tokens: 7 };
const { frames } = plannedAnswer({ model: "m", messages: [] }, plan, { id: "msg_1", usage, dropped: [] });
const bytes = Buffer.from(
  frames.map((each) => `event: ${each.type}\ndata: ${JSON.stringify(each)}\n\n`).join(""),
);

function read(...chunks: Buffer[]): WireEvent[] {
  const decoder = createJsonEvents();
  const state = initialEvents(reading, 0, "fallback");
  const events = chunks.flatMap((chunk) =>
    decoder.push(chunk).flatMap((event) => (event === "done" ? [] : stepEvents(state, event))),
  );
  return [...events, ...finish(state)];
}

const whole = read(bytes);

test("every event has the protocol's shape and its number, and exactly one is the last", () => {
  expect(whole.map(faultIn).filter((fault) => fault !== null)).toEqual([]);
  expect(whole.map(({ data }) => data.sequence_number)).toEqual(whole.map((_, at) => at));
  expect(whole.filter(({ type }) => terminalOf(type) !== null)).toEqual([whole.at(-1)]);
});

test("items are begun, filled and ended, calls under the client's own names", () => {
  const collector = createCollector();
  for (const event of whole) collector.push(event);
  const response = collector.response();
  expect(response).toMatchObject({
    id: "resp_1",
    status: "completed",
    model: "m",
    usage: {
      input_tokens: 8,
      input_tokens_details: { cached_tokens: 3 },
      output_tokens: 7,
      total_tokens: 15,
    },
  });
  expect(response?.output).toMatchObject([
    { type: "reasoning", id: "rs_1_0", summary: [] },
    { type: "reasoning", summary: [{ type: "summary_text", text: plan.thinking }] },
    { type: "web_search_call", action: { query: "news", sources: [{ url: "https://example.com" }] } },
    {
      type: "message",
      content: [
        {
          text: plan.text,
          annotations: [{ url: "https://example.com", start_index: 0, end_index: plan.text.length }],
        },
      ],
    },
    { type: "function_call", name: "look", namespace: "files", arguments: '{"path":"ä/b"}' },
    { type: "tool_search_call", execution: "client", arguments: { query: "mail" } },
    { type: "custom_tool_call", name: "patch", input: "*** Begin\n" },
  ]);
  const added = whole.filter(({ type }) => type === "response.output_item.added");
  const done = whole.filter(({ type }) => type === "response.output_item.done");
  expect(added.map(({ data }) => data.item?.id)).toEqual(done.map(({ data }) => data.item?.id));
});

test("wherever the bytes are cut, the events are the same", () => {
  const expected = whole.map(({ raw }) => raw);
  const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  expect(read(...single).map(({ raw }) => raw)).toEqual(expected);
  for (let cut = 1; cut < bytes.length; cut += 13)
    expect(read(bytes.subarray(0, cut), bytes.subarray(cut)).map(({ raw }) => raw)).toEqual(expected);
});

test("a whole input at a block's beginning, no message_stop and no id: what compatible endpoints do", () => {
  const state = initialEvents(reading, 0, "fallback");
  const events = [
    { type: "message_start", message: { usage: { input_tokens: 2 } } },
    {
      type: "content_block_start",
      content_block: { type: "tool_use", id: "t", name: "go", input: { a: 1 } },
    },
    { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 3 } },
  ].flatMap((event) => stepEvents(state, event));
  events.push(...finish(state), ...finish(state), ...stepEvents(state, { type: "message_stop" }));
  expect(events.find(({ type }) => type === "response.output_item.done")?.data.item).toMatchObject({
    type: "function_call",
    arguments: '{"a":1}',
  });
  expect(events.filter(({ type }) => terminalOf(type) !== null)).toHaveLength(1);
  expect(events.at(-1)?.data.response).toMatchObject({ id: "resp_fallback", usage: { total_tokens: 5 } });
});

test.each([
  ["end_turn", "completed", undefined],
  ["stop_sequence", "completed", undefined],
  ["max_tokens", "incomplete", "max_output_tokens"],
  ["model_context_window_exceeded", "incomplete", "max_output_tokens"],
  ["refusal", "incomplete", "content_filter"],
])("%s is told as %s", (stop_reason, status, reason) => {
  const state = initialEvents(reading, 0, "x");
  stepEvents(state, { type: "message_delta", delta: { stop_reason } });
  const [last] = finish(state);
  expect(last?.data.response?.status).toBe(status);
  expect(last?.data.response?.incomplete_details?.reason).toBe(reason);
});

test("one that says it is over is over, though it gave no reason", () => {
  const state = initialEvents(reading, 0, "x");
  stepEvents(state, { type: "message_start", message: {} });
  expect(stepEvents(state, { type: "message_stop" }).map(({ type }) => type)).toEqual(["response.completed"]);
});

test("a stream that ends without a reason has no end", () => {
  const state = initialEvents(reading, 0, "x");
  stepEvents(state, { type: "message_start", message: {} });
  expect(finish(state)).toEqual([]);
});

test("usage is the same there and back", () => {
  const count = fc.nat(1_000_000);
  const counts = fc.record({ input: count, cacheRead: count, cacheWritten: count, output: count });
  fc.assert(
    fc.property(counts, (told) => {
      const wire = wireUsage({ ...told, thinking: null });
      expect(laterCounts(noCounts, messagesUsage(wire, 0, null))).toEqual({ ...told, thinking: null });
      const again = wireUsage(laterCounts(noCounts, messagesUsage(wire, 0, null)));
      expect(again).toEqual(wire);
      const { input, cacheRead, cacheWritten } = told;
      expect(tokenUsage(wire)).toMatchObject({
        input: input + cacheRead + cacheWritten,
        cached: cacheRead,
        cacheWrite: cacheWritten,
      });
    }),
  );
});

test("limits are told by minute and meter, a plan's windows as such", () => {
  const told = limitsOfHeaders({
    "anthropic-ratelimit-input-tokens-limit": "1000",
    "anthropic-ratelimit-input-tokens-remaining": "250",
    "anthropic-ratelimit-input-tokens-reset": "2026-12-01T00:00:00Z",
    "anthropic-ratelimit-unified-5h-utilization": "0.4",
    "anthropic-ratelimit-unified-5h-reset": "1796083200",
  });
  expect(told?.windows).toEqual([
    { minutes: 300, usedPercent: 40, resetsAt: 1_796_083_200_000, meter: null },
    { minutes: 1, usedPercent: 75, resetsAt: Date.UTC(2026, 11, 1), meter: "input tokens" },
  ]);
  expect(limitsOfHeaders({ "x-other": "1" })).toBeNull();
});
