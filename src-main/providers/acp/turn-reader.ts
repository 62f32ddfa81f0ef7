/** One answer of an agent, read out of its updates (backends 7). Pure. */
import type { WireEvent, WireUsage } from "../../protocols/wire/wire.ts";
import { createAnswerWriter } from "../answer-writer.ts";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";
import { UpstreamFailure } from "../failure.ts";
import { asText } from "../json-events.ts";

export interface TurnReader {
  /** Returns the events that an update brings. */
  update(update: Fields): WireEvent[];
  /** The last events. Throws UpstreamFailure when that was no end of an answer. */
  end(stopReason: unknown, usage: WireUsage | null): WireEvent[];
  /** What was said, for who compares conversations. */
  said(): string;
}

const incomplete: Readonly<Record<string, string>> = {
  max_tokens: "max_output_tokens",
  max_turn_requests: "max_output_tokens",
  refusal: "content_filter",
};

/** @param answer its id without prefix, the model as it was asked for, epoch seconds */
export function createTurnReader(
  failed: (words: string) => UpstreamFailure,
  answer: { id: string; model: string; createdAt: number },
): TurnReader {
  const writer = createAnswerWriter(answer);
  const pieces: string[] = [];
  let worked = false;

  function say(text: string): void {
    // Words before and behind something that it did are not one sentence.
    const gap = worked && pieces.length > 0 ? ["\n\n"] : [];
    worked = false;
    for (const piece of [...gap, text]) {
      pieces.push(piece);
      writer.text(piece);
    }
  }

  return {
    update(update) {
      const { type, text } = fieldsOf(update["content"]);
      switch (update["sessionUpdate"]) {
        case "agent_message_chunk":
          if (type === "text" && text !== "") say(asText(text));
          break;
        case "agent_thought_chunk":
          if (type === "text") writer.thought(asText(text));
          break;
        case "tool_call":
          worked = true;
          break;
        default:
      }
      return writer.take();
    },
    end(stopReason, usage) {
      const reason = asText(stopReason);
      if (reason === "end_turn" && !writer.hasOutput()) throw failed("ended its turn without an answer.");
      if (reason !== "end_turn" && incomplete[reason] === undefined)
        throw failed("ended its turn by itself before its answer was whole.");
      writer.end(usage, incomplete[reason] ?? null);
      return writer.take();
    },
    said: () => pieces.join(""),
  };
}
