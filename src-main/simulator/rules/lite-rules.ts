/** The Responses-Lite contract: header and body shape only come together (codex-backend 2.4). */
import { isRecord, recordsOf, textOf, type Json } from "./json-shape.ts";
import type { ClientHeaders } from "./model-rules.ts";
import { apiError, detail, type Reply } from "../answers/reply.ts";

export function isLite(headers: ClientHeaders): boolean {
  return headers["x-openai-internal-codex-responses-lite"] === "true";
}

const liteToolTypes = new Set(["function", "custom", "namespace", "tool_search"]);

export function checkLite(body: Json, lite: boolean): Reply | null {
  const input = recordsOf(body["input"]);
  const first = input[0];
  const hasAdditionalTools = input.some((item) => item["type"] === "additional_tools");
  if (!lite) {
    return hasAdditionalTools
      ? detail(400, "additional_tools items are only supported with Responses-Lite")
      : null;
  }
  if (body["tools"] !== undefined) return detail(400, "Responses-Lite does not support top-level `tools`");
  if (body["instructions"] !== undefined) {
    return detail(400, "Responses-Lite does not support top-level `instructions`");
  }
  if (first?.["type"] !== "additional_tools" || first["role"] !== "developer") {
    return detail(400, "Responses-Lite requires the first input item to be additional_tools");
  }
  if (body["parallel_tool_calls"] !== false) {
    return apiError(400, {
      message: "Responses-Lite requires `parallel_tool_calls` to be false.",
      code: "unsupported_value",
      param: "parallel_tool_calls",
    });
  }
  const reasoning = body["reasoning"];
  if (!isRecord(reasoning) || reasoning["context"] !== "all_turns") {
    return apiError(400, {
      message: "Unsupported value: Responses-Lite requires `reasoning.context` to be 'all_turns'.",
      code: "unsupported_value",
      param: "reasoning.context",
    });
  }
  for (const tool of recordsOf(first["tools"])) {
    if (!liteToolTypes.has(textOf(tool["type"]))) {
      return detail(400, `Responses-Lite does not support tools of type ${textOf(tool["type"])}`);
    }
  }
  const detailed = input
    .flatMap((item) => recordsOf(item["content"]))
    .some((part) => part["type"] === "input_image" && part["detail"] !== undefined);
  return detailed ? detail(400, "Responses-Lite does not support image `detail`") : null;
}
