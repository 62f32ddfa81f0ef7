/** The conversation as chat messages (backends 8.5). Pure, and the same for the same conversation: caches live on it. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import { freeFormField, plainCall, providerName } from "../client-tools.ts";
import { asObject, asText, type JsonObject } from "../json-events.ts";
import { chatContent, chatParts, textOf, type ChatPart } from "./chat-parts.ts";
import type { Quirk, Quirks } from "./quirks.ts";
import { openReasoning } from "./sealed-reasoning.ts";

type Message = Record<string, unknown> & { role: string };

export function chatMessages(turn: WireRequest, quirks: Quirks): { messages: Message[]; sent: Quirk[] } {
  const messages: Message[] = [];
  const sent = new Set<Quirk>();
  const system = quirks.developer_role ? "developer" : "system";
  let reasoning: string[] = [];
  /** Pictures of tools' answers, for which a tool message has no place. */
  let pictures: ChatPart[] = [];

  const flush = () => {
    if (pictures.length === 0) return;
    messages.push({ role: "user", content: pictures });
    pictures = [];
  };
  const say = (message: Message) => {
    if (message.role !== "tool") flush();
    messages.push(message);
  };
  const instruct = (content: string) => {
    if (content.length === 0) return;
    const late = messages.some(({ role }) => role !== system);
    if (late) sent.add("late_system");
    if (late && !quirks.late_system) {
      say({ role: "user", content: `[Instruction]\n${content}` });
      return;
    }
    sent.add("developer_role");
    say({ role: system, content });
  };
  /** The assistant's message that is being put together: text and calls of one answer are one message. */
  const assistant = (): Message => {
    const last = messages.at(-1);
    if (last?.role === "assistant" && pictures.length === 0) return last;
    const made: Message = { role: "assistant", content: null };
    say(made);
    return made;
  };
  const thoughtOf = (message: Message) => {
    if (!quirks.reasoning_back) return;
    // Where it is asked for, none at all is refused too.
    message["reasoning_content"] = asText(message["reasoning_content"]) + reasoning.join("\n\n");
    reasoning = [];
  };

  instruct(turn.instructions);
  for (const raw of turn.input) {
    const given = asObject(raw);
    if (given === null) continue;
    const item = plainCall(given);
    switch (item["type"]) {
      case "message": {
        const parts = chatParts(item["content"], quirks.image_detail);
        if (parts.some((part) => "detail" in (asObject(part["image_url"]) ?? {}))) sent.add("image_detail");
        if (item["role"] === "assistant") {
          const message = assistant();
          const before = asText(message["content"]);
          message["content"] = [before, textOf(parts)].filter((text) => text !== "").join("\n\n");
          thoughtOf(message);
        } else if (item["role"] === "user") say({ role: "user", content: chatContent(parts) });
        else instruct(textOf(parts));
        break;
      }
      case "reasoning": {
        const text = openReasoning(item["encrypted_content"]);
        if (text !== null) reasoning.push(text);
        break;
      }
      case "function_call":
      case "custom_tool_call": {
        const message = assistant();
        const calls = (message["tool_calls"] ?? []) as unknown[];
        message["tool_calls"] = [...calls, chatCall(item, quirks)];
        thoughtOf(message);
        break;
      }
      case "function_call_output":
      case "custom_tool_call_output": {
        const parts = chatParts(item["output"], quirks.image_detail);
        const others = parts.filter(({ type }) => type !== "text");
        const text = textOf(parts) || (others.length > 0 ? "The next message shows what it gave." : "");
        say({ role: "tool", tool_call_id: item["call_id"], content: text });
        pictures.push(...others);
        break;
      }
      default:
        // Records of what ran at another provider: its result stands in the text.
        break;
    }
  }
  flush();
  return { messages, sent: [...sent] };
}

function chatCall(item: JsonObject, quirks: Quirks): unknown {
  const id = item["call_id"];
  const name = providerName(asText(item["name"]), item["namespace"]);
  if (item["type"] === "function_call")
    return { id, type: "function", function: { name, arguments: asText(item["arguments"]) || "{}" } };
  const input = asText(item["input"]);
  if (quirks.custom_tools) return { id, type: "custom", custom: { name, input } };
  return { id, type: "function", function: { name, arguments: JSON.stringify({ [freeFormField]: input }) } };
}
