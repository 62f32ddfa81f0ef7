/**
 * What holds for every stream: cut anywhere into pieces the client sees the same bytes; cut off anywhere it gets
 * exactly one ending; streamed and not, it is the same answer.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chatCompletion } from "../../src-main/translate/chat-completion.ts";
import { failChat, initialChat, stepChat, type ChatTurn } from "../../src-main/translate/chat-stream.ts";
import { createCollector } from "../../src-main/translate/collect.ts";
import { failResponses, initialResponses, stepResponses } from "../../src-main/translate/responses-stream.ts";
import { terminalOf, type WireEvent } from "../../src-main/translate/responses-wire.ts";
import { createToolNames } from "../../src-main/translate/tool-names.ts";
import { createEventDecoder } from "../../src-main/upstream/sse-events.ts";

interface Item {
  kind: "text" | "reasoning" | "call" | "custom";
  pieces: string[];
}

/** Any text people and models write, multi-byte characters included. */
const piece = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("ü", "漢字", "👩‍👩‍👧", "\n\n", "data: ", '"}'),
);
const item: fc.Arbitrary<Item> = fc.record({
  kind: fc.constantFrom("text", "reasoning", "call", "custom"),
  pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
});
const turnItems = fc.array(item, { minLength: 1, maxLength: 5 });

/** The backend's events for these items; with `order`, the items' events interleaved. */
function wireText(items: Item[], order: number[], lineEnd: string): string {
  const lanes = items.map((made, index) => itemEvents(made, index));
  const events: object[] = [{ type: "response.created", response: { id: "resp_1", status: "in_progress" } }];
  const queues = lanes.map((lane) => [...lane]);
  for (const pick of order) {
    const queue = queues[pick % queues.length];
    const next = queue?.shift();
    if (next) events.push(next);
  }
  for (const queue of queues) events.push(...queue);
  events.push({
    type: "response.completed",
    response: { id: "resp_1", status: "completed", output: [], usage: { input_tokens: 7, output_tokens: 3 } },
  });
  return events
    .map((event, index) => ({ ...event, sequence_number: index }))
    .map((event) =>
      [
        `event: ${(event as unknown as { type: string }).type}`,
        `data: ${JSON.stringify(event)}`,
        "",
        "",
      ].join(lineEnd),
    )
    .join("");
}

function itemEvents({ kind, pieces }: Item, index: number): object[] {
  const whole = pieces.join("");
  const at = { output_index: index };
  switch (kind) {
    case "text": {
      const id = `msg_${index}`;
      return [
        { type: "response.output_item.added", ...at, item: { id, type: "message", content: [] } },
        ...pieces.map((delta) => ({
          type: "response.output_text.delta",
          item_id: id,
          ...at,
          content_index: 0,
          delta,
        })),
        {
          type: "response.output_item.done",
          ...at,
          item: { id, type: "message", role: "assistant", content: [{ type: "output_text", text: whole }] },
        },
      ];
    }
    case "reasoning": {
      const id = `rs_${index}`;
      return [
        { type: "response.output_item.added", ...at, item: { id, type: "reasoning", summary: [] } },
        ...pieces.map((delta) => ({
          type: "response.reasoning_summary_text.delta",
          item_id: id,
          ...at,
          summary_index: 0,
          delta,
        })),
        {
          type: "response.output_item.done",
          ...at,
          item: { id, type: "reasoning", summary: [{ type: "summary_text", text: whole }] },
        },
      ];
    }
    case "call":
    case "custom": {
      const custom = kind === "custom";
      const id = `${custom ? "ctc" : "fc"}_${index}`;
      const type = custom ? "custom_tool_call" : "function_call";
      const field = custom ? "input" : "arguments";
      const made = { id, type, call_id: `call_${index}`, name: `tool_${index}` };
      return [
        { type: "response.output_item.added", ...at, item: { ...made, [field]: "" } },
        ...pieces.map((delta) => ({
          type: custom ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta",
          item_id: id,
          ...at,
          delta,
        })),
        { type: "response.output_item.done", ...at, item: { ...made, [field]: whole } },
      ];
    }
  }
}

function decode(bytes: Buffer, cuts: number[]): WireEvent[] {
  const decoder = createEventDecoder();
  const marks = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return marks.slice(1).flatMap((mark, index) => decoder.push(bytes.subarray(marks[index], mark)));
}

const chatTurn: ChatTurn = {
  id: "1",
  created: 1,
  model: "m",
  names: createToolNames(),
  stop: [],
  includeUsage: true,
  choice: 0,
  alone: true,
};

const translators = {
  chat: {
    start: () => initialChat(chatTurn),
    step: stepChat as (state: never, event: WireEvent) => string,
    fail: (state: never) => failChat(state, { error: { message: "cut" } }),
    ending: /data: \[DONE\]|data: \{"error"/g,
  },
  responses: {
    start: () => initialResponses({ model: "m", names: createToolNames(), kept: false }),
    step: stepResponses as (state: never, event: WireEvent) => string,
    fail: (state: never) => failResponses(state, { code: "stream_cut", message: "cut" }),
    ending: /^event: response\.(?:completed|failed|incomplete)$/gm,
  },
};

describe.each(Object.entries(translators))("%s", (_name, { start, step, fail, ending }) => {
  const run = (events: WireEvent[]) => {
    const state = start() as never;
    return events.map((event) => step(state, event)).join("");
  };

  test("any split of the bytes gives identical frames", () => {
    fc.assert(
      fc.property(
        turnItems,
        fc.array(fc.nat()),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.nat(100_000), { maxLength: 20 }),
        (items, order, lineEnd, cuts) => {
          const bytes = Buffer.from(wireText(items, order, lineEnd));
          expect(run(decode(bytes, cuts))).toBe(run(decode(bytes, [])));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("every single byte by itself gives identical frames", () => {
    const bytes = Buffer.from(wireText([{ kind: "text", pieces: ["ü漢👩‍👩‍👧", "b"] }], [], "\r\n"));
    const all = Array.from({ length: bytes.length }, (_, index) => index);
    expect(run(decode(bytes, all))).toBe(run(decode(bytes, [])));
  });

  test("cut off anywhere there is exactly one ending, and nothing after it", () => {
    fc.assert(
      fc.property(turnItems, fc.array(fc.nat()), fc.nat(), (items, order, cut) => {
        const events = decode(Buffer.from(wireText(items, order, "\n")), []);
        const kept = events.slice(0, cut % (events.length + 1));
        const state = start() as never;
        let text = kept.map((event) => step(state, event)).join("");
        text += fail(state);
        // Nothing more comes, whatever is asked.
        for (const event of events) text += step(state, event);
        text += fail(state);
        expect(text.match(ending)).toHaveLength(1);
        const whole = kept.some((event) => terminalOf(event.type) !== null);
        expect(text.includes("cut")).toBe(!whole);
      }),
      { numRuns: 300 },
    );
  });
});

test("a chat stream adds up to the same answer as the one that is not streamed", () => {
  fc.assert(
    fc.property(turnItems, fc.array(fc.nat()), (items, order) => {
      const events = decode(Buffer.from(wireText(items, order, "\n")), []);
      const collector = createCollector();
      for (const event of events) collector.push(event);
      const whole = chatCompletion(chatTurn, collector.terminalType() ?? "", collector.response() ?? {}) as {
        choices: { message: { content: string | null; tool_calls?: unknown[] }; finish_reason: string }[];
        usage: unknown;
      };
      const state = initialChat(chatTurn);
      const chunks = events
        .map((event) => stepChat(state, event))
        .join("")
        .split("\n\n")
        .filter((frame) => frame.startsWith("data: {"))
        .map((frame) => JSON.parse(frame.slice(6)) as ChatChunk);
      const calls: { id: string; type: string; body: string }[] = [];
      let text = "";
      for (const { choices } of chunks) {
        text += choices[0]?.delta.content ?? "";
        for (const call of choices[0]?.delta.tool_calls ?? []) {
          if (call.id) calls[call.index] = { id: call.id, type: call.type ?? "", body: "" };
          const made = calls[call.index];
          if (made) made.body += call.function?.arguments ?? call.custom?.input ?? "";
        }
      }
      const message = whole.choices[0]?.message;
      // Interleaved texts arrive in another order than they end up in.
      expect([...text].toSorted().join("")).toBe([...(message?.content ?? "")].toSorted().join(""));
      expect(calls.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
        (message?.tool_calls ?? [])
          .map((call) => call as Called)
          .map(({ id, type, function: made, custom }) => ({
            id,
            type,
            body: made?.arguments ?? custom?.input ?? "",
          }))
          .toSorted((a, b) => a.id.localeCompare(b.id)),
      );
      const reasons = chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? []);
      expect(reasons).toEqual([whole.choices[0]?.finish_reason]);
      expect(chunks.at(-1)?.usage).toEqual(whole.usage);
    }),
    { numRuns: 300 },
  );
});

interface ChatChunk {
  choices: {
    delta: {
      content?: string;
      tool_calls?: {
        index: number;
        id?: string;
        type?: string;
        function?: { arguments: string };
        custom?: { input: string };
      }[];
    };
    finish_reason: string | null;
  }[];
  usage?: unknown;
}

interface Called {
  id: string;
  type: string;
  function?: { arguments: string };
  custom?: { input: string };
}
