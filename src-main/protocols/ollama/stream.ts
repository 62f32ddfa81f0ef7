/**
 * Responses events to Ollama's lines of JSON. A call comes whole, in one line, when it is complete. After the line
 * with `done`, or that of a failure, nothing more comes.
 */
import type { WireEvent, WireItem, WirePart, WireResponse } from "../wire/wire.ts";
import { callBody, isCall, partOf, reasoningText } from "../chat/stream.ts";
import { createStopCutter, type StopCutter } from "../shared/stop-cutter.ts";
import { tokenUsage } from "../wire/token-usage.ts";
import type { ToolNames } from "../shared/tool-names.ts";

export interface OllamaTurn {
  /** The name the client asked for. */
  model: string;
  /** Whether the text is a message's (/api/chat), or stands by itself (/api/generate). */
  shape: "chat" | "generate";
  names: ToolNames;
  stop: readonly string[];
  /** Epoch milliseconds. */
  startedAt: number;
  now: () => number;
  /** Whether the client wants to see them: it can say no. */
  thoughts: boolean;
  /** There is nothing to answer: the model is only to be loaded. */
  loads: boolean;
}

export interface OllamaState {
  turn: OllamaTurn;
  cutter: StopCutter;
  /** What of which item went out piece by piece: it is sent so or once, never twice. */
  sent: Set<string>;
  /** The part of which item was thought last. */
  thoughtPart: string | null;
  /** Epoch milliseconds of the first output. */
  firstAt: number | null;
  ended: boolean;
}

export function initialOllama(turn: OllamaTurn): OllamaState {
  const cutter = createStopCutter(turn.stop);
  return { turn, cutter, sent: new Set(), thoughtPart: null, firstAt: null, ended: false };
}

/** The lines to write for an event, often none. */
export function stepOllama(state: OllamaState, event: WireEvent): string {
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

/** The failure as the last line. */
export function failOllama(state: OllamaState, error: unknown): string {
  if (state.ended) return "";
  state.ended = true;
  return `${JSON.stringify(error)}\n`;
}

/** Written while the model is silent: a line that says nothing yet. */
export function ollamaHeartbeat(turn: OllamaTurn): string {
  return line(
    turn,
    turn.shape === "chat" ? { message: { role: "assistant", content: "" } } : { response: "" },
  );
}

// `output_item.done` is authoritative (codex-backend 2.6): what was not sent in pieces is sent now, whole.
function itemDone(state: OllamaState, item: WireItem, index: number | undefined): string {
  const wasSent = (what: string) =>
    state.sent.has(`${what} ${item.id}`) || state.sent.has(`${what} ${index}`);
  if (isCall(item)) return message(state, { content: "", tool_calls: [toolCall(item, state.turn.names)] });
  if (item.type === "reasoning")
    return wasSent("thought") ? "" : thought(state, String(index), reasoningText(item));
  if (item.type !== "message" || wasSent("text")) return "";
  return text(state, textOfParts(item.content ?? []));
}

function text(state: OllamaState, piece: string): string {
  const safe = state.cutter.push(piece);
  return safe === "" ? "" : message(state, { content: safe });
}

function thought(state: OllamaState, part: string, piece: string): string {
  if (piece === "" || !state.turn.thoughts) return "";
  const next = state.thoughtPart !== null && state.thoughtPart !== part;
  state.thoughtPart = part;
  return message(state, { content: "", thinking: (next ? "\n\n" : "") + piece });
}

interface Said {
  content: string;
  thinking?: string;
  tool_calls?: unknown[];
}

function message(state: OllamaState, said: Said): string {
  state.firstAt ??= state.turn.now();
  return line(state.turn, saying(state.turn, said));
}

function saying({ shape }: OllamaTurn, { content, ...rest }: Said): Record<string, unknown> {
  return shape === "chat"
    ? { message: { role: "assistant", content, ...rest } }
    : { response: content, ...rest };
}

function finish(state: OllamaState, type: string, response: WireResponse): string {
  const rest = state.cutter.rest();
  state.ended = true;
  const last = line(state.turn, {
    ...saying(state.turn, { content: "" }),
    ...ending(state.turn, state.firstAt, type, response),
  });
  return (rest === "" ? "" : message(state, { content: rest })) + last;
}

function line(turn: OllamaTurn, fields: Record<string, unknown>): string {
  return `${JSON.stringify({ ...envelope(turn), done: false, ...fields })}\n`;
}

function envelope({ model, now }: OllamaTurn): Record<string, unknown> {
  return { model, created_at: new Date(now()).toISOString() };
}

/** Durations in nanoseconds; what was not measured is 0, as clients divide by it only when it is not. */
function ending(turn: OllamaTurn, firstAt: number | null, type: string, response: WireResponse) {
  const at = turn.now();
  const usage = tokenUsage(response.usage);
  const nanoseconds = (milliseconds: number) => Math.max(0, Math.round(milliseconds * 1e6));
  return {
    done: true,
    done_reason: type === "response.incomplete" ? "length" : "stop",
    total_duration: nanoseconds(at - turn.startedAt),
    load_duration: 0,
    ...(usage === null
      ? {}
      : {
          prompt_eval_count: usage.input,
          prompt_eval_duration: nanoseconds((firstAt ?? at) - turn.startedAt),
          eval_count: usage.output,
          eval_duration: nanoseconds(at - (firstAt ?? at)),
        }),
  };
}

/** A finished response as one answer. */
export function ollamaAnswer(
  turn: OllamaTurn,
  type: string,
  response: WireResponse,
): Record<string, unknown> {
  const cutter = createStopCutter(turn.stop);
  const said: Required<Said> = { content: "", thinking: "", tool_calls: [] };
  for (const item of response.output ?? []) {
    // Behind a stop string nothing counts.
    if (cutter.stopped()) break;
    if (item.type === "message") said.content += cutter.push(textOfParts(item.content ?? []));
    else if (item.type === "reasoning" && turn.thoughts)
      said.thinking += (said.thinking && "\n\n") + reasoningText(item);
    else if (isCall(item)) said.tool_calls.push(toolCall(item, turn.names));
  }
  const { content, thinking, tool_calls } = said;
  return {
    ...envelope(turn),
    ...saying(turn, {
      content: content + cutter.rest(),
      ...(thinking === "" ? {} : { thinking }),
      ...(tool_calls.length > 0 ? { tool_calls } : {}),
    }),
    ...ending(turn, null, type, response),
  };
}

/** What a request that only loads the model is told. */
export function loadedAnswer(turn: Pick<OllamaTurn, "model" | "now" | "shape">): Record<string, unknown> {
  const { model, now, shape } = turn;
  const empty = shape === "chat" ? { message: { role: "assistant", content: "" } } : { response: "" };
  return { model, created_at: new Date(now()).toISOString(), ...empty, done: true, done_reason: "load" };
}

function toolCall(item: WireItem, names: ToolNames): Record<string, unknown> {
  return { id: item.call_id, function: { name: names.toClient(item.name ?? ""), arguments: objectOf(item) } };
}

// Ollama's clients want an object: what is none is handed on under a name of its own, not lost.
function objectOf(item: WireItem): Record<string, unknown> {
  const body = callBody(item);
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // A free-form tool's input is no JSON.
  }
  return { input: body };
}

function textOfParts(parts: readonly WirePart[]): string {
  return parts.map((part) => part.text ?? part.refusal ?? "").join("");
}
