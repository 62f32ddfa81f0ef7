/**
 * Responses events to chat completion chunks (translation 5.2). `step` returns the text to write for an event,
 * often none; after the terminal event or `failChat` nothing more comes.
 */
import type { TokenUsage } from "../../../src-shared/contract/requests.ts";
import { createCallIndex, type CallIndex } from "../wire/call-index.ts";
import type { WireEvent, WireEventData, WireItem, WirePart, WireResponse } from "../wire/wire.ts";
import { imageOfItem, imageType } from "../images/answer.ts";
import { createStopCutter, type StopCutter } from "../shared/stop-cutter.ts";
import { chatUsage, tokenUsage } from "../wire/token-usage.ts";
import type { ToolNames } from "../shared/tool-names.ts";

export interface ChatTurn {
  /** Without prefix; the answer's id is `chatcmpl-…`. */
  id: string;
  /** Epoch seconds. */
  created: number;
  /** The name the client asked for. */
  model: string;
  names: ToolNames;
  stop: readonly string[];
  includeUsage: boolean;
  /** A made picture is part of the text, as Markdown, instead of a field of its own. */
  imagesInText: boolean;
  /** Index of this turn's choice; several turns together are one answer with n choices. */
  choice: number;
  /** How many there are: usage and [DONE] follow the only one, or the last of several to end. */
  choices: number;
}

export interface ChatState {
  turn: ChatTurn;
  head: string;
  calls: CallIndex;
  cutter: StopCutter;
  started: boolean;
  /** What of which item went out piece by piece: it is sent so or once, never twice. */
  sent: Set<string>;
  marked: { what: string; key: string };
  /** The part of which item was thought last. */
  thoughtPart: string | null;
  /** Messages on the way to the answer, by their key. */
  asides: Set<string>;
  images: number;
  ended: boolean;
}

export function initialChat(turn: ChatTurn): ChatState {
  const frame = {
    id: `chatcmpl-${turn.id}`,
    object: "chat.completion.chunk",
    created: turn.created,
    model: turn.model,
    system_fingerprint: null,
  };
  return {
    turn,
    // Everything of a chunk but its choices is the same for the whole turn: it is written once.
    head: `data: ${JSON.stringify(frame).slice(0, -1)},"choices":[`,
    calls: createCallIndex(),
    cutter: createStopCutter(turn.stop),
    started: false,
    sent: new Set(),
    marked: { what: "", key: "" },
    thoughtPart: null,
    asides: new Set(),
    images: 0,
    ended: false,
  };
}

export function stepChat(state: ChatState, event: WireEvent): string {
  if (state.ended) return "";
  const { data } = event;
  if (event.type === "response.completed" || event.type === "response.incomplete") {
    return finish(state, event.type, data.response ?? {});
  }
  // Behind a stop string nothing counts but the usage.
  if (state.cutter.stopped()) return "";
  switch (event.type) {
    case "response.output_text.delta":
      if (state.asides.has(keyOf(data))) {
        mark(state, "aside", data);
        return thought(state, partOf(data), data.delta ?? "");
      }
      mark(state, "text", data);
      return text(state, data.delta ?? "");
    case "response.reasoning_summary_text.delta":
    case "response.reasoning_text.delta":
      mark(state, "thought", data);
      return thought(state, partOf(data), data.delta ?? "");
    case "response.refusal.delta":
      mark(state, "refusal", data);
      return delta(state, { refusal: data.delta ?? "" });
    case "response.output_text.annotation.added":
      mark(state, "annotation", data);
      return delta(state, { annotations: [chatAnnotation(data.annotation)] });
    case "response.output_item.added":
      if (data.item && isAside(data.item)) state.asides.add(keyOf(data));
      return data.item && isCall(data.item) ? openCall(state, data.item, data.output_index) : "";
    case "response.function_call_arguments.delta":
    case "response.custom_tool_call_input.delta": {
      const call = state.calls.find(data);
      if (!call || !data.delta) return "";
      call.argumentsSent = true;
      return callDelta(state, call.index, call.custom, data.delta);
    }
    case "response.output_item.done":
      return data.item ? itemDone(state, data.item, event) : "";
    default:
      return "";
  }
}

function keyOf(data: WireEventData): string {
  return data.item_id ?? data.item?.id ?? String(data.output_index);
}

/** Which part of which item of thoughts an event adds to. */
export function partOf(data: WireEventData): string {
  return `${keyOf(data)} ${data.summary_index ?? data.content_index ?? 0}`;
}

// Nearly always it is what was marked last: no text is put together for every piece.
function mark(state: ChatState, what: string, data: WireEventData): void {
  const key = keyOf(data);
  if (state.marked.key === key && state.marked.what === what) return;
  state.marked = { what, key };
  state.sent.add(`${what} ${key}`);
}

function wasSent(state: ChatState, what: string, data: WireEventData): boolean {
  return state.sent.has(`${what} ${keyOf(data)}`) || state.sent.has(`${what} ${data.output_index}`);
}

/** The error as the stream's last word: a cut answer must not look complete, so no finish reason and no [DONE]. */
export function failChat(state: ChatState, error: unknown): string {
  if (state.ended) return "";
  state.ended = true;
  return `data: ${JSON.stringify(error)}\n\n`;
}

function text(state: ChatState, piece: string): string {
  const safe = state.cutter.push(piece);
  return safe === "" ? "" : delta(state, { content: safe });
}

function thought(state: ChatState, part: string, piece: string): string {
  const next = state.thoughtPart !== null && state.thoughtPart !== part;
  state.thoughtPart = part;
  const words = (next ? "\n\n" : "") + piece;
  // Clients know thoughts by the one name or by the other.
  return delta(state, { reasoning_content: words, reasoning: words });
}

function openCall(state: ChatState, item: WireItem, outputIndex: number | undefined): string {
  const call = state.calls.open(item, outputIndex);
  const name = state.turn.names.toClient(call.name);
  const made = call.custom
    ? { index: call.index, id: call.callId, type: "custom", custom: { name, input: "" } }
    : { index: call.index, id: call.callId, type: "function", function: { name, arguments: "" } };
  return delta(state, { tool_calls: [made] });
}

// `output_item.done` is authoritative (codex-backend 2.6): what was not sent in pieces is sent now, whole.
function itemDone(state: ChatState, item: WireItem, event: WireEvent): string {
  if (isCall(item)) {
    let written = "";
    let call = state.calls.find(event.data);
    if (!call) {
      written = openCall(state, item, event.data.output_index);
      call = state.calls.find(event.data);
    }
    const whole = callBody(item);
    if (!call || call.argumentsSent || whole === "") return written;
    call.argumentsSent = true;
    return written + callDelta(state, call.index, call.custom, whole);
  }
  if (item.type === "reasoning") {
    const whole = wasSent(state, "thought", event.data) ? "" : reasoningText(item);
    return whole === "" ? "" : thought(state, keyOf(event.data), whole);
  }
  if (isAside(item)) {
    const whole = wasSent(state, "aside", event.data) ? "" : messageText(item);
    return whole === "" ? "" : thought(state, keyOf(event.data), whole);
  }
  const image = chatImage(item, state.images);
  if (image !== null) {
    state.images += 1;
    return state.turn.imagesInText ? text(state, imageText(image)) : delta(state, { images: [image] });
  }
  return item.type === "message" ? messageDone(state, item.content ?? [], event.data) : "";
}

function messageDone(state: ChatState, parts: readonly WirePart[], data: WireEventData): string {
  const unsent = (what: string) => !wasSent(state, what, data);
  const [texts, refusals, annotations] = [unsent("text"), unsent("refusal"), unsent("annotation")];
  let written = "";
  for (const part of parts) {
    if (texts && part.type === "output_text") written += text(state, part.text ?? "");
    if (refusals && part.type === "refusal") written += delta(state, { refusal: part.refusal ?? "" });
    if (state.cutter.stopped()) break;
    const cited = annotations ? (part.annotations ?? []).map(chatAnnotation) : [];
    if (cited.length > 0) written += delta(state, { annotations: cited });
  }
  return written;
}

function finish(state: ChatState, type: string, response: WireResponse): string {
  const rest = state.cutter.rest();
  let written = rest === "" ? "" : delta(state, { content: rest });
  const reason = finishReason(type, response, state.calls.count() > 0);
  if (!state.started) written += delta(state, {});
  const { choice, choices } = state.turn;
  written += `${state.head}{"index":${choice},"delta":{},"logprobs":null,"finish_reason":"${reason}"}]}\n\n`;
  state.ended = true;
  return choices === 1 ? written + chatTail(state, tokenUsage(response.usage)) : written;
}

/** What follows when every choice has its finish reason. */
export function chatTail(state: ChatState, usage: TokenUsage | null): string {
  const told = state.turn.includeUsage && usage;
  return `${told ? `${state.head}],"usage":${JSON.stringify(chatUsage(usage))}}\n\n` : ""}data: [DONE]\n\n`;
}

export function finishReason(type: string, response: WireResponse, hasCalls: boolean): string {
  if (type === "response.incomplete") {
    return response.incomplete_details?.reason === "content_filter" ? "content_filter" : "length";
  }
  return hasCalls ? "tool_calls" : "stop";
}

export function chatAnnotation(annotation: unknown): unknown {
  const { type, ...rest } = (annotation ?? {}) as { type?: string };
  return type === "url_citation" ? { type, url_citation: rest } : annotation;
}

/** Arguments of a call without any are an empty object: programs parse them. */
export function callBody(item: WireItem): string {
  return item.type === "custom_tool_call" ? (item.input ?? "") : item.arguments || "{}";
}

/** What the model says on its way is no part of the answer (codex-backend 2.15). */
export function isAside(item: WireItem): boolean {
  return item.type === "message" && item["phase"] === "commentary";
}

export function messageText(item: WireItem): string {
  return (item.content ?? []).map((part) => part.text ?? "").join("");
}

/** What a reasoning item tells of its thoughts. */
export function reasoningText(item: WireItem): string {
  const parts = item.summary && item.summary.length > 0 ? item.summary : (item.content ?? []);
  return parts.map((part) => part.text ?? "").join("\n\n");
}

export interface ChatImage {
  type: "image_url";
  image_url: { url: string };
  index: number;
}

/** For clients that show Markdown and know no pictures in an answer. */
export function imageText(image: ChatImage): string {
  return `\n\n![image](${image.image_url.url})\n\n`;
}

/** A made image, in the shape that clients of other gateways know: chat completions have none of their own. */
export function chatImage(item: WireItem, index: number): ChatImage | null {
  const made = imageOfItem(item);
  if (made === null) return null;
  return { type: "image_url", image_url: { url: `data:${imageType(item)};base64,${made.b64}` }, index };
}

export function isCall(item: WireItem): boolean {
  return item.type === "function_call" || item.type === "custom_tool_call";
}

function callDelta(state: ChatState, index: number, custom: boolean, piece: string): string {
  const made = custom ? { index, custom: { input: piece } } : { index, function: { arguments: piece } };
  return delta(state, { tool_calls: [made] });
}

function delta(state: ChatState, fields: Record<string, unknown>): string {
  const first = state.started ? "" : chunk(state, '{"role":"assistant","content":""}');
  state.started = true;
  const empty = Object.keys(fields).length === 0;
  return empty ? first : first + chunk(state, JSON.stringify(fields));
}

function chunk(state: ChatState, json: string): string {
  const { choice } = state.turn;
  return `${state.head}{"index":${choice},"delta":${json},"logprobs":null,"finish_reason":null}]}\n\n`;
}
