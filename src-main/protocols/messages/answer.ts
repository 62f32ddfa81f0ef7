/** Events of the Messages API to the message they add up to: streamed and not, it is the same answer. */
import type { Fold } from "../wire/collect.ts";
import { initialMessages, stepMessages, type MessagesEvent, type MessagesTurn } from "./stream.ts";

/** The fold of a turn's own stream. */
export function foldMessages(turn: MessagesTurn): Fold {
  const state = initialMessages(turn);
  const fold = createMessagesFold();
  return {
    push(event, account) {
      for (const shown of stepMessages(state, event, account)) fold.push(shown);
    },
    answer: () => fold.message(),
  };
}

export interface MessagesFold {
  push(event: MessagesEvent): void;
  message(): Record<string, unknown>;
}

type Block = Record<string, unknown> & { type: string };

export function createMessagesFold(): MessagesFold {
  let message: Record<string, unknown> = {};
  const content: Block[] = [];
  let json = "";
  return {
    push(event) {
      switch (event.type) {
        case "message_start":
          message = { ...event.message };
          break;
        case "content_block_start":
          content[event.index] = { ...event.content_block };
          json = "";
          break;
        case "content_block_delta": {
          const block = content[event.index];
          if (!block) break;
          if (event.delta.type === "input_json_delta") json += String(event.delta["partial_json"]);
          else applyDelta(block, event.delta);
          break;
        }
        case "content_block_stop": {
          const block = content[event.index];
          if (block && json !== "") block["input"] = parseInput(json);
          json = "";
          break;
        }
        case "message_delta":
          message = { ...message, ...event.delta, usage: event.usage };
          if (event.context_management) message["context_management"] = event.context_management;
          break;
        case "message_stop":
          break;
      }
    },
    message: () => ({ ...message, content }),
  };
}

function applyDelta(block: Block, delta: Block): void {
  switch (delta.type) {
    case "text_delta":
      block["text"] = String(block["text"]) + String(delta["text"]);
      break;
    case "thinking_delta":
      block["thinking"] = String(block["thinking"]) + String(delta["thinking"]);
      break;
    case "signature_delta":
      block["signature"] = delta["signature"];
      break;
    case "citations_delta":
      block["citations"] = [...((block["citations"] as unknown[] | undefined) ?? []), delta["citation"]];
      break;
  }
}

// Models do write broken JSON: the client sees what came.
function parseInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return { input: json };
  }
}
