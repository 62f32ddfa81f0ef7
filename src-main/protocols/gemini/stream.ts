/**
 * Responses events to Gemini's GenerateContentResponse, piece by piece. A call comes whole when it is complete. The
 * piece with the finish reason, or the failure, is the last one.
 */
import { callBody, isCall, partOf, reasoningText } from "../chat/stream.ts";
import type { WireEvent, WireItem, WirePart, WireResponse } from "../wire/wire.ts";
import { createStopCutter, type StopCutter } from "../shared/stop-cutter.ts";
import { tokenUsage } from "../wire/token-usage.ts";
import type { ToolNames } from "../shared/tool-names.ts";

export interface GeminiTurn {
  /** The answer's id. */
  id: string;
  /** The name the client asked for. */
  model: string;
  names: ToolNames;
  stop: readonly string[];
  /** Whether the client wants to see thoughts. */
  thoughts: boolean;
  /** The stream is one JSON array, not events. */
  array: boolean;
}

export interface GeminiState {
  turn: GeminiTurn;
  cutter: StopCutter;
  /** What of which item went out piece by piece: it is sent so or once, never twice. */
  sent: Set<string>;
  /** The part of which item was thought last. */
  thoughtPart: string | null;
  begun: boolean;
  ended: boolean;
}

export function initialGemini(turn: GeminiTurn): GeminiState {
  const cutter = createStopCutter(turn.stop);
  return { turn, cutter, sent: new Set(), thoughtPart: null, begun: false, ended: false };
}

/** The events to write, often none. */
export function stepGemini(state: GeminiState, event: WireEvent): string {
  if (state.ended) return "";
  const { data, type } = event;
  if (type === "response.completed" || type === "response.incomplete")
    return finish(state, type, data.response ?? {});
  // Behind a stop string nothing counts but the usage.
  if (state.cutter.stopped()) return "";
  switch (type) {
    case "response.output_text.delta":
    case "response.refusal.delta":
      state.sent.add(`text ${data.item_id ?? data.output_index}`);
      return text(state, data.delta ?? "");
    case "response.reasoning_summary_text.delta":
    case "response.reasoning_text.delta":
      state.sent.add(`thought ${data.item_id ?? data.output_index}`);
      return thought(state, partOf(data), data.delta ?? "");
    case "response.output_item.done":
      return data.item ? itemDone(state, data.item, data.output_index) : "";
    default:
      return "";
  }
}

/** The failure as the last event. */
export function failGemini(state: GeminiState, error: unknown): string {
  if (state.ended) return "";
  state.ended = true;
  return frame(state, error) + endOfFrames(state.turn);
}

// `output_item.done` is authoritative (codex-backend 2.6): what was not sent in pieces is sent now, whole.
function itemDone(state: GeminiState, item: WireItem, index: number | undefined): string {
  const wasSent = (what: string) =>
    state.sent.has(`${what} ${item.id}`) || state.sent.has(`${what} ${index}`);
  if (isCall(item)) return said(state, [callPart(item, state.turn.names)]);
  if (item.type === "reasoning")
    return wasSent("thought") ? "" : thought(state, String(index), reasoningText(item));
  if (item.type !== "message" || wasSent("text")) return "";
  return text(state, textOfParts(item.content ?? []));
}

function text(state: GeminiState, piece: string): string {
  const safe = state.cutter.push(piece);
  return safe === "" ? "" : said(state, [{ text: safe }]);
}

function thought(state: GeminiState, part: string, piece: string): string {
  if (piece === "" || !state.turn.thoughts) return "";
  const next = state.thoughtPart !== null && state.thoughtPart !== part;
  state.thoughtPart = part;
  return said(state, [{ text: (next ? "\n\n" : "") + piece, thought: true }]);
}

function finish(state: GeminiState, type: string, response: WireResponse): string {
  state.ended = true;
  const rest = state.cutter.rest();
  return said(state, [{ text: rest }], endOf(type, response)) + endOfFrames(state.turn);
}

function said(state: GeminiState, parts: unknown[], end?: Ending): string {
  return frame(state, piece(state.turn, parts, end));
}

function frame(state: GeminiState, value: unknown): string {
  if (!state.turn.array) return `data: ${JSON.stringify(value)}\n\n`;
  const before = state.begun ? ",\r\n" : "[";
  state.begun = true;
  return before + JSON.stringify(value);
}

function endOfFrames({ array }: GeminiTurn): string {
  return array ? "]" : "";
}

interface Ending {
  finishReason: string;
  usageMetadata: Record<string, number> | null;
}

function piece(turn: GeminiTurn, parts: unknown[], end?: Ending): Record<string, unknown> {
  const candidate = {
    content: { role: "model", parts },
    ...(end ? { finishReason: end.finishReason } : {}),
    index: 0,
  };
  return {
    candidates: [candidate],
    ...(end?.usageMetadata ? { usageMetadata: end.usageMetadata } : {}),
    modelVersion: turn.model,
    responseId: turn.id,
  };
}

function endOf(type: string, response: WireResponse): Ending {
  const filtered = response.incomplete_details?.reason === "content_filter";
  const cut = filtered ? "SAFETY" : "MAX_TOKENS";
  return {
    finishReason: type === "response.incomplete" ? cut : "STOP",
    usageMetadata: geminiUsage(response),
  };
}

// Thoughts are counted beside the candidates, not among them.
function geminiUsage(response: WireResponse): Record<string, number> | null {
  const usage = tokenUsage(response.usage);
  if (usage === null) return null;
  return {
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output - usage.reasoning,
    totalTokenCount: usage.input + usage.output,
    ...(usage.cached > 0 ? { cachedContentTokenCount: usage.cached } : {}),
    ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
  };
}

/** A finished response as one answer. */
export function geminiAnswer(
  turn: GeminiTurn,
  type: string,
  response: WireResponse,
): Record<string, unknown> {
  const cutter = createStopCutter(turn.stop);
  const parts: unknown[] = [];
  for (const item of response.output ?? []) {
    // Behind a stop string nothing counts.
    if (cutter.stopped()) break;
    const said = item.type === "message" ? cutter.push(textOfParts(item.content ?? [])) : "";
    const reasoned = item.type === "reasoning" && turn.thoughts ? reasoningText(item) : "";
    if (said !== "") parts.push({ text: said });
    if (reasoned !== "") parts.push({ text: reasoned, thought: true });
    if (isCall(item)) parts.push(callPart(item, turn.names));
  }
  const rest = cutter.rest();
  if (rest !== "") parts.push({ text: rest });
  return piece(turn, parts, endOf(type, response));
}

function callPart(item: WireItem, names: ToolNames): unknown {
  const body = callBody(item);
  let args: unknown;
  try {
    args = JSON.parse(body);
  } catch {
    // A free-form tool's input is no JSON.
    args = { input: body };
  }
  return { functionCall: { id: item.call_id, name: names.toClient(item.name ?? ""), args } };
}

function textOfParts(parts: readonly WirePart[]): string {
  return parts.map((part) => part.text ?? part.refusal ?? "").join("");
}
