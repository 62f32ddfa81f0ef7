/** POST /v1/responses to what the Codex backend takes (translation 5.9): same protocol, fewer fields. */
import { repairCalls } from "../shared/call-repair.ts";
import type { ModelTraits } from "../protocol.ts";
import { effortOf } from "../shared/effort.ts";
import { droppedFields } from "../shared/field-table.ts";
import { RequestError } from "../shared/request-error.ts";
import { addSampling } from "../shared/sampling.ts";
import { responsesFields } from "./fields.ts";
import type { ResponsesBody, ResponsesItem } from "./schema.ts";
import type { WireRequest } from "../wire/wire.ts";
import { serviceTier } from "../shared/service-tier.ts";
import { createToolNames, type ToolNames } from "../shared/tool-names.ts";
import { qualifiesForStrict, toolParameters } from "../shared/tool-schema.ts";

/** Values of `include` that the backend is known to take (codex-backend 2.4). */
const includable = new Set([
  "reasoning.encrypted_content",
  "message.output_text.logprobs",
  "web_search_call.action.sources",
  "message.input_image.image_url",
]);

export interface TranslatedResponses {
  request: WireRequest;
  names: ToolNames;
  dropped: string[];
}

/** Earlier responses and references must have been put in place before. Throws RequestError. */
export function translateResponses(
  body: ResponsesBody,
  model: ModelTraits,
  conversation: string,
): TranslatedResponses {
  refuseStateful(body);
  const names = createToolNames();
  const tools = (body.tools ?? []).map((tool, index) => wireTool(tool, names, `tools[${index}]`));
  const { effort, overruled } = effortOf(body.reasoning?.effort, model);
  const summary = body.reasoning?.summary;
  const tier = serviceTier(body.service_tier, model.tiers);
  const included = (body.include ?? []).filter((name) => includable.has(name));
  const text = textField(body.text);
  const request: WireRequest = {
    model: model.id,
    instructions: body.instructions ?? "",
    input: repairCalls(inputItems(body.input, names)),
    store: false,
    stream: true,
    include: [...new Set(["reasoning.encrypted_content", ...included])],
    prompt_cache_key: conversation,
    ...(effort || summary
      ? { reasoning: { ...(effort ? { effort } : {}), ...(summary ? { summary } : {}) } }
      : {}),
    ...(tools.length > 0 ? { tools, parallel_tool_calls: body.parallel_tool_calls ?? true } : {}),
    ...(tools.length > 0 && body.tool_choice ? { tool_choice: toolChoice(body.tool_choice, names) } : {}),
    ...(text ? { text } : {}),
    ...tier.wire,
  };
  addSampling(request, body);
  const dropped = [
    ...droppedFields(responsesFields, body),
    ...(included.length < (body.include?.length ?? 0) ? ["include"] : []),
    ...(tier.dropped ? ["service_tier"] : []),
    ...(overruled ? ["reasoning.effort"] : []),
  ];
  return { request, names, dropped };
}

function refuseStateful(body: ResponsesBody): void {
  for (const [field, value] of Object.entries({
    background: body.background,
    conversation: body.conversation,
  })) {
    if (value) {
      throw new RequestError(`'${field}' is not available on a ChatGPT subscription.`, {
        param: field,
        code: "unsupported_parameter",
      });
    }
  }
}

function inputItems(input: ResponsesBody["input"], names: ToolNames): unknown[] {
  if (input === null || input === undefined || (typeof input !== "string" && input.length === 0)) {
    throw new RequestError("'input' is missing.", { param: "input", code: "missing_required_parameter" });
  }
  if (typeof input === "string") {
    return [{ type: "message", role: "user", content: [{ type: "input_text", text: input }] }];
  }
  return input.map((item) => wireItem(item, names));
}

const idPrefixes = ["msg_", "rs_", "fc_", "ctc_", "fco_", "ctco_", "ws_", "ig_", "cmp_", "at_"];

// Items of other kinds go through as they are: the backend knows more kinds than this version does.
function wireItem(item: ResponsesItem, names: ToolNames): unknown {
  const { status: _, ...kept } = item as Record<string, unknown>;
  if (typeof kept["id"] === "string" && !idPrefixes.some((prefix) => String(kept["id"]).startsWith(prefix))) {
    delete kept["id"];
  }
  if (item.type === undefined || item.type === "message") return messageItem(kept);
  if (item.type === "function_call" || item.type === "custom_tool_call") {
    // The SDK's parsed form of the arguments: an answer of its own that programs send back.
    delete kept["parsed_arguments"];
    if (typeof kept["name"] === "string") kept["name"] = names.toWire(kept["name"]);
  }
  return kept;
}

function messageItem(item: Record<string, unknown>): unknown {
  const role = item["role"] === "system" ? "developer" : item["role"];
  const content = item["content"];
  if (Array.isArray(content)) return { ...item, type: "message", role, content: content.map(unparsed) };
  if (typeof content !== "string") return { ...item, type: "message", role };
  const type = role === "assistant" ? "output_text" : "input_text";
  return { ...item, type: "message", role, content: [{ type, text: content }] };
}

// What the SDK's parse() adds to the text of an answer.
function unparsed(part: unknown): unknown {
  if (typeof part !== "object" || part === null || !("parsed" in part)) return part;
  const { parsed: _, ...kept } = part;
  return kept;
}

function wireTool(tool: Record<string, unknown>, names: ToolNames, at: string): unknown {
  const type = String(tool["type"]);
  if (type.startsWith("web_search")) return { ...tool, type: "web_search" };
  if (type !== "function" && type !== "custom") return tool;
  // The nested shape of chat completions is taken too: clients mix the two up.
  const nested = tool[type];
  const flat = typeof nested === "object" && nested !== null ? { ...tool, ...nested } : tool;
  const { [type]: _, cache_control: __, defer_loading: ___, ...rest } = flat;
  if (typeof rest["name"] !== "string" || rest["name"] === "") {
    throw new RequestError(`'${at}.name' is missing.`, {
      param: `${at}.name`,
      code: "missing_required_parameter",
    });
  }
  const named = { ...rest, type, name: names.toWire(rest["name"]) };
  if (type === "custom") return named;
  const parameters = toolParameters(rest["parameters"]);
  return { ...named, parameters, strict: rest["strict"] === true && qualifiesForStrict(parameters) };
}

function toolChoice(choice: unknown, names: ToolNames): unknown {
  if (typeof choice !== "object" || choice === null) return choice;
  const { function: nested, ...flat } = choice as { function?: { name?: unknown } | null; name?: unknown };
  const name = nested?.name ?? flat.name;
  return typeof name === "string" ? { ...flat, name: names.toWire(name) } : flat;
}

function textField(text: ResponsesBody["text"]): WireRequest["text"] | null {
  if (!text) return null;
  const format = text.format as { type?: string; strict?: boolean; schema?: unknown } | null | undefined;
  const plain = !format || format.type === "text";
  const strict = format?.strict === true && qualifiesForStrict(format.schema);
  const sent = format?.type === "json_schema" ? { ...format, strict } : format;
  const field = {
    ...(text.verbosity ? { verbosity: text.verbosity } : {}),
    ...(plain ? {} : { format: sent }),
  };
  return Object.keys(field).length > 0 ? field : null;
}
