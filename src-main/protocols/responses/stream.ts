/**
 * The backend's events for a client of the public Responses API (translation 5.9): the same events, unknown fields
 * and all, but the model it asked for, its own tool names, a filled output, and nothing that is Codex's own.
 */
import { createCollector, type Collector } from "../wire/collect.ts";
import type { WireEvent, WireItem, WireResponse } from "../wire/wire.ts";
import type { ToolNames } from "../shared/tool-names.ts";

export interface ResponsesTurn {
  /** The name the client asked for. */
  model: string;
  names: ToolNames;
  /** Whether the response can be asked for again. */
  kept: boolean;
}

export interface ResponsesState {
  turn: ResponsesTurn;
  collector: Collector;
  lastResponse: WireResponse;
  lastSequence: number;
  ended: boolean;
}

export function initialResponses(turn: ResponsesTurn): ResponsesState {
  return { turn, collector: createCollector(), lastResponse: {}, lastSequence: -1, ended: false };
}

/** The text to write for an event, often the event as it came. */
export function stepResponses(state: ResponsesState, event: WireEvent): string {
  if (state.ended || isPrivate(event.type)) return "";
  state.collector.push(event);
  state.lastSequence = event.data.sequence_number ?? state.lastSequence;
  const { response, item } = event.data;
  if (response) {
    const terminal = state.collector.response();
    const shown = clientResponse(state.turn, terminal ?? response);
    state.lastResponse = shown;
    const written = frame(event.type, JSON.stringify({ ...event.data, response: shown }));
    // Only what could be written has ended the stream.
    state.ended = terminal !== null;
    return written;
  }
  if (item && renamed(state.turn, item)) {
    return frame(event.type, JSON.stringify({ ...event.data, item: clientItem(state.turn, item) }));
  }
  const { name } = event.data;
  if (typeof name === "string" && state.turn.names.toClient(name) !== name) {
    return frame(event.type, JSON.stringify({ ...event.data, name: state.turn.names.toClient(name) }));
  }
  // The backend may spread its JSON over lines; here one line is one event's.
  return frame(event.type, event.raw.includes("\n") ? JSON.stringify(event.data) : event.raw);
}

// Codex's own events; and its keep-alives, which readers of the public API take for a wrong beginning.
function isPrivate(type: string): boolean {
  return type.startsWith("codex.") || type === "response.metadata" || type === "keepalive";
}

/** A failure after the stream began, as the protocol's own last event. */
export function failResponses(
  state: ResponsesState,
  error: { code: string | null; message: string },
): string {
  if (state.ended) return "";
  state.ended = true;
  const response = {
    object: "response",
    ...state.lastResponse,
    model: state.turn.model,
    status: "failed",
    output: state.collector.output().map((item) => clientItem(state.turn, item)),
    error: { code: error.code ?? "server_error", message: error.message },
  };
  const data = { type: "response.failed", sequence_number: state.lastSequence + 1, response };
  return frame(data.type, JSON.stringify(data));
}

/** A response as the client knows it. */
export function clientResponse(turn: ResponsesTurn, response: WireResponse): WireResponse {
  const output = response.output?.map((item) => clientItem(turn, item));
  return { ...response, model: turn.model, store: turn.kept, ...(output ? { output } : {}) };
}

function clientItem(turn: ResponsesTurn, item: WireItem): WireItem {
  return renamed(turn, item) ? { ...item, name: turn.names.toClient(item.name ?? "") } : item;
}

function renamed(turn: ResponsesTurn, item: WireItem): boolean {
  return item.name !== undefined && turn.names.toClient(item.name) !== item.name;
}

function frame(type: string, json: string): string {
  return `event: ${type}\ndata: ${json}\n\n`;
}
