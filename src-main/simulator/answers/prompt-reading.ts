/** What a request asks for: the last words of the person, the tools on offer, the newest tool output. */
import { isRecord, recordsOf, textOf, type Json } from "../rules/json-shape.ts";

export interface OfferedTool {
  kind: "function" | "custom";
  name: string;
  namespace: string | null;
  parameters: Json;
}

/** Function and custom tools, those inside namespaces and Responses-Lite items too. */
export function offeredTools(body: Json): OfferedTool[] {
  const lite = recordsOf(body["input"]).flatMap((item) =>
    item["type"] === "additional_tools" ? recordsOf(item["tools"]) : [],
  );
  const flatten = (tools: Json[], namespace: string | null): OfferedTool[] =>
    tools.flatMap((tool): OfferedTool[] => {
      const name = textOf(tool["name"]);
      if (tool["type"] === "namespace") return flatten(recordsOf(tool["tools"]), name);
      if (tool["type"] !== "function" && tool["type"] !== "custom") return [];
      const parameters = isRecord(tool["parameters"]) ? tool["parameters"] : { type: "object" };
      return [{ kind: tool["type"], name, namespace, parameters }];
    });
  return flatten([...recordsOf(body["tools"]), ...lite], null);
}

export function hasHostedTool(body: Json, type: string): boolean {
  return recordsOf(body["tools"]).some((tool) => tool["type"] === type);
}

function textParts(content: unknown): string {
  if (typeof content === "string") return content;
  return recordsOf(content)
    .map((part) => textOf(part["text"]))
    .join("\n");
}

/** Without the blocks that clients put around what the person wrote. */
function spokenText(content: unknown): string {
  return textParts(content)
    .replace(/<([a-z][\w-]*)[^>]*>[\s\S]*?<\/\1>/g, "")
    .trim();
}

export type Ask =
  | { kind: "prompt"; text: string }
  | { kind: "tool-output"; tool: string; output: string }
  | { kind: "compaction" };

const outputTypes = ["function_call_output", "custom_tool_call_output"];

/** The newest item that wants an answer. Notes of the client (developer messages, settings) are passed over. */
export function readAsk(input: unknown): Ask {
  const items = recordsOf(input);
  if (items.at(-1)?.["type"] === "compaction_trigger") return { kind: "compaction" };
  for (const item of items.toReversed()) {
    if (outputTypes.includes(textOf(item["type"]))) {
      const call = items.find((other) => other["call_id"] === item["call_id"] && other !== item);
      return { kind: "tool-output", tool: textOf(call?.["name"]), output: textParts(item["output"]) };
    }
    if (item["role"] !== "user") continue;
    const text = spokenText(item["content"]);
    if (text || recordsOf(item["content"]).some((part) => part["type"] === "input_image")) {
      return { kind: "prompt", text };
    }
  }
  return { kind: "prompt", text: "" };
}

/** Number of images in the newest user message. */
export function countImages(input: unknown): number {
  const message = recordsOf(input).findLast((item) => item["role"] === "user");
  return recordsOf(message?.["content"]).filter((part) => part["type"] === "input_image").length;
}
