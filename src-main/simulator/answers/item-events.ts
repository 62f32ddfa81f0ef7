/** The events of one output item: opening, filling, closing. */
import type { Citation, PlannedItem } from "./answer-plan.ts";
import type { TurnContext, WireEvent } from "../sending/wire-event.ts";
import type { Json } from "../rules/json-shape.ts";
import type { PlannedCall } from "../rules/tool-requests.ts";

export interface ItemEvents {
  open: WireEvent[];
  deltas: WireEvent[];
  close: WireEvent[];
  /** As in `response.output_item.done`. */
  item: Json;
}

type ItemContext = Pick<TurnContext, "ids" | "encrypt" | "renderImage">;

/** Words with the space after them; scripts without spaces come in short pieces. */
function textPieces(text: string): string[] {
  return text.match(/\s*\S{1,24}\s*/gu) ?? [];
}

function added(index: number, item: Json): WireEvent {
  return { type: "response.output_item.added", output_index: index, item };
}

function done(index: number, item: Json): WireEvent {
  return { type: "response.output_item.done", output_index: index, item };
}

function reasoning(
  summary: string | null,
  encrypted: boolean,
  index: number,
  context: ItemContext,
): ItemEvents {
  const id = context.ids.id("rs_");
  const item: Json = {
    id,
    type: "reasoning",
    summary: summary === null ? [] : [{ type: "summary_text", text: summary }],
    ...(encrypted && { encrypted_content: context.encrypt("reasoning") }),
  };
  const open = [added(index, { id, type: "reasoning", summary: [] })];
  if (summary === null) return { open, deltas: [], close: [done(index, item)], item };
  const at = { item_id: id, output_index: index, summary_index: 0 };
  open.push({
    type: "response.reasoning_summary_part.added",
    ...at,
    part: { type: "summary_text", text: "" },
  });
  return {
    open,
    deltas: textPieces(summary).map((delta) => ({
      type: "response.reasoning_summary_text.delta",
      ...at,
      delta,
    })),
    close: [
      { type: "response.reasoning_summary_text.done", ...at, text: summary },
      { type: "response.reasoning_summary_part.done", ...at, part: { type: "summary_text", text: summary } },
      done(index, item),
    ],
    item,
  };
}

function message(
  text: string,
  refused: boolean,
  citations: Citation[],
  index: number,
  context: ItemContext,
): ItemEvents {
  const id = context.ids.id("msg_");
  const annotations = citations.map(({ url, title, start, end }) => ({
    type: "url_citation",
    url,
    title,
    start_index: start,
    end_index: end,
  }));
  const part = refused ? { type: "refusal", refusal: text } : { type: "output_text", text, annotations };
  const empty = refused
    ? { type: "refusal", refusal: "" }
    : { type: "output_text", text: "", annotations: [] };
  const shell = { id, type: "message", role: "assistant" };
  const at = { item_id: id, output_index: index, content_index: 0 };
  const kind = refused ? "response.refusal" : "response.output_text";
  const item: Json = { ...shell, status: "completed", content: [part] };
  return {
    open: [
      added(index, { ...shell, status: "in_progress", content: [] }),
      { type: "response.content_part.added", ...at, part: empty },
    ],
    deltas: textPieces(text).map((delta) => ({ type: `${kind}.delta`, ...at, delta })),
    close: [
      ...annotations.map((annotation, annotationIndex) => ({
        type: "response.output_text.annotation.added",
        ...at,
        annotation_index: annotationIndex,
        annotation,
      })),
      { type: `${kind}.done`, ...at, ...(refused ? { refusal: text } : { text }) },
      { type: "response.content_part.done", ...at, part },
      done(index, item),
    ],
    item,
  };
}

function toolCall(call: PlannedCall, index: number, context: ItemContext): ItemEvents {
  const custom = call.kind === "custom";
  const id = context.ids.id(custom ? "ctc_" : "fc_");
  const field = custom ? "input" : "arguments";
  const event = custom ? "response.custom_tool_call_input" : "response.function_call_arguments";
  const shell = {
    id,
    type: custom ? "custom_tool_call" : "function_call",
    call_id: context.ids.id("call_"),
    name: call.name,
    ...(call.namespace !== null && { namespace: call.namespace }),
  };
  const at = { item_id: id, output_index: index };
  const item: Json = { ...shell, status: "completed", [field]: call.payload };
  return {
    open: [added(index, { ...shell, status: "in_progress", [field]: "" })],
    deltas: (call.payload.match(/[\s\S]{1,12}/gu) ?? []).map((delta) => ({
      type: `${event}.delta`,
      ...at,
      delta,
    })),
    close: [{ type: `${event}.done`, ...at, [field]: call.payload }, done(index, item)],
    item,
  };
}

function webSearch(query: string, index: number, context: ItemContext): ItemEvents {
  const id = context.ids.id("ws_");
  const at = { item_id: id, output_index: index };
  const item: Json = {
    id,
    type: "web_search_call",
    status: "completed",
    action: { type: "search", query, queries: [query] },
  };
  return {
    open: [
      added(index, { id, type: "web_search_call", status: "in_progress" }),
      { type: "response.web_search_call.in_progress", ...at },
    ],
    deltas: [{ type: "response.web_search_call.searching", ...at }],
    close: [{ type: "response.web_search_call.completed", ...at }, done(index, item)],
    item,
  };
}

function image(prompt: string, partials: number, index: number, context: ItemContext): ItemEvents {
  const id = context.ids.id("ig_");
  const at = { item_id: id, output_index: index };
  const facts = { size: "1024x1024", quality: "medium", background: "opaque", output_format: "png" };
  const result = context.renderImage(prompt);
  const item: Json = {
    id,
    type: "image_generation_call",
    status: "completed",
    result,
    revised_prompt: prompt,
    ...facts,
  };
  return {
    open: [
      added(index, { id, type: "image_generation_call", status: "in_progress" }),
      { type: "response.image_generation_call.in_progress", ...at },
      { type: "response.image_generation_call.generating", ...at },
    ],
    deltas: Array.from({ length: partials }, (_, partial) => ({
      type: "response.image_generation_call.partial_image",
      ...at,
      partial_image_index: partial,
      partial_image_b64: result,
      ...facts,
    })),
    close: [{ type: "response.image_generation_call.completed", ...at }, done(index, item)],
    item,
  };
}

export function itemEvents(planned: PlannedItem, index: number, context: ItemContext): ItemEvents {
  switch (planned.kind) {
    case "reasoning":
      return reasoning(planned.summary, planned.encrypted, index, context);
    case "text":
      return message(planned.text, false, planned.citations, index, context);
    case "refusal":
      return message(planned.text, true, [], index, context);
    case "call":
      return toolCall(planned.call, index, context);
    case "web-search":
      return webSearch(planned.query, index, context);
    case "image":
      return image(planned.prompt, planned.partials, index, context);
    case "compaction": {
      const item = {
        id: context.ids.id("cmp_"),
        type: "compaction",
        encrypted_content: context.encrypt("compaction"),
      };
      return {
        open: [added(index, { id: item.id, type: "compaction" })],
        deltas: [],
        close: [done(index, item)],
        item,
      };
    }
  }
}
