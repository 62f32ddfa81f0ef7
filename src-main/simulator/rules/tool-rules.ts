/** Tools and tool choice (codex-backend 2.4). */
import { isRecord, recordsOf, textOf, type Json } from "./json-shape.ts";
import type { CatalogModel } from "../models-catalog.ts";
import { apiError, detail, type Reply } from "../answers/reply.ts";
import { strictSchemaProblem } from "./strict-schema.ts";

const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;

const keysByType: Record<string, Set<string>> = {
  function: new Set(["type", "name", "description", "parameters", "strict", "defer_loading"]),
  custom: new Set(["type", "name", "description", "format", "defer_loading"]),
  namespace: new Set(["type", "name", "description", "tools"]),
  web_search: new Set([
    "type",
    "external_web_access",
    "search_content_types",
    "filters",
    "user_location",
    "search_context_size",
  ]),
  image_generation: new Set([
    "type",
    "output_format",
    "size",
    "quality",
    "background",
    "model",
    "action",
    "partial_images",
    "input_fidelity",
    "moderation",
    "output_compression",
  ]),
  tool_search: new Set(["type", "execution", "description", "parameters"]),
};

function invalid(message: string, param: string, code = "invalid_value"): Reply {
  return apiError(400, { message, code, param });
}

function checkFunction(tool: Json, where: string): Reply | null {
  const name = textOf(tool["name"]);
  const schema = tool["parameters"];
  const bad = (reason: string): Reply =>
    invalid(
      `Invalid schema for function '${name}': ${reason}`,
      `${where}.parameters`,
      "invalid_function_parameters",
    );
  if (!isRecord(schema) || schema["type"] !== "object")
    return bad(`schema must be a JSON Schema of 'type: "object"'.`);
  if (!isRecord(schema["properties"])) return bad("object schema missing properties.");
  const problem = tool["strict"] === true ? strictSchemaProblem(schema) : null;
  return problem ? bad(problem) : null;
}

function checkCustom(tool: Json, where: string): Reply | null {
  const { format } = tool;
  if (format === undefined) return null;
  if (isRecord(format) && format["type"] === "text") return null;
  const grammar =
    isRecord(format) &&
    format["type"] === "grammar" &&
    (format["syntax"] === "lark" || format["syntax"] === "regex") &&
    typeof format["definition"] === "string";
  return grammar ? null : invalid("Invalid custom tool format.", `${where}.format`);
}

export function checkTools(tools: unknown, path: string, model: CatalogModel): Reply | null {
  if (tools === undefined) return null;
  if (!Array.isArray(tools))
    return invalid(`Invalid type for '${path}': expected an array.`, path, "invalid_type");
  const searchable = recordsOf(tools).some((tool) => tool["type"] === "tool_search");
  for (const [index, tool] of tools.entries()) {
    const where = `${path}[${index}]`;
    if (!isRecord(tool))
      return invalid(`Invalid type for '${where}': expected an object.`, where, "invalid_type");
    const type = textOf(tool["type"]);
    const keys = keysByType[type];
    if (!keys) return detail(400, `Unsupported tool type: ${type}`);
    for (const key of Object.keys(tool)) {
      if (!keys.has(key) || (key === "defer_loading" && !searchable && path === "tools")) {
        return invalid(`Unknown parameter: '${where}.${key}'.`, `${where}.${key}`, "unknown_parameter");
      }
    }
    if (type === "function" || type === "custom" || type === "namespace") {
      if (tool["name"] === undefined) {
        return invalid(
          `Missing required parameter: '${where}.name'.`,
          `${where}.name`,
          "missing_required_parameter",
        );
      }
      if (!namePattern.test(textOf(tool["name"]))) {
        return invalid(
          `Invalid '${where}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
          `${where}.name`,
        );
      }
    }
    if (type === "image_generation" && !model.input_modalities.includes("image")) {
      return detail(400, `Tool 'image_generation' is not supported with ${model.slug}.`);
    }
    const problem =
      type === "function"
        ? checkFunction(tool, where)
        : type === "custom"
          ? checkCustom(tool, where)
          : type === "namespace"
            ? checkTools(tool["tools"], `${where}.tools`, model)
            : null;
    if (problem) return problem;
  }
  return null;
}

/** Free accounts are not offered the hosted image tool, so it cannot be chosen there. */
export function checkToolChoice(body: Json, plan: string): Reply | null {
  const choice = body["tool_choice"];
  const tools = recordsOf(body["tools"]);
  if (choice === undefined || choice === "auto" || choice === "none") return null;
  if (choice === "required") {
    if (tools.length > 0) return null;
    return invalid("Tool choice 'required' must be specified with 'tools' parameter.", "tool_choice");
  }
  if (!isRecord(choice)) return invalid(`Invalid value: '${textOf(choice)}'.`, "tool_choice");
  const type = textOf(choice["type"]);
  if (type === "allowed_tools") {
    const fine =
      recordsOf(choice["tools"]).length > 0 && ["auto", "required"].includes(textOf(choice["mode"]));
    return fine
      ? null
      : invalid("Invalid value for 'tool_choice': allowed_tools needs mode and tools.", "tool_choice");
  }
  const named = type === "function" || type === "custom";
  if (named && typeof choice["name"] !== "string") {
    return invalid(
      "Missing required parameter: 'tool_choice.name'.",
      "tool_choice.name",
      "missing_required_parameter",
    );
  }
  const found = tools.some((tool) => tool["type"] === type && (!named || tool["name"] === choice["name"]));
  if (found && !(type === "image_generation" && plan === "free")) return null;
  return invalid(
    `Tool choice '${named ? textOf(choice["name"]) : type}' not found in 'tools' parameter.`,
    "tool_choice",
  );
}
