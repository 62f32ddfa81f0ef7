/**
 * The items of a turn as system blocks and messages (backends 8.3). A pure function of the items, each by itself: what a
 * longer conversation begins with reads as before, which the cache and the signatures of thoughts rely on.
 */
import { createHash } from "node:crypto";
import { plainCall, providerName } from "../client-tools.ts";
import { blocksOf } from "./content.ts";
import { openThought, type ThoughtOwner } from "./sealed-thinking.ts";
import { asText } from "../json-events.ts";
import { fieldsOf, type Block, type Fields, type Message } from "./shapes.ts";

export interface Conversation {
  system: Block[];
  messages: Message[];
}

/** `thoughts`: whose may be sent back; null: none. */
export function conversationOf(
  instructions: string,
  input: readonly unknown[],
  thoughts: ThoughtOwner | null,
): Conversation {
  const system = blocksOf(instructions);
  const messages: Message[] = [];
  for (const each of input) {
    const item = plainCall(fieldsOf(each));
    if (isInstruction(item) && messages.length === 0) system.push(...blocksOf(item["content"]));
    else {
      const made = messageOf(item, thoughts);
      if (made === null || made.content.length === 0) continue;
      const last = messages.at(-1);
      if (last?.role === made.role) last.content.push(...made.content);
      else messages.push(made);
    }
  }
  return { system, messages: wellEnded(messages) };
}

function isInstruction({ type, role }: Fields): boolean {
  return (type === undefined || type === "message") && (role === "developer" || role === "system");
}

function messageOf(item: Fields, thoughts: ThoughtOwner | null): Message | null {
  switch (item["type"]) {
    case undefined:
    case "message": {
      const content = blocksOf(item["content"]);
      if (isInstruction(item)) return { role: "user", content: content.map(instruction) };
      return { role: item["role"] === "assistant" ? "assistant" : "user", content };
    }
    case "function_call":
    case "custom_tool_call":
      return { role: "assistant", content: [toolUse(item)] };
    case "function_call_output":
    case "custom_tool_call_output":
      return { role: "user", content: [toolResult(item)] };
    case "reasoning": {
      const block = thoughts && openThought(item["encrypted_content"], thoughts);
      return block && { role: "assistant", content: [block] };
    }
    default:
      // Records of searches, pictures and other providers' summaries: what came of them stands in the texts.
      return null;
  }
}

// The API knows instructions at the beginning alone.
function instruction(block: Block): Block {
  return block.type === "text"
    ? { ...block, text: `<instructions>\n${asText(block["text"])}\n</instructions>` }
    : block;
}

function toolUse(item: Fields): Block {
  return {
    type: "tool_use",
    id: toolId(asText(item["call_id"])),
    name: providerName(asText(item["name"]), item["namespace"]),
    input:
      item["type"] === "custom_tool_call" ? { input: asText(item["input"]) } : inputOf(item["arguments"]),
  };
}

function inputOf(written: unknown): unknown {
  if (typeof written === "object" && written !== null) return written;
  const text = asText(written);
  try {
    const input: unknown = JSON.parse(text === "" ? "{}" : text);
    if (typeof input === "object" && input !== null && !Array.isArray(input)) return input;
  } catch {
    // What a model wrote need not be JSON.
  }
  return { input: text };
}

/** What the Messages protocol makes of a tool's failure. */
const errorMark = "[tool error]";

function toolResult(item: Fields): Block {
  const content = blocksOf(item["output"]);
  const first = content[0];
  const failed = first?.type === "text" && asText(first["text"]).startsWith(errorMark);
  if (failed) {
    const text = asText(first["text"]).slice(errorMark.length).trimStart();
    content.splice(0, 1, ...blocksOf(text));
  }
  return {
    type: "tool_result",
    tool_use_id: toolId(asText(item["call_id"])),
    ...(content.length > 0 ? { content } : {}),
    ...(failed ? { is_error: true } : {}),
  };
}

// Calls of other providers may have any id: the same one always becomes the same.
function toolId(id: string): string {
  if (/^[a-zA-Z0-9_-]+$/.test(id)) return id;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, 8);
  return `${id.replaceAll(/[^a-zA-Z0-9_-]/g, "_").slice(0, 48)}_${hash}`;
}

const beginning = (): Message => ({
  role: "user",
  content: [{ type: "text", text: "(The conversation goes on.)" }],
});

// The first word is a person's, and the last block of an answer no thought and no space.
function wellEnded(messages: Message[]): Message[] {
  const kept = messages.flatMap((message) => {
    if (message.role !== "assistant") return [message];
    const last = message.content.findLastIndex((block) => !isThought(block));
    return last < 0 ? [] : [{ ...message, content: message.content.slice(0, last + 1) }];
  });
  const last = kept.at(-1);
  const text = last?.content.at(-1);
  if (last?.role === "assistant" && text?.type === "text") text["text"] = asText(text["text"]).trimEnd();
  return kept[0]?.role === "user" ? kept : [beginning(), ...kept];
}

function isThought({ type }: Block): boolean {
  return type === "thinking" || type === "redacted_thinking";
}

/** Whether results of tools are waited for by an answer that did not begin with a thought. */
export function lacksThought(messages: readonly Message[]): boolean {
  const answered = messages.at(-1)?.content.some(({ type }) => type === "tool_result") ?? false;
  const first = messages.at(-2)?.content[0];
  return answered && first !== undefined && !isThought(first);
}
