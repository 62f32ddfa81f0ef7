/**
 * One answer of the program: the raw events of the Messages API that it passes on, translated, up to the first end
 * (backends 3.3). Nothing else that it prints is shown.
 */
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { isPaused, resume, stepEvents, type EventsState } from "../anthropic/events.ts";
import { fieldsOf, type Block, type Fields, type MessagesEvent } from "../anthropic/shapes.ts";
import { UpstreamFailure } from "../failure.ts";
import { asText } from "../json-events.ts";
import { toolPrefix } from "./arguments.ts";

export interface ClaudeTurn {
  /** Throws UpstreamFailure where the program begins its answer anew. */
  step(event: Fields): WireEvent[];
  ended(): boolean;
  /** What was said, for who compares conversations. */
  said(): Block[];
  /** Ids of the calls that the client is to carry out. */
  calls: ReadonlySet<string>;
  /** The program waits for the results, or for the next question: it does nothing by itself. */
  rests(): boolean;
}

export function createClaudeTurn(state: EventsState): ClaudeTurn {
  const calls = new Set<string>();
  const before: Block[] = [];
  let skipping = false;
  let inMessage = false;

  function read(event: Fields): MessagesEvent | null {
    switch (event["type"]) {
      case "message_start":
        if (inMessage) throw new UpstreamFailure({ kind: "stream-cut", message: "The answer broke off." });
        inMessage = true;
        if (isPaused(state)) before.push(...resume(state));
        return event;
      case "content_block_start": {
        const block = fieldsOf(event["content_block"]);
        if (block["type"] !== "tool_use") return event;
        const name = asText(block["name"]);
        skipping = !name.startsWith(toolPrefix);
        if (skipping) return null;
        calls.add(asText(block["id"]));
        return { ...event, content_block: { ...block, name: name.slice(toolPrefix.length) } };
      }
      case "content_block_delta":
        return skipping ? null : event;
      case "content_block_stop":
        if (!skipping) return event;
        skipping = false;
        return null;
      case "message_delta": {
        const delta = fieldsOf(event["delta"]);
        // A call of a tool that nobody offered: the program refuses it itself, and goes on.
        const own = delta["stop_reason"] === "tool_use" && calls.size === 0;
        return own ? { ...event, delta: { ...delta, stop_reason: "pause_turn" } } : event;
      }
      case "message_stop":
        inMessage = false;
        return event;
      default:
        return event;
    }
  }

  return {
    step(event) {
      const shown = read(event);
      return shown === null ? [] : stepEvents(state, shown);
    },
    ended: () => state.ended,
    said: () => [...before, ...state.blocks.content],
    calls,
    rests: () => ["end_turn", "stop_sequence", "tool_use"].includes(state.stopReason ?? ""),
  };
}
