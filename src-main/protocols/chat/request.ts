/** POST /v1/chat/completions to the Responses form (translation 5.0, 5.1). */
import { addedTools, nothingAdded, type AddedTools } from "../shared/added-tools.ts";
import { repairCalls } from "../shared/call-repair.ts";
import { chatFields } from "./fields.ts";
import { inputParts, textOf } from "./parts.ts";
import type { ChatBody, ChatMessage, ChatToolCall } from "./schema.ts";
import { wireTool, wireToolChoice } from "./tools.ts";
import { effortOf } from "../shared/effort.ts";
import { droppedFields } from "../shared/field-table.ts";
import { RequestError } from "../shared/request-error.ts";
import { addSampling } from "../shared/sampling.ts";
import type { WireRequest } from "../wire/wire.ts";
import { serviceTier } from "../shared/service-tier.ts";
import { textFormat } from "../shared/text-format.ts";
import type { ModelTraits } from "../protocol.ts";
import { createToolNames, type ToolNames } from "../shared/tool-names.ts";

export interface TranslatedChat {
  request: WireRequest;
  names: ToolNames;
  stop: string[];
  /** Fields that were left out because the backend does not take them. */
  dropped: string[];
}

/** Throws RequestError. `conversation` becomes the cache key. */
export function translateChat(
  body: ChatBody,
  model: ModelTraits,
  conversation: string,
  added: AddedTools = nothingAdded,
): TranslatedChat {
  const names = createToolNames();
  const offered = [
    ...(body.tools ?? []),
    ...(body.functions ?? []).map((made) => ({ type: "function", function: made })),
  ];
  const tools = offered.map((tool, index) => wireTool(tool, names, `tools[${index}]`));
  if (body.web_search_options) {
    const { type: _, ...options } = body.web_search_options;
    tools.push({ type: "web_search", ...options });
  }
  const choice = legacyChoice(body);
  tools.push(...addedTools(tools, choice, added));

  const leading = body.messages.findIndex((entry) => entry.role !== "system" && entry.role !== "developer");
  const head = leading === -1 ? body.messages : body.messages.slice(0, leading);
  const instructions = head.map((entry) => textOf(entry.content)).join("\n\n");
  const { format, needsTheWordJson } = textFormat(body.response_format);
  const input = repairCalls(inputItems(body.messages.slice(head.length), names, head.length));
  if (needsTheWordJson) {
    const content = [{ type: "input_text", text: "Answer with one JSON object." }];
    input.unshift({ type: "message", role: "developer", content });
  }
  const toolChoice = wireToolChoice(choice, names, tools.length > 0);
  const { effort, overruled } = effortOf(body.reasoning_effort ?? body.reasoning?.effort, model);
  const text = { ...(body.verbosity ? { verbosity: body.verbosity } : {}), ...(format ? { format } : {}) };
  const tier = serviceTier(body.service_tier, model.tiers);

  const request: WireRequest = {
    model: model.id,
    instructions,
    input: input.length > 0 ? input : [userMessage([{ type: "input_text", text: "" }])],
    store: false,
    stream: true,
    include: ["reasoning.encrypted_content"],
    prompt_cache_key: conversation,
    reasoning: { ...(effort ? { effort } : {}), summary: body.reasoning?.summary ?? "auto" },
    ...(tools.length > 0 ? { tools, parallel_tool_calls: body.parallel_tool_calls ?? true } : {}),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoice }),
    ...(Object.keys(text).length > 0 ? { text } : {}),
    ...tier.wire,
  };
  const stop = stopStrings(body.stop);
  addSampling(request, body, stop);
  const dropped = [
    ...droppedFields(chatFields, body),
    ...(tier.dropped ? ["service_tier"] : []),
    ...(overruled ? ["reasoning_effort"] : []),
  ];
  return { request, names, stop, dropped };
}

function inputItems(messages: ChatMessage[], names: ToolNames, offset: number): unknown[] {
  const items: unknown[] = [];
  const customCalls = new Set<string>();
  const pending: { id: string; name: string }[] = [];
  let made = 0;
  const callId = (id: string | null | undefined) => id || `call_${offset}_${(made += 1)}`;
  for (const [index, entry] of messages.entries()) {
    const at = `messages[${offset + index}]`;
    switch (entry.role) {
      case "system":
      case "developer":
        items.push({
          type: "message",
          role: "developer",
          content: inputParts(entry.content, `${at}.content`),
        });
        break;
      case "user":
        items.push(userMessage(inputParts(entry.content, `${at}.content`)));
        break;
      case "assistant": {
        const said = assistantParts(entry);
        if (said.length > 0) items.push({ type: "message", role: "assistant", content: said });
        for (const call of callsOf(entry)) {
          const id = callId(call.id);
          if (call.custom) {
            customCalls.add(id);
            const { name, input } = call.custom;
            items.push({
              type: "custom_tool_call",
              call_id: id,
              name: names.toWire(name),
              input: input ?? "",
            });
          } else if (call.function) {
            const { name, arguments: args } = call.function;
            items.push({
              type: "function_call",
              call_id: id,
              name: names.toWire(name),
              arguments: args || "{}",
            });
            pending.push({ id, name });
          }
        }
        break;
      }
      case "tool":
      case "function": {
        const id =
          entry.tool_call_id ??
          (entry.role === "function" ? takeByName(pending, entry.name) : pending.shift()?.id);
        if (!id) {
          throw new RequestError(`'${at}.tool_call_id' is missing.`, {
            param: `${at}.tool_call_id`,
            code: "missing_required_parameter",
          });
        }
        const type = customCalls.has(id) ? "custom_tool_call_output" : "function_call_output";
        const output =
          typeof entry.content === "string" ? entry.content : inputParts(entry.content, `${at}.content`);
        items.push({ type, call_id: id, output: Array.isArray(output) && output.length === 0 ? "" : output });
        break;
      }
    }
  }
  return items;
}

function assistantParts(entry: ChatMessage): unknown[] {
  const parts: unknown[] = [];
  const text = withoutDrawings(textOf(entry.content));
  if (text !== "") parts.push({ type: "output_text", text });
  if (entry.refusal) parts.push({ type: "refusal", refusal: entry.refusal });
  return parts;
}

// A picture that an answer carried as Markdown would come back as half a million tokens of text.
function withoutDrawings(text: string): string {
  return text.includes("](data:image/")
    ? text.replaceAll(/!\[([^\]]*)\]\(data:image\/[^)]*\)/g, "[$1]")
    : text;
}

function callsOf(entry: ChatMessage): ChatToolCall[] {
  if (entry.tool_calls) return entry.tool_calls;
  return entry.function_call ? [{ function: entry.function_call }] : [];
}

function takeByName(
  pending: { id: string; name: string }[],
  name: string | null | undefined,
): string | undefined {
  const at = pending.findIndex((call) => call.name === name);
  return at === -1 ? undefined : pending.splice(at, 1)[0]?.id;
}

function legacyChoice(body: ChatBody): ChatBody["tool_choice"] {
  if (body.tool_choice !== undefined) return body.tool_choice;
  const legacy = body.function_call;
  if (typeof legacy === "object" && legacy?.name) return { type: "function", name: legacy.name };
  return legacy;
}

function userMessage(content: unknown[]): unknown {
  return { type: "message", role: "user", content };
}

function stopStrings(stop: ChatBody["stop"]): string[] {
  return (typeof stop === "string" ? [stop] : (stop ?? [])).filter((text) => text !== "");
}
