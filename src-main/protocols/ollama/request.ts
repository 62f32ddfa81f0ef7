/** Ollama's requests as the chat completion that means the same. */
import type { ChatBody } from "../chat/schema.ts";
import { RequestError } from "../shared/request-error.ts";
import type { OllamaChatBody, OllamaGenerateBody, OllamaMessage } from "./schema.ts";

type ChatMessage = ChatBody["messages"][number];

/** Throws RequestError. */
export function chatOfOllama(body: OllamaChatBody): ChatBody {
  const given = chatMessages(body.messages ?? []);
  // Without any the model is only loaded, and nothing of this is sent.
  const messages = given.length > 0 ? given : [{ role: "user" as const, content: "" }];
  const tools = (body.tools ?? []).map(({ function: made }) => ({ type: "function", function: made }));
  return { ...chatOfShared(body), messages, ...(tools.length > 0 ? { tools } : {}) };
}

/** Throws RequestError. */
export function chatOfGenerate(body: OllamaGenerateBody): ChatBody {
  const system: ChatMessage[] = body.system ? [{ role: "system", content: body.system }] : [];
  const user = { role: "user", content: contentOf(body.prompt ?? "", body.images) } as const;
  return { ...chatOfShared(body), messages: [...system, user] };
}

/** A request without words only loads the model, which needs no loading here. */
export function onlyLoads(body: { prompt?: unknown; messages?: unknown }): boolean {
  const { prompt, messages } = body;
  return (prompt ?? "") === "" && (!Array.isArray(messages) || messages.length === 0);
}

/** Ollama's clients name a tag even where none was chosen. */
export function withoutTag(model: string | null | undefined): string | null {
  return model?.replace(/:latest$/, "") ?? null;
}

function chatOfShared(body: OllamaChatBody | OllamaGenerateBody): Omit<ChatBody, "messages"> {
  const effort = effortOf(body.think);
  const format = responseFormat(body.format);
  return {
    model: withoutTag(body.model),
    stream: body.stream ?? true,
    ...(body.options?.stop ? { stop: body.options.stop } : {}),
    ...(effort === null ? {} : { reasoning_effort: effort }),
    ...(format === null ? {} : { response_format: format }),
  };
}

function effortOf(think: boolean | string | null | undefined): string | null {
  if (typeof think === "string") return think;
  return think === false ? "none" : null;
}

function responseFormat(format: OllamaChatBody["format"]): ChatBody["response_format"] | null {
  if (format === null || format === undefined || format === "") return null;
  if (typeof format === "object") return { type: "json_schema", json_schema: { schema: format } };
  if (format === "json") return { type: "json_object" };
  throw new RequestError("'format' must be \"json\" or a JSON schema.", {
    param: "format",
    code: "invalid_value",
  });
}

function chatMessages(messages: OllamaMessage[]): ChatMessage[] {
  const pending: { id: string; name: string }[] = [];
  const takeCall = (name: string | null | undefined) => {
    const at = name ? pending.findIndex((call) => call.name === name) : 0;
    return pending.splice(Math.max(at, 0), 1)[0]?.id;
  };
  return messages.map((entry, index): ChatMessage => {
    const { role, content, images } = entry;
    if (role === "assistant") {
      const calls = (entry.tool_calls ?? []).map((call, at) => {
        const id = call.id || `call_${index}_${at}`;
        pending.push({ id, name: call.function.name });
        return { id, type: "function", function: { name: call.function.name, arguments: argumentsOf(call) } };
      });
      return { role, content: content ?? "", ...(calls.length > 0 ? { tool_calls: calls } : {}) };
    }
    if (role === "tool") {
      const named = entry.tool_call_id;
      const known = named ? pending.findIndex((call) => call.id === named) : -1;
      if (known !== -1) pending.splice(known, 1);
      return {
        role,
        content: contentOf(content ?? "", images),
        tool_call_id: named || takeCall(entry.tool_name),
      };
    }
    return { role, content: contentOf(content ?? "", images) };
  });
}

function argumentsOf({ function: { arguments: given } }: { function: { arguments?: unknown } }): string {
  return typeof given === "string" ? given : JSON.stringify(given ?? {});
}

function contentOf(text: string, images: readonly string[] | null | undefined): ChatMessage["content"] {
  if (!images || images.length === 0) return text;
  const pictures = images.map((image) => ({ type: "image_url", image_url: { url: imageUrl(image) } }));
  return [...(text === "" ? [] : [{ type: "text", text }]), ...pictures];
}

/** First characters of an image's base64, which tell its kind. */
const kinds: readonly (readonly [string, string])[] = [
  ["/9j/", "jpeg"],
  ["R0lGOD", "gif"],
  ["UklGR", "webp"],
];

function imageUrl(image: string): string {
  if (image.startsWith("data:")) return image;
  const kind = kinds.find(([beginning]) => image.startsWith(beginning))?.[1] ?? "png";
  return `data:image/${kind};base64,${image}`;
}
