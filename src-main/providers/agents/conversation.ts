/** Which conversation a process holds: the same words come back in the next request, in the form its client keeps them. */
import { createHash } from "node:crypto";
import { asText } from "../json-events.ts";
import type { Block, Message } from "../anthropic/shapes.ts";

/** Everything that a process cannot be told anew. */
export interface Setup {
  model: string;
  effort: string | null;
  system: readonly string[];
  tools: readonly Block[];
}

/** Of a conversation that has just begun. */
export function setupMark({ model, effort, system, tools }: Setup): string {
  return hash([model, effort, system, tools]);
}

/** Of one that goes on with these messages. */
export function conversationMark(before: string, messages: readonly Message[]): string {
  return messages.reduce((mark, { role, content }) => hash([mark, role, essenceOf(content)]), before);
}

// Clients drop thoughts, join texts and trim them, and some keep no ids of calls.
function essenceOf(content: readonly Block[]): unknown[] {
  const kept: unknown[] = [];
  for (const block of content) {
    const last = kept.at(-1);
    switch (block.type) {
      case "thinking":
      case "redacted_thinking":
        break;
      case "text":
        if (typeof last === "string") kept.pop();
        kept.push((typeof last === "string" ? last : "") + asText(block["text"]));
        break;
      case "tool_use":
        kept.push([block["name"], block["input"]]);
        break;
      default: {
        const { cache_control: _, tool_use_id: __, ...rest } = block;
        kept.push(rest);
      }
    }
  }
  return kept.map((part) => (typeof part === "string" ? part.trim() : part)).filter((part) => part !== "");
}

function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url");
}

/** Processes that wait, by the mark of their conversation. */
export interface Parked<P> {
  park(mark: string, process: P): void;
  /** The one that went on last, which is then the caller's alone. */
  take(mark: string): P | null;
  removeAll(which: (process: P) => boolean): void;
}

export function createParked<P>(): Parked<P> {
  const parked: { mark: string; process: P }[] = [];
  const takeAt = (at: number): P | null => (at < 0 ? null : (parked.splice(at, 1)[0]?.process ?? null));
  return {
    park: (mark, process) => void parked.push({ mark, process }),
    take: (mark) => takeAt(parked.findLastIndex((each) => each.mark === mark)),
    removeAll(which) {
      for (const each of parked.filter(({ process }) => which(process)))
        parked.splice(parked.indexOf(each), 1);
    },
  };
}
