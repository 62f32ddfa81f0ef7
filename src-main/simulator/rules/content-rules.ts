/** Content parts of messages and tool outputs (codex-backend 2.4). */
import { isRecord, textOf, type Json } from "./json-shape.ts";
import { apiError, type Reply } from "../answers/reply.ts";

const keysByPart: Record<string, string[]> = {
  input_text: ["text"],
  input_image: ["image_url", "detail", "file_id"],
  input_file: ["file_data", "file_id", "file_url", "filename"],
  input_audio: ["input_audio", "data", "format"],
  output_text: ["text", "annotations", "logprobs"],
  refusal: ["refusal"],
};

const partsByRole: Record<string, string[]> = {
  user: ["input_text", "input_image", "input_file", "input_audio"],
  developer: ["input_text", "input_image", "input_file"],
  assistant: ["output_text", "refusal"],
  tool: ["input_text", "input_image", "input_file"],
};

const details = ["auto", "low", "high", "original"];

function invalid(message: string, param: string, code = "invalid_value"): Reply {
  return apiError(400, { message, code, param });
}

function checkImage(part: Json, where: string, accepted: boolean): Reply | null {
  if (!accepted) return invalid("This model does not support image inputs.", where, "unsupported_value");
  const url = part["image_url"];
  const usable =
    typeof url === "string" &&
    (/^https:\/\/\S+$/.test(url) ||
      /^data:image\/(png|jpe?g|gif|webp);base64,[A-Za-z0-9+/]{4}/.test(url.slice(0, 64)));
  if (!usable && part["file_id"] === undefined) {
    return invalid(
      "Invalid image: expected a base64-encoded data URL with an image MIME type (e.g. 'data:image/png;base64,…'), but the value does not represent a valid image.",
      `${where}.image_url`,
    );
  }
  const { detail } = part;
  if (detail === undefined || details.includes(textOf(detail))) return null;
  return invalid(`Invalid value: '${textOf(detail)}'.`, `${where}.detail`);
}

export function checkContent(
  content: unknown,
  role: string,
  where: string,
  acceptsImages: boolean,
): Reply | null {
  const allowed = partsByRole[role];
  if (!allowed)
    return invalid(
      `Invalid value: '${role}'. Supported values are: 'assistant', 'developer', and 'user'.`,
      "input",
    );
  if (typeof content === "string") return null;
  if (!Array.isArray(content)) return invalid(`Invalid type for '${where}'.`, where, "invalid_type");
  for (const [index, part] of content.entries()) {
    const at = `${where}[${index}]`;
    const type = isRecord(part) ? textOf(part["type"]) : "";
    if (!isRecord(part) || !allowed.includes(type)) {
      const list = allowed.map((name) => `'${name}'`).join(", ");
      return invalid(`Invalid value: '${type}'. Supported values are: ${list}.`, at);
    }
    for (const key of Object.keys(part)) {
      if (key === "type" || keysByPart[type]?.includes(key)) continue;
      return invalid(`Unknown parameter: '${at}.${key}'.`, `${at}.${key}`, "unknown_parameter");
    }
    if ((type === "input_text" || type === "output_text") && typeof part["text"] !== "string") {
      return invalid(`Missing required parameter: '${at}.text'.`, `${at}.text`, "missing_required_parameter");
    }
    const problem = type === "input_image" ? checkImage(part, at, acceptsImages) : null;
    if (problem) return problem;
  }
  return null;
}
