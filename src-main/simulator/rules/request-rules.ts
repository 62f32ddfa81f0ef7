/** Decides whether the real backend would take this body of POST /codex/responses (codex-backend 2.4, 2.8). */
import { checkInput } from "./input-rules.ts";
import { isRecord, type Json } from "./json-shape.ts";
import { checkLite, isLite } from "./lite-rules.ts";
import { checkEffort, checkModel, type ClientHeaders } from "./model-rules.ts";
import { apiError, detail, type Reply } from "../answers/reply.ts";
import type { SimulatedAccount } from "../accounts/simulated-account.ts";
import { checkTextFormat } from "./text-format-rules.ts";
import { checkToolChoice, checkTools } from "./tool-rules.ts";

const topLevel = new Set([
  "model",
  "instructions",
  "input",
  "store",
  "stream",
  "include",
  "prompt_cache_key",
  "reasoning",
  "text",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "service_tier",
  "client_metadata",
]);

const includable = new Set([
  "reasoning.encrypted_content",
  "message.output_text.logprobs",
  "web_search_call.action.sources",
  "file_search_call.results",
  "computer_call_output.output.image_url",
  "message.input_image.image_url",
  "code_interpreter_call.outputs",
]);

function checkEnvelope(body: Json): Reply | null {
  for (const key of Object.keys(body)) {
    if (!topLevel.has(key)) return detail(400, `Unsupported parameter: ${key}`);
  }
  if (body["store"] !== false) return detail(400, "Store must be set to false");
  if (body["stream"] !== true) return detail(400, "Stream must be set to true");
  const include = body["include"] ?? [];
  if (!Array.isArray(include)) return detail(400, "Include must be a list");
  for (const value of include) {
    if (typeof value === "string" && includable.has(value)) continue;
    return apiError(400, { message: `Invalid value: '${value}'.`, code: "invalid_value", param: "include" });
  }
  const key = body["prompt_cache_key"];
  if (key !== undefined && (typeof key !== "string" || key.length > 64)) {
    return apiError(400, {
      message: "Invalid 'prompt_cache_key': expected a string with maximum length 64.",
      code: "string_above_max_length",
      param: "prompt_cache_key",
    });
  }
  const parallel = body["parallel_tool_calls"];
  if (parallel !== undefined && typeof parallel !== "boolean") {
    return apiError(400, {
      message: "Invalid type for 'parallel_tool_calls': expected a boolean.",
      code: "invalid_type",
      param: "parallel_tool_calls",
    });
  }
  const metadata = body["client_metadata"] ?? {};
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== "string")) {
    return detail(400, "client_metadata must map strings to strings");
  }
  return null;
}

/** The newest client puts the system text into a developer message; everyone else must send instructions. */
function checkInstructions(body: Json, lite: boolean): Reply | null {
  const instructions = body["instructions"];
  if (typeof instructions === "string") return null;
  const first: unknown = Array.isArray(body["input"]) ? body["input"][0] : null;
  const told = isRecord(first) && first["role"] === "developer";
  if (instructions === undefined && (lite || told)) return null;
  return detail(400, "Instructions are required");
}

export interface RuleContext {
  account: SimulatedAccount;
  headers: ClientHeaders;
  /** Whether ciphertext of a reasoning or compaction item was made for this account. */
  canDecrypt: (encrypted: string) => boolean;
}

/** null when the request is fine. The first broken rule answers. */
export function checkTurn(body: unknown, context: RuleContext): Reply | null {
  if (!isRecord(body)) return detail(400, "Request body must be a JSON object");
  const { model, refusal } = checkModel(body["model"], context.account.plan, context.headers);
  if (refusal) return refusal;
  const lite = isLite(context.headers);
  return (
    checkEnvelope(body) ??
    checkInstructions(body, lite) ??
    checkLite(body, lite) ??
    checkEffort(body, model) ??
    checkTools(body["tools"], "tools", model) ??
    checkToolChoice(body, context.account.plan) ??
    checkTextFormat(body) ??
    checkInput(body["input"], {
      canDecrypt: context.canDecrypt,
      compactionAllowed: (context.headers["x-codex-beta-features"] ?? "").includes("remote_compaction_v2"),
      acceptsImages: model.input_modalities.includes("image"),
    })
  );
}
