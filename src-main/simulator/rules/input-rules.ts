/** The items of `input`: types, ids, content parts, pairs of calls and outputs (codex-backend 2.4). */
import { checkContent } from "./content-rules.ts";
import { isRecord, textOf, type Json } from "./json-shape.ts";
import { apiError, detail, type Reply } from "../answers/reply.ts";

export interface InputContext {
  canDecrypt: (encrypted: string) => boolean;
  compactionAllowed: boolean;
  acceptsImages: boolean;
}

interface ItemShape {
  prefix: string;
  keys: string[];
  required: string[];
}

const shapes: Record<string, ItemShape> = {
  message: {
    prefix: "msg",
    keys: ["role", "content", "status", "phase", "end_turn"],
    required: ["role", "content"],
  },
  reasoning: {
    prefix: "rs",
    keys: ["summary", "content", "encrypted_content", "status"],
    required: ["summary"],
  },
  function_call: {
    prefix: "fc",
    keys: ["call_id", "name", "namespace", "arguments", "status"],
    required: ["call_id", "name", "arguments"],
  },
  function_call_output: {
    prefix: "fc",
    keys: ["call_id", "output", "status"],
    required: ["call_id", "output"],
  },
  custom_tool_call: {
    prefix: "ctc",
    keys: ["call_id", "name", "namespace", "input", "status"],
    required: ["call_id", "name", "input"],
  },
  custom_tool_call_output: {
    prefix: "ctc",
    keys: ["call_id", "output", "status"],
    required: ["call_id", "output"],
  },
  local_shell_call: { prefix: "lsh", keys: ["call_id", "action", "status"], required: ["call_id", "action"] },
  web_search_call: { prefix: "ws", keys: ["status", "action"], required: [] },
  image_generation_call: {
    prefix: "ig",
    keys: ["status", "result", "revised_prompt", "size", "quality", "background", "output_format", "action"],
    required: ["result"],
  },
  tool_search_call: {
    prefix: "tsc",
    keys: ["call_id", "execution", "arguments", "status"],
    required: ["call_id"],
  },
  tool_search_output: {
    prefix: "ts",
    keys: ["call_id", "execution", "tools", "status"],
    required: ["call_id"],
  },
  additional_tools: { prefix: "at", keys: ["role", "tools"], required: ["tools"] },
  configuration_update: { prefix: "", keys: ["reasoning"], required: [] },
  compaction: { prefix: "cmp", keys: ["encrypted_content"], required: ["encrypted_content"] },
  compaction_trigger: { prefix: "", keys: [], required: [] },
};

/** Newest item types, forwarded by clients as they are: only their presence is accepted. */
const opaqueTypes = new Set(["agent_message", "context_compaction", "other"]);
const everywhere = ["type", "id", "internal_chat_message_metadata_passthrough"];
const callTypes = new Set(["function_call", "custom_tool_call", "local_shell_call", "tool_search_call"]);
const outputTypes = new Set(["function_call_output", "custom_tool_call_output", "tool_search_output"]);

function invalid(message: string, param: string, code = "invalid_value"): Reply {
  return apiError(400, { message, code, param });
}

function checkShape(item: Json, type: string, shape: ItemShape, where: string): Reply | null {
  for (const key of shape.required) {
    if (item[key] !== undefined && item[key] !== null) continue;
    return invalid(
      `Missing required parameter: '${where}.${key}'.`,
      `${where}.${key}`,
      "missing_required_parameter",
    );
  }
  for (const key of Object.keys(item)) {
    if (everywhere.includes(key) || shape.keys.includes(key)) continue;
    return invalid(`Unknown parameter: '${where}.${key}'.`, `${where}.${key}`, "unknown_parameter");
  }
  const { id, call_id: callId, name } = item;
  if (id !== undefined && id !== null && !textOf(id).startsWith(shape.prefix)) {
    return invalid(
      `Invalid '${where}.id': '${textOf(id)}'. Expected an ID that begins with '${shape.prefix}'.`,
      `${where}.id`,
    );
  }
  if (shape.keys.includes("call_id") && (textOf(callId) === "" || textOf(callId).length > 64)) {
    return invalid(
      `Invalid '${where}.call_id': expected a string with maximum length 64.`,
      `${where}.call_id`,
      "string_above_max_length",
    );
  }
  if (shape.keys.includes("name") && !/^[a-zA-Z0-9_-]{1,128}$/.test(textOf(name))) {
    return invalid(
      `Invalid '${where}.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.`,
      `${where}.name`,
    );
  }
  const payload = type === "function_call" ? "arguments" : type === "custom_tool_call" ? "input" : null;
  if (payload && typeof item[payload] !== "string") {
    return invalid(
      `Invalid type for '${where}.${payload}': expected a string.`,
      `${where}.${payload}`,
      "invalid_type",
    );
  }
  return null;
}

function checkItem(item: Json, type: string, where: string, context: InputContext): Reply | null {
  if (opaqueTypes.has(type)) return null;
  const id = textOf(item["id"]);
  if (type === "item_reference") {
    return apiError(404, {
      message: `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
      code: null,
      param: "input",
    });
  }
  const shape = shapes[type];
  if (!shape) return invalid(`Invalid value: '${type}'.`, `${where}.type`);
  if (type === "message" && item["role"] === "system") return detail(400, "System messages are not allowed");
  const problem = checkShape(item, type, shape, where);
  if (problem) return problem;
  if (type === "compaction_trigger" && !context.compactionAllowed) {
    return invalid(`Invalid value: '${type}'.`, `${where}.type`);
  }
  const encrypted = item["encrypted_content"];
  if (type === "reasoning" && id !== "" && typeof encrypted !== "string") {
    return apiError(404, {
      message: `Item '${id}' of type 'reasoning' was not found. Items are not persisted when \`store\` is set to false.`,
      code: null,
      param: "input",
    });
  }
  if (typeof encrypted === "string" && !context.canDecrypt(encrypted)) {
    return invalid(
      `The encrypted content for item ${id || "without id"} could not be verified. Reason: Encrypted content could not be decrypted or parsed.`,
      "input",
      "invalid_encrypted_content",
    );
  }
  if (type === "message")
    return checkContent(item["content"], textOf(item["role"]), `${where}.content`, context.acceptsImages);
  if (type === "function_call_output" || type === "custom_tool_call_output") {
    return checkContent(item["output"], "tool", `${where}.output`, context.acceptsImages);
  }
  return null;
}

function checkPairs(items: Json[]): Reply | null {
  const called = new Set<string>();
  const answered = new Set<string>();
  for (const item of items) {
    const callId = textOf(item["call_id"]);
    if (callTypes.has(textOf(item["type"]))) called.add(callId);
    if (!outputTypes.has(textOf(item["type"]))) continue;
    if (!called.has(callId)) {
      return invalid(`No tool call found for function call output with call_id ${callId}.`, "input");
    }
    answered.add(callId);
  }
  for (const callId of called) {
    if (!answered.has(callId)) return invalid(`No tool output found for function call ${callId}.`, "input");
  }
  return null;
}

export function checkInput(input: unknown, context: InputContext): Reply | null {
  if (!Array.isArray(input)) return detail(400, "Input must be a list");
  if (input.length === 0)
    return invalid("Missing required parameter: 'input'.", "input", "missing_required_parameter");
  const ids = new Set<string>();
  const items: Json[] = [];
  for (const [index, item] of input.entries()) {
    const where = `input[${index}]`;
    if (!isRecord(item))
      return invalid(`Invalid type for '${where}': expected an object.`, where, "invalid_type");
    const type = textOf(item["type"]) || (item["role"] === undefined ? "" : "message");
    const problem = checkItem(item, type, where, context);
    if (problem) return problem;
    const id = textOf(item["id"]);
    if (id && ids.has(id)) {
      return invalid(
        `Duplicate item found with id ${id}. Remove duplicate items from your input and try again.`,
        "input",
      );
    }
    ids.add(id);
    if (type === "compaction_trigger" && index !== input.length - 1) {
      return invalid("compaction_trigger must be the last input item.", where);
    }
    items.push(item);
  }
  return checkPairs(items);
}
