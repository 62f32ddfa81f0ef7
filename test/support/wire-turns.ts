/** Any turn the backend can stream, for properties that hold for all of them. */
import * as fc from "fast-check";
import type { WireEvent } from "../../src-main/protocols/wire/wire.ts";
import { createEventDecoder } from "../../src-main/providers/responses/sse-events.ts";

export interface Item {
  kind: "text" | "reasoning" | "call" | "custom" | "search";
  pieces: string[];
}

/** Any text people and models write, multi-byte characters included. */
const piece = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("ü", "漢字", "👩‍👩‍👧", "\n\n", "data: ", '"}'),
);
const item: fc.Arbitrary<Item> = fc.record({
  kind: fc.constantFrom("text", "reasoning", "call", "custom", "search"),
  pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
});
export const turnItems = fc.array(item, { minLength: 1, maxLength: 5 });

/** The backend's events for these items; with `order`, the items' events interleaved. */
export function wireText(items: Item[], order: number[], lineEnd: string): string {
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
          item: {
            id,
            type: "reasoning",
            summary: [{ type: "summary_text", text: whole }],
            encrypted_content: `sealed_${index}`,
          },
        },
      ];
    }
    case "search": {
      const id = `ws_${index}`;
      const action = { type: "search", query: whole };
      return [
        { type: "response.output_item.added", ...at, item: { id, type: "web_search_call" } },
        { type: "response.output_item.done", ...at, item: { id, type: "web_search_call", action } },
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

/** The events of these bytes, read in pieces that end at `cuts`. */
export function decode(bytes: Buffer, cuts: number[]): WireEvent[] {
  const decoder = createEventDecoder();
  const marks = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return marks.slice(1).flatMap((mark, index) => decoder.push(bytes.subarray(marks[index], mark)));
}
