/** Responses events to text completion chunks. */
import { finishReason } from "../chat/stream.ts";
import { createStopCutter, type StopCutter } from "../shared/stop-cutter.ts";
import { chatUsage, tokenUsage } from "../wire/token-usage.ts";
import type { WireEvent, WireItem, WireResponse } from "../wire/wire.ts";

export interface CompletionTurn {
  id: string;
  /** Epoch seconds. */
  created: number;
  model: string;
  stop: readonly string[];
  includeUsage: boolean;
}

export interface CompletionState {
  turn: CompletionTurn;
  cutter: StopCutter;
  /** Items whose text went out piece by piece. */
  sent: Set<string>;
  refused: boolean;
  ended: boolean;
}

export function initialCompletion(turn: CompletionTurn): CompletionState {
  return { turn, cutter: createStopCutter(turn.stop), sent: new Set(), refused: false, ended: false };
}

export function stepCompletion(state: CompletionState, event: WireEvent): string {
  if (state.ended) return "";
  const { data } = event;
  if (event.type === "response.output_text.delta" || event.type === "response.refusal.delta") {
    state.sent.add(data.item_id ?? String(data.output_index));
    state.refused ||= event.type === "response.refusal.delta";
    return text(state, data.delta ?? "");
  }
  if (event.type === "response.output_item.done" && data.item?.type === "message") {
    const keys = [data.item.id ?? "", String(data.output_index)];
    if (keys.some((key) => state.sent.has(key))) return "";
    state.refused ||= refuses(data.item);
    return text(state, textOfItem(data.item));
  }
  if (event.type !== "response.completed" && event.type !== "response.incomplete") return "";
  state.ended = true;
  const response = data.response ?? {};
  const reason = endReason(event.type, response, state.refused);
  const last = frame(state.turn, [choice(state.cutter.rest(), reason)]);
  const usage = state.turn.includeUsage ? tokenUsage(response.usage) : null;
  return `${last}${usage ? frame(state.turn, [], chatUsage(usage)) : ""}data: [DONE]\n\n`;
}

function text(state: CompletionState, piece: string): string {
  const safe = state.cutter.push(piece);
  return safe === "" ? "" : frame(state.turn, [choice(safe, null)]);
}

// This protocol has no refusals: they are told as text that a filter ended.
export function endReason(type: string, response: WireResponse, refused: boolean): string {
  return refused ? "content_filter" : finishReason(type, response, false);
}

export function refuses(item: WireItem): boolean {
  return (item.content ?? []).some((part) => part.type === "refusal");
}

export function textOfItem(item: WireItem): string {
  return (item.content ?? []).map((part) => part.text ?? part.refusal ?? "").join("");
}

export function failCompletion(state: CompletionState, error: unknown): string {
  if (state.ended) return "";
  state.ended = true;
  return `data: ${JSON.stringify(error)}\n\n`;
}

export function envelope({ id, created, model }: CompletionTurn): Record<string, unknown> {
  return { id: `cmpl-${id}`, object: "text_completion", created, model };
}

export function choice(text: string, reason: string | null): Record<string, unknown> {
  return { text, index: 0, logprobs: null, finish_reason: reason };
}

function frame(turn: CompletionTurn, choices: unknown[], usage?: unknown): string {
  return `data: ${JSON.stringify({ ...envelope(turn), choices, ...(usage ? { usage } : {}) })}\n\n`;
}
