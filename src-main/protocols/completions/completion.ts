/** The old text completions (POST /v1/completions), as one turn: the prompt is a user's message. */
import { z } from "zod";
import type { ChatBody } from "../chat/request.ts";
import { finishReason } from "../chat/stream.ts";
import { parseBody } from "../shared/parse-body.ts";
import { RequestError } from "../shared/request-error.ts";
import type { WireEvent, WireItem, WireResponse } from "../wire/wire.ts";
import { createStopCutter, type StopCutter } from "../shared/stop-cutter.ts";
import { chatUsage, tokenUsage } from "../wire/token-usage.ts";

export const completionSchema = z.looseObject({
  model: z.string().nullish(),
  prompt: z.union([z.string(), z.array(z.string())]),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  n: z.number().int().nullish(),
  user: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  reasoning_effort: z.string().nullish(),
  subagent: z.string().nullish(),
  memgen: z.boolean().nullish(),
});

export type CompletionBody = z.infer<typeof completionSchema>;

/** Throws RequestError. */
export function parseCompletion(body: unknown): CompletionBody {
  const parsed = parseBody(completionSchema, body);
  const several = Array.isArray(parsed.prompt) && parsed.prompt.length !== 1;
  if (several || (parsed.n ?? 1) !== 1) {
    throw new RequestError("One prompt with one completion at a time is answered here.", {
      param: several ? "prompt" : "n",
      code: "unsupported_value",
    });
  }
  return parsed;
}

/** The chat request that means the same. */
export function chatOfCompletion(body: CompletionBody): ChatBody {
  // Field by field: what is not checked here must not be taken for a field of chat.
  const { model, prompt, stream, stream_options, stop, user, prompt_cache_key, reasoning_effort } = body;
  const text = Array.isArray(prompt) ? prompt.join("") : prompt;
  return {
    model,
    stream,
    stream_options,
    stop,
    user,
    prompt_cache_key,
    reasoning_effort,
    messages: [
      { role: "system", content: "Continue or answer the text. Reply with the continuation alone." },
      { role: "user", content: text },
    ],
  };
}

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
function endReason(type: string, response: WireResponse, refused: boolean): string {
  return refused ? "content_filter" : finishReason(type, response, false);
}

function refuses(item: WireItem): boolean {
  return (item.content ?? []).some((part) => part.type === "refusal");
}

function textOfItem(item: WireItem): string {
  return (item.content ?? []).map((part) => part.text ?? part.refusal ?? "").join("");
}

export function failCompletion(state: CompletionState, error: unknown): string {
  if (state.ended) return "";
  state.ended = true;
  return `data: ${JSON.stringify(error)}\n\n`;
}

export function completionAnswer(
  turn: CompletionTurn,
  type: string,
  response: WireResponse,
): Record<string, unknown> {
  const cutter = createStopCutter(turn.stop);
  const messages = (response.output ?? []).filter((item) => item.type === "message");
  const text = cutter.push(messages.map(textOfItem).join("")) + cutter.rest();
  const reason = endReason(type, response, messages.some(refuses));
  const usage = tokenUsage(response.usage);
  return {
    ...envelope(turn),
    choices: [choice(text, reason)],
    ...(usage ? { usage: chatUsage(usage) } : {}),
  };
}

/** All text that a response says. */
export function textOfResponse(response: WireResponse): string {
  return (response.output ?? [])
    .flatMap((item) => (item.type === "message" ? (item.content ?? []) : []))
    .map((part) => (part.type === "output_text" ? (part.text ?? "") : ""))
    .join("");
}

function envelope({ id, created, model }: CompletionTurn): Record<string, unknown> {
  return { id: `cmpl-${id}`, object: "text_completion", created, model };
}

function choice(text: string, reason: string | null): Record<string, unknown> {
  return { text, index: 0, logprobs: null, finish_reason: reason };
}

function frame(turn: CompletionTurn, choices: unknown[], usage?: unknown): string {
  return `data: ${JSON.stringify({ ...envelope(turn), choices, ...(usage ? { usage } : {}) })}\n\n`;
}
