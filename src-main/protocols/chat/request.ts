/** POST /v1/chat/completions to the Responses form (translation 5.0, 5.1). */
import { z } from "zod";
import { addedTools, nothingAdded, type AddedTools } from "../shared/added-tools.ts";
import { repairCalls } from "../shared/call-repair.ts";
import { chatFields } from "./fields.ts";
import { chatContentSchema, inputParts, textOf } from "./parts.ts";
import {
  chatFunctionSchema,
  chatToolChoiceSchema,
  chatToolSchema,
  wireTool,
  wireToolChoice,
} from "./tools.ts";
import { effortOf, type EffortTraits } from "../shared/effort.ts";
import { droppedFields } from "../shared/field-table.ts";
import { parseBody } from "../shared/parse-body.ts";
import { RequestError } from "../shared/request-error.ts";
import type { WireRequest } from "../wire/wire.ts";
import { serviceTier } from "../shared/service-tier.ts";
import { responseFormatSchema, textFormat } from "../shared/text-format.ts";
import { createToolNames, type ToolNames } from "../shared/tool-names.ts";

const toolCall = z.looseObject({
  id: z.string().nullish(),
  type: z.string().nullish(),
  function: z.looseObject({ name: z.string(), arguments: z.string().nullish() }).nullish(),
  custom: z.looseObject({ name: z.string(), input: z.string().nullish() }).nullish(),
});

const message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: chatContentSchema,
  name: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: z.string().nullish(),
  function_call: z.looseObject({ name: z.string(), arguments: z.string().nullish() }).nullish(),
  refusal: z.string().nullish(),
});

export const chatBodySchema = z.looseObject({
  model: z.string().nullish(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  tools: z.array(chatToolSchema).nullish(),
  functions: z.array(chatFunctionSchema).nullish(),
  tool_choice: chatToolChoiceSchema.nullish(),
  function_call: chatToolChoiceSchema.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormatSchema.nullish(),
  reasoning_effort: z.string().nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  verbosity: z.string().nullish(),
  service_tier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  user: z.string().nullish(),
  web_search_options: z.looseObject({}).nullish(),
  subagent: z.string().nullish(),
  memgen: z.boolean().nullish(),
});

export type ChatBody = z.infer<typeof chatBodySchema>;
type Message = z.infer<typeof message>;

/** What the model of a request can do, from the catalog; empty lists when unknown. */
export interface ModelTraits extends EffortTraits {
  id: string;
  tiers: readonly string[];
}

export interface TranslatedChat {
  request: WireRequest;
  names: ToolNames;
  stop: string[];
  /** Fields that were left out because the backend does not take them. */
  dropped: string[];
}

export function parseChatBody(body: unknown): ChatBody {
  return parseBody(chatBodySchema, body);
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
  const dropped = [
    ...droppedFields(chatFields, body),
    ...(tier.dropped ? ["service_tier"] : []),
    ...(overruled ? ["reasoning_effort"] : []),
  ];
  return { request, names, stop: stopStrings(body.stop), dropped };
}

function inputItems(messages: Message[], names: ToolNames, offset: number): unknown[] {
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

function assistantParts(entry: Message): unknown[] {
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

function callsOf(entry: Message): z.infer<typeof toolCall>[] {
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
