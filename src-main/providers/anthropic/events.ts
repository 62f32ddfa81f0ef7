/**
 * Events of the Messages API to those of the Responses protocol (backends 8.3): a state machine with one terminal event.
 * What the API wants to go on with (`pause_turn`) is one answer to the client.
 */
import type { WireEvent, WireResponse } from "../../protocols/wire/wire.ts";
import {
  addToBlock,
  beginBlock,
  endBlock,
  endBlocks,
  initialBlocks,
  refuse,
  type BlocksState,
} from "./blocks.ts";
import type { Reading } from "./request.ts";
import { asText } from "../json-events.ts";
import { fieldsOf, type Block, type MessagesEvent } from "./shapes.ts";
import { laterCounts, noCounts, sumCounts, wireUsage, type MessagesCounts } from "./usage.ts";

export interface EventsState {
  blocks: BlocksState;
  /** Of the requests before this one. */
  counted: MessagesCounts;
  counts: MessagesCounts;
  model: string;
  /** Epoch seconds. */
  createdAt: number;
  started: boolean;
  stopReason: string | null;
  /** Why the model refused, where it was told. */
  refusal: string;
  ended: boolean;
}

/** @param now epoch milliseconds @param id of the answer, where the endpoint gives it none */
export function initialEvents(reading: Reading, now: number, id: string): EventsState {
  return {
    blocks: initialBlocks(reading, { id, sequence: 0, items: 0 }),
    counted: noCounts,
    counts: noCounts,
    model: reading.owner.model,
    createdAt: Math.floor(now / 1000),
    started: false,
    stopReason: null,
    refusal: "",
    ended: false,
  };
}

/** Nothing comes after the terminal event. A failure is an event of type `error`, which is the caller's to read. */
export function stepEvents(state: EventsState, event: MessagesEvent): WireEvent[] {
  if (state.ended) return [];
  switch (event.type) {
    case "message_start":
      return begin(state, event.message);
    case "content_block_start":
      return beginBlock(state.blocks, event.content_block);
    case "content_block_delta":
      return addToBlock(state.blocks, event.delta);
    case "content_block_stop":
      return endBlock(state.blocks);
    case "message_delta": {
      const { stop_reason: reason, stop_details: details } = fieldsOf(event.delta);
      if (typeof reason === "string") state.stopReason = reason;
      state.refusal = asText(fieldsOf(details)["explanation"]);
      state.counts = laterCounts(state.counts, event.usage);
      return [];
    }
    case "message_stop":
      // Some endpoints tell no reason.
      state.stopReason ??= "end_turn";
      return finish(state);
    case "ping":
      return [state.blocks.emit("keepalive", {})];
    default:
      return [];
  }
}

/** The stream is over: the end where it was told how, though not that it is there. */
export function finish(state: EventsState): WireEvent[] {
  if (state.ended || state.stopReason === null || isPaused(state)) return [];
  state.ended = true;
  const events = endBlocks(state.blocks);
  if (state.stopReason === "refusal" && state.refusal !== "")
    events.push(...refuse(state.blocks, state.refusal));
  const reason = incompleteReason(state.stopReason);
  const response = responseOf(state, reason === null ? "completed" : "incomplete");
  const usage = wireUsage(sumCounts(state.counted, state.counts));
  const type = reason === null ? "response.completed" : "response.incomplete";
  const details = reason === null ? null : { reason };
  const last = state.blocks.emit(type, { response: { ...response, incomplete_details: details, usage } });
  return [...events, last];
}

/** The API is to be sent its answer so far, and goes on with it. */
export function isPaused({ stopReason, ended }: EventsState): boolean {
  return stopReason === "pause_turn" && !ended;
}

/** What is to be sent back. Until the next answer begins the state waits for it. */
export function resume(state: EventsState): Block[] {
  state.counted = sumCounts(state.counted, state.counts);
  state.counts = noCounts;
  state.stopReason = null;
  const { content } = state.blocks;
  state.blocks.content = [];
  return content;
}

function begin(state: EventsState, message: unknown): WireEvent[] {
  const { id, model, usage } = fieldsOf(message);
  state.counts = laterCounts(state.counts, usage);
  if (state.started) return [];
  state.started = true;
  const named = asText(id)
    .replace(/^msg_/, "")
    .replaceAll(/[^a-zA-Z0-9]/g, "");
  if (named !== "") state.blocks.numbering.id = named;
  state.model = asText(model) || state.model;
  const response = responseOf(state, "in_progress");
  return ["response.created", "response.in_progress"].map((type) => state.blocks.emit(type, { response }));
}

function responseOf(state: EventsState, status: string): WireResponse {
  return {
    id: `resp_${state.blocks.numbering.id}`,
    object: "response",
    created_at: state.createdAt,
    status,
    model: state.model,
    output: [],
    error: null,
    incomplete_details: null,
  };
}

function incompleteReason(stopReason: string): string | null {
  switch (stopReason) {
    case "max_tokens":
    case "model_context_window_exceeded":
      return "max_output_tokens";
    case "refusal":
      return "content_filter";
    default:
      return null;
  }
}
