/** Turns planned items into the documented event sequences (codex-backend 2.6). */
import { itemEvents, type ItemEvents } from "../answers/item-events.ts";
import type { PlannedItem } from "../answers/answer-plan.ts";
import type { Json } from "../rules/json-shape.ts";
import type { TokenCounts } from "../rules/token-counts.ts";
import type { TurnContext, WireEvent } from "./wire-event.ts";

/** Without instructions and tools, which the real backend repeats in every response object. */
function responseObject(context: TurnContext, id: string, status: string, more: Json): Json {
  const { body } = context;
  return {
    id,
    object: "response",
    created_at: context.createdAt,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    model: body["model"],
    output: [],
    parallel_tool_calls: body["parallel_tool_calls"] ?? true,
    previous_response_id: null,
    prompt_cache_key: body["prompt_cache_key"] ?? null,
    reasoning: body["reasoning"] ?? { effort: null, summary: null },
    service_tier: body["service_tier"] ?? "default",
    store: false,
    text: body["text"] ?? { format: { type: "text" } },
    tool_choice: body["tool_choice"] ?? "auto",
    usage: null,
    metadata: {},
    ...more,
  };
}

function wireUsage(usage: TokenCounts): Json {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached, cache_write_tokens: 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

function terminal(context: TurnContext, id: string, output: Json[]): WireEvent[] {
  const { end } = context;
  const usage = wireUsage(context.usage);
  switch (end.kind) {
    case "completed": {
      const more = { usage, output: context.fillOutput ? output : [] };
      return [{ type: "response.completed", response: responseObject(context, id, "completed", more) }];
    }
    case "incomplete": {
      const more = { usage, incomplete_details: { reason: end.reason } };
      return [{ type: "response.incomplete", response: responseObject(context, id, "incomplete", more) }];
    }
    case "failed":
      return [
        { type: "response.failed", response: responseObject(context, id, "failed", { error: end.error }) },
      ];
    case "error":
      return [{ type: "error", error: end.error }];
    case "none":
      return [];
  }
}

function sequential(items: ItemEvents[]): WireEvent[] {
  return items.flatMap((item) => [...item.open, ...item.deltas, ...item.close]);
}

function interleave(items: ItemEvents[]): WireEvent[] {
  const longest = Math.max(0, ...items.map((item) => item.deltas.length));
  const deltas: WireEvent[] = [];
  for (let index = 0; index < longest; index += 1) {
    for (const item of items) {
      const delta = item.deltas[index];
      if (delta) deltas.push(delta);
    }
  }
  return [...items.flatMap((item) => item.open), ...deltas, ...items.flatMap((item) => item.close)];
}

/** All events of a turn, numbered from 0. */
export function writeEvents(plan: PlannedItem[], context: TurnContext): WireEvent[] {
  const id = context.ids.id("resp_");
  const items = plan.map((item, index) => itemEvents(item, index, context));
  const output = context.interleaved ? interleave(items) : sequential(items);
  const sent = context.endAfterOutputEvents === null ? output : output.slice(0, context.endAfterOutputEvents);
  const events: WireEvent[] = [
    { type: "response.created", response: responseObject(context, id, "in_progress", {}) },
    { type: "response.in_progress", response: responseObject(context, id, "in_progress", {}) },
    ...(context.rateLimits ? [{ type: "codex.rate_limits", ...context.rateLimits }] : []),
    ...sent,
    ...terminal(
      context,
      id,
      items.map((item) => item.item),
    ),
  ];
  for (const [index, event] of events.entries()) event["sequence_number"] = index;
  return events;
}
