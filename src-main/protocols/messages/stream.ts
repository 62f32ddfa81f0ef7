/**
 * Responses events to the events of the Messages API (translation 5.4). `step` returns what to send for an event,
 * often nothing; after the terminal event or `failMessages` nothing more comes.
 */
import type { AppliedEdit } from "./context-editing.ts";
import { createBlockSequence, type BlockEvent, type BlockSequence, type Lane } from "./block-sequence.ts";
import { isCall } from "../chat/stream.ts";
import { imageOfItem, imageType } from "../images/answer.ts";
import type { ThinkingDisplay } from "./request.ts";
import { messagesUsage, type MessagesUsage } from "./usage.ts";
import { portableId } from "../shared/portable-id.ts";
import type { WireEvent, WireEventData, WireItem, WireResponse } from "../wire/wire.ts";
import { createStopCutter, type StopCutter } from "../shared/stop-cutter.ts";
import { sealThinking } from "./thinking-signature.ts";
import type { ToolNames } from "../shared/tool-names.ts";
import { createWebSearches, pagesOf, type WebSearches } from "./web-search-blocks.ts";

export interface MessagesTurn {
  /** Without prefix; the answer's id is `msg_…`. */
  id: string;
  /** The name the client asked for. */
  model: string;
  /** The model that answers, for signatures. */
  servedBy: string;
  names: ToolNames;
  thinking: ThinkingDisplay;
  stop: readonly string[];
  /** Estimate: the backend tells the real number at the end. */
  inputTokens: number;
  /** What was left out before the turn was sent, where the client asked for it. */
  edits: readonly AppliedEdit[] | null;
}

export type MessagesEvent =
  | BlockEvent
  | { type: "message_start"; message: Record<string, unknown> & { usage: MessagesUsage } }
  | {
      type: "message_delta";
      delta: { stop_reason: string; stop_sequence: string | null };
      usage: MessagesUsage;
      context_management?: { applied_edits: readonly AppliedEdit[] };
    }
  | { type: "message_stop" };

interface OpenItem {
  type: string;
  lane: Lane;
  cutter: StopCutter;
  /** Whether any of its content came in pieces: it is sent piece by piece or once, never twice. */
  sent: boolean;
  summaryIndex: number | null;
  citations: unknown[];
}

export interface MessagesState {
  turn: MessagesTurn;
  blocks: BlockSequence;
  items: Map<string, OpenItem>;
  searches: WebSearches;
  started: boolean;
  calls: number;
  refused: boolean;
  stopSequence: string | null;
  ended: boolean;
}

export function initialMessages(turn: MessagesTurn): MessagesState {
  return {
    turn,
    blocks: createBlockSequence(),
    items: new Map(),
    searches: createWebSearches(),
    started: false,
    calls: 0,
    refused: false,
    stopSequence: null,
    ended: false,
  };
}

/** `account`: short name of the account that answers, for signatures. */
export function stepMessages(state: MessagesState, event: WireEvent, account: string): MessagesEvent[] {
  if (state.ended) return [];
  const begun = begin(state);
  const { type, data } = event;
  if (type === "response.completed" || type === "response.incomplete") {
    return [...begun, ...finish(state, type, data.response ?? {})];
  }
  // Behind a stop sequence nothing counts but the usage.
  if (state.stopSequence !== null) return begun;
  return [...begun, ...contentEvents(state, event, account)];
}

/** The error as the stream's last word: a cut answer must not look complete, so no message_stop. */
export function failMessages<T>(state: MessagesState, error: T): T[] {
  if (state.ended) return [];
  state.ended = true;
  return [error];
}

export function writeMessagesEvent(event: { type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function begin(state: MessagesState): MessagesEvent[] {
  if (state.started) return [];
  state.started = true;
  const { id, model, inputTokens } = state.turn;
  const message = {
    id: `msg_${id}`,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: messagesUsage({ input_tokens: inputTokens }, 0, null),
  };
  return [{ type: "message_start", message }];
}

function contentEvents(state: MessagesState, { type, data }: WireEvent, account: string): BlockEvent[] {
  switch (type) {
    case "response.output_item.added":
      return data.item ? openItem(state, data, data.item).shown : [];
    case "response.output_text.delta":
    case "response.refusal.delta":
      if (type === "response.refusal.delta") state.refused = true;
      return text(state, itemOf(state, data, "message"), data.delta ?? "");
    case "response.output_text.annotation.added":
      return citation(itemOf(state, data, "message"), data.annotation);
    case "response.reasoning_summary_text.delta":
    case "response.reasoning_text.delta":
      return thought(state, itemOf(state, data, "reasoning"), data);
    case "response.function_call_arguments.delta": {
      const item = find(state, data);
      if (!item || !data.delta) return [];
      item.sent = true;
      return item.lane.delta({ type: "input_json_delta", partial_json: data.delta });
    }
    case "response.output_item.done":
      return data.item ? itemDone(state, data, data.item, account) : [];
    default:
      return [];
  }
}

function keysOf(data: WireEventData): string[] {
  const id = data.item_id ?? data.item?.id;
  const output = data.output_index;
  return [...(id === undefined ? [] : [`item ${id}`]), ...(output === undefined ? [] : [`output ${output}`])];
}

function find(state: MessagesState, data: WireEventData): OpenItem | undefined {
  for (const key of keysOf(data)) {
    const item = state.items.get(key);
    if (item) return item;
  }
  return undefined;
}

/** An item may be filled without ever having been opened. */
function itemOf(state: MessagesState, data: WireEventData, type: string): OpenItem {
  return find(state, data) ?? openItem(state, data, { type }).item;
}

const shownTypes = new Set(["message", "reasoning", "web_search_call", "image_generation_call"]);

function openItem(
  state: MessagesState,
  data: WireEventData,
  wire: WireItem,
): { item: OpenItem; shown: BlockEvent[] } {
  const item: OpenItem = {
    type: wire.type,
    lane: state.blocks.lane(),
    cutter: createStopCutter(state.turn.stop),
    sent: false,
    summaryIndex: null,
    citations: [],
  };
  for (const key of keysOf(data)) state.items.set(key, item);
  if (!isCall(wire)) {
    return { item, shown: shownTypes.has(wire.type) ? [] : item.lane.finish() };
  }
  state.calls += 1;
  const id = portableId(wire.call_id ?? wire.id ?? `call_${state.calls}`);
  const name = state.turn.names.toClient(wire.name ?? "");
  return { item, shown: item.lane.start({ type: "tool_use", id, name, input: {} }) };
}

function text(state: MessagesState, item: OpenItem, piece: string): BlockEvent[] {
  item.sent = true;
  const shown = show(item, item.cutter.push(piece));
  state.stopSequence = item.cutter.matched();
  if (state.stopSequence === null) return shown;
  state.blocks.cutAfter(item.lane);
  return shown;
}

function show(item: OpenItem, piece: string): BlockEvent[] {
  if (piece === "") return [];
  const begun = item.lane.isOpen() ? [] : item.lane.start({ type: "text", text: "" });
  return [...begun, ...item.lane.delta({ type: "text_delta", text: piece })];
}

function citation(item: OpenItem, annotation: unknown): BlockEvent[] {
  item.citations.push(annotation);
  const [page] = pagesOf([annotation]);
  if (!page || !item.lane.isOpen()) return [];
  const made = { type: "web_search_result_location", ...page, cited_text: "", encrypted_index: "" };
  return item.lane.delta({ type: "citations_delta", citation: made });
}

function thought(state: MessagesState, item: OpenItem, data: WireEventData): BlockEvent[] {
  if (state.turn.thinking !== "shown" || !data.delta) return [];
  const index = data.summary_index ?? data.content_index ?? 0;
  const next = item.summaryIndex !== null && item.summaryIndex !== index;
  item.summaryIndex = index;
  item.sent = true;
  return think(item, (next ? "\n\n" : "") + data.delta);
}

function think(item: OpenItem, piece: string): BlockEvent[] {
  const begun = item.lane.isOpen() ? [] : item.lane.start({ type: "thinking", thinking: "", signature: "" });
  return piece === "" ? begun : [...begun, ...item.lane.delta({ type: "thinking_delta", thinking: piece })];
}

// `output_item.done` is authoritative (codex-backend 2.6): what was not sent in pieces is sent now, whole.
function itemDone(state: MessagesState, data: WireEventData, wire: WireItem, account: string): BlockEvent[] {
  const known = find(state, data);
  const { item, shown } = known ? { item: known, shown: [] } : openItem(state, data, wire);
  switch (wire.type) {
    case "message":
      return [...shown, ...messageDone(state, item, wire)];
    case "reasoning":
      return [...shown, ...reasoningDone(state, item, wire, account)];
    case "function_call":
    case "custom_tool_call":
      return [...shown, ...callDone(item, wire)];
    case "web_search_call":
      return [...shown, ...state.searches.add(wire, item.lane)];
    case "image_generation_call":
      return [...shown, ...imageDone(item, wire)];
    default:
      return [...shown, ...item.lane.finish()];
  }
}

function messageDone(state: MessagesState, item: OpenItem, wire: WireItem): BlockEvent[] {
  const shown: BlockEvent[] = [];
  const parts = wire.content ?? [];
  if (parts.some((part) => part.type === "refusal")) state.refused = true;
  if (!item.sent) {
    for (const part of parts) shown.push(...text(state, item, part.text ?? part.refusal ?? ""));
  }
  shown.push(...show(item, item.cutter.rest()));
  const annotations = parts.flatMap((part) => part.annotations ?? []);
  if (item.citations.length === 0) for (const made of annotations) shown.push(...citation(item, made));
  const pages = pagesOf(item.citations);
  return [...shown, ...item.lane.finish(), ...state.searches.found(pages)];
}

function reasoningDone(state: MessagesState, item: OpenItem, wire: WireItem, account: string): BlockEvent[] {
  const { thinking, servedBy } = state.turn;
  if (thinking === "none") return item.lane.finish();
  const shown: BlockEvent[] = [];
  if (!item.sent && thinking === "shown") {
    const parts = wire.summary && wire.summary.length > 0 ? wire.summary : (wire.content ?? []);
    const whole = parts.map((part) => part.text ?? "").join("\n\n");
    if (whole !== "") shown.push(...think(item, whole));
  }
  const encrypted = wire["encrypted_content"];
  if (typeof encrypted === "string" && encrypted !== "") {
    const signature = sealThinking(encrypted, { account, model: servedBy });
    shown.push(...think(item, ""), ...item.lane.delta({ type: "signature_delta", signature }));
  }
  return [...shown, ...item.lane.finish()];
}

function callDone(item: OpenItem, wire: WireItem): BlockEvent[] {
  const whole =
    wire.type === "custom_tool_call" ? JSON.stringify({ input: wire.input ?? "" }) : wire.arguments;
  if (item.sent || !whole) return item.lane.finish();
  item.sent = true;
  return [...item.lane.delta({ type: "input_json_delta", partial_json: whole }), ...item.lane.finish()];
}

function imageDone(item: OpenItem, wire: WireItem): BlockEvent[] {
  const made = imageOfItem(wire);
  if (made === null) return item.lane.finish();
  const source = { type: "base64", media_type: imageType(wire), data: made.b64 };
  return [...item.lane.start({ type: "image", source }), ...item.lane.finish()];
}

// The tier that served, which need not be the one that was asked for.
function tierOf({ service_tier: tier }: WireResponse): MessagesUsage["service_tier"] {
  if (typeof tier !== "string") return null;
  return tier === "priority" ? "priority" : "standard";
}

function finish(state: MessagesState, type: string, response: WireResponse): MessagesEvent[] {
  state.ended = true;
  const shown: BlockEvent[] = [];
  if (state.stopSequence === null) {
    // Whatever was never ended keeps what was held back of it.
    for (const item of new Set(state.items.values())) shown.push(...show(item, item.cutter.rest()));
  }
  shown.push(...state.searches.found([]), ...state.blocks.end());
  const delta = { stop_reason: stopReason(state, type, response), stop_sequence: state.stopSequence };
  // Where nothing is told the estimate stands: 0 would be wrong for certain.
  const told = response.usage ?? { input_tokens: state.turn.inputTokens };
  const usage = messagesUsage(told, state.searches.count(), tierOf(response));
  const { edits } = state.turn;
  const edited = edits === null ? {} : { context_management: { applied_edits: edits } };
  return [...shown, { type: "message_delta", delta, usage, ...edited }, { type: "message_stop" }];
}

function stopReason(state: MessagesState, type: string, response: WireResponse): string {
  if (state.stopSequence !== null) return "stop_sequence";
  if (type === "response.incomplete") {
    return response.incomplete_details?.reason === "content_filter" ? "refusal" : "max_tokens";
  }
  if (state.refused) return "refusal";
  return state.calls > 0 ? "tool_use" : "end_turn";
}
