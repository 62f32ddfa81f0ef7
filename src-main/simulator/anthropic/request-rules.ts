/** What the API refuses of a request (backends 8.2, 8.3). Strict where the real one is. */
import { blocksOf, isThought, listOf, objectOf, readable, tokensOf, type Json } from "./json-reading.ts";
import { wrongMessages, wrongTools } from "./message-rules.ts";
import { listedModels, type ListedModel } from "./model-list.ts";
import type { ApiError } from "./plan.ts";
import { unboundThoughts } from "./thought-binding.ts";

export interface AskedRequest {
  body: Json;
  betas: readonly string[];
  /** Of count_tokens. */
  counting: boolean;
}

export interface RuleOptions {
  /** Fields that a compatible endpoint knows nothing of, wherever they stand. */
  unknownFields: readonly string[];
  /** Tokens, where it is less than the model's. */
  contextWindow: number;
}

const bindingBeta = "thinking-binding-controls-2026-08-01";

const knownFields = new Set([
  "model",
  "messages",
  "max_tokens",
  "system",
  "stream",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
  "stop_sequences",
  "temperature",
  "top_p",
  "top_k",
  "metadata",
  "cache_control",
  "service_tier",
  "mcp_servers",
  "container",
  "context_management",
]);

export function refusalOf(asked: AskedRequest, options: RuleOptions): ApiError | null {
  const { body } = asked;
  const extra = Object.keys(body).find((field) => !knownFields.has(field)) ?? unknownIn(body, options);
  if (extra !== undefined) return invalid(`${extra}: Extra inputs are not permitted`);
  if (typeof body["model"] !== "string") return invalid("model: Field required");
  const model = listedModels.find(({ id }) => id === body["model"]);
  if (model === undefined)
    return { status: 404, type: "not_found_error", message: `model: ${body["model"]}` };
  const wrong =
    (asked.counting ? null : wrongLimit(body, model)) ??
    wrongMessages(listOf(body["messages"])) ??
    wrongTools(body) ??
    wrongMarks(body) ??
    wrongThinking(asked, model) ??
    wrongSampling(body, model) ??
    wrongFormat(body);
  if (wrong !== null) return invalid(wrong);
  const tokens = tokensOf(readable([body["system"], body["tools"], body["messages"]]));
  const most = Math.min(options.contextWindow, model.max_input_tokens);
  return tokens > most ? invalid(`prompt is too long: ${tokens} tokens > ${most} maximum`) : null;
}

function invalid(message: string): ApiError {
  return { status: 400, type: "invalid_request_error", message };
}

function unknownIn(body: Json, { unknownFields }: RuleOptions): string | undefined {
  const text = JSON.stringify(body);
  return unknownFields.find((field) => text.includes(`"${field}":`));
}

function wrongLimit({ max_tokens: most }: Json, model: ListedModel): string | null {
  if (most === undefined) return "max_tokens: Field required";
  if (typeof most !== "number" || !Number.isInteger(most) || most < 1)
    return "max_tokens: Input should be greater than or equal to 1";
  return most > model.max_tokens
    ? `max_tokens: ${most} > ${model.max_tokens}, which is the maximum allowed number of output tokens for ${model.id}`
    : null;
}

function wrongMarks(body: Json): string | null {
  const count = JSON.stringify(body).split('"cache_control":{').length - 1;
  return count > 4 ? `A maximum of 4 blocks with cache_control may be provided. Found ${count}.` : null;
}

function wrongThinking({ body, betas }: AskedRequest, model: ListedModel): string | null {
  const thinking = objectOf(body["thinking"]);
  const binding = objectOf(thinking["block_binding"]);
  if (thinking["block_binding"] !== undefined && !betas.includes(bindingBeta))
    return "thinking.adaptive.block_binding: Extra inputs are not permitted";
  if (binding["prefix_mismatch_behavior"] !== "drop_block") {
    const [path] = unboundThoughts(body);
    if (path !== undefined)
      return `${path}: Invalid \`signature\` in \`thinking\` block: it is bound to a different conversation`;
  }
  const { type } = thinking;
  if (type === undefined || type === "disabled") return null;
  if (type === "enabled") {
    if (model.decidesItself) return '"thinking.type.enabled" is not supported for this model.';
    const budget = Number(thinking["budget_tokens"]);
    if (!(budget >= 1024))
      return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
    if (budget >= Number(body["max_tokens"]))
      return "`max_tokens` must be greater than `thinking.budget_tokens`";
    const messages = listOf(body["messages"]);
    const open = blocksOf(objectOf(messages.at(-1))["content"]).some(
      (block) => block["type"] === "tool_result",
    );
    const first = blocksOf(objectOf(messages.at(-2))["content"])[0];
    if (open && !isThought(first))
      return `messages.${messages.length - 2}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${String(first?.["type"])}\`.`;
  } else if (model.id === "claude-haiku-4-5") return "adaptive thinking is not supported on this model";
  const choice = objectOf(body["tool_choice"])["type"];
  if (choice === "any" || choice === "tool")
    return "Thinking may not be enabled when tool_choice forces tool use.";
  const { temperature } = body;
  return temperature !== undefined && temperature !== 1
    ? "`temperature` may only be set to 1 when thinking is enabled"
    : null;
}

function wrongSampling(body: Json, model: ListedModel): string | null {
  const set = ["temperature", "top_p", "top_k"].filter((field) => body[field] !== undefined);
  if (set.length > 0 && model.decidesItself) return `${set[0]}: not supported for this model`;
  if (set.includes("temperature") && set.includes("top_p"))
    return "`temperature` and `top_p` cannot both be specified for this model.";
  const { temperature } = body;
  return typeof temperature === "number" && temperature > 1 ? "temperature: range: 0..1" : null;
}

const efforts = new Set<unknown>(["low", "medium", "high", "xhigh", "max"]);

function wrongFormat(body: Json): string | null {
  const { format, effort } = objectOf(body["output_config"]);
  if (effort !== undefined && !efforts.has(effort))
    return "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'";
  return format === undefined ? null : wrongSchema(objectOf(format)["schema"]);
}

function wrongSchema(schema: unknown): string | null {
  const { type, additionalProperties, minLength, minimum, ...rest } = objectOf(schema);
  if (minLength !== undefined || minimum !== undefined)
    return "output_config.format.schema: bounds are not supported";
  if (type === "object" && additionalProperties !== false)
    return "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false";
  const inner = [...Object.values(objectOf(rest["properties"])), ...(rest["items"] ? [rest["items"]] : [])];
  return inner.map(wrongSchema).find((wrong) => wrong !== null) ?? null;
}
