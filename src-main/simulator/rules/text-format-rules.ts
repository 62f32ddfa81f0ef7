/** `text.verbosity` and `text.format` (codex-backend 2.4). */
import { isRecord, textOf, type Json } from "./json-shape.ts";
import { apiError, detail, type Reply } from "../answers/reply.ts";
import { strictSchemaProblem } from "./strict-schema.ts";

const textKeys = new Set(["verbosity", "format"]);
const formatKeys = new Set(["type", "name", "description", "schema", "strict"]);

export function checkTextFormat(body: Json): Reply | null {
  const text = body["text"];
  if (text === undefined) return null;
  if (!isRecord(text)) return detail(400, "text must be an object");
  for (const key of Object.keys(text)) {
    if (!textKeys.has(key)) return detail(400, `Unsupported parameter: text.${key}`);
  }
  const { verbosity, format } = text;
  if (verbosity !== undefined && !["low", "medium", "high"].includes(textOf(verbosity))) {
    return apiError(400, {
      message: `Invalid value: '${textOf(verbosity)}'.`,
      code: "invalid_value",
      param: "text.verbosity",
    });
  }
  if (format === undefined) return null;
  if (!isRecord(format)) return detail(400, "text.format must be an object");
  for (const key of Object.keys(format)) {
    if (!formatKeys.has(key)) {
      const param = `text.format.${key}`;
      return apiError(400, { message: `Unknown parameter: '${param}'.`, code: "unknown_parameter", param });
    }
  }
  switch (format["type"]) {
    case "text":
      return null;
    case "json_object":
      return checkJsonWord(body["input"]);
    case "json_schema":
      return checkJsonSchema(format);
    default:
      return apiError(400, {
        message: `Invalid value: '${textOf(format["type"])}'. Supported values are: 'json_object', 'json_schema', and 'text'.`,
        code: "invalid_value",
        param: "text.format.type",
      });
  }
}

function checkJsonWord(input: unknown): Reply | null {
  if (/json/i.test(JSON.stringify(input ?? ""))) return null;
  return apiError(400, {
    message:
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
    code: null,
    param: "input",
  });
}

function checkJsonSchema(format: Json): Reply | null {
  for (const key of ["name", "schema"]) {
    if (format[key] !== undefined) continue;
    const param = `text.format.${key}`;
    return apiError(400, {
      message: `Missing required parameter: '${param}'.`,
      code: "missing_required_parameter",
      param,
    });
  }
  const invalid = (reason: string): Reply =>
    apiError(400, {
      message: `Invalid schema for response_format '${textOf(format["name"])}': ${reason}`,
      code: "invalid_json_schema",
      param: "text.format.schema",
    });
  const { name, schema, strict } = format;
  if (!/^[\w-]{1,64}$/.test(textOf(name)))
    return invalid("the name does not match the pattern '^[a-zA-Z0-9_-]+$'.");
  if (!isRecord(schema)) return invalid("schema must be an object.");
  const problem = strict === true ? strictSchemaProblem(schema) : null;
  return problem ? invalid(problem) : null;
}
