/** A finished response as one chat completion (translation 5.2, not streamed). */
import { chatAnnotation, finishReason, isCall, type ChatTurn } from "./chat-stream.ts";
import type { WireItem, WireResponse } from "./responses-wire.ts";
import { createStopCutter } from "./stop-cutter.ts";
import { chatUsage, tokenUsage } from "./token-usage.ts";
import type { ToolNames } from "./tool-names.ts";

export function chatCompletion(
  turn: ChatTurn,
  type: string,
  response: WireResponse,
): Record<string, unknown> {
  const items = response.output ?? [];
  const cutter = createStopCutter(turn.stop);
  const parts = items.filter((item) => item.type === "message").flatMap((item) => item.content ?? []);
  const said = parts
    .filter((part) => part.type === "output_text")
    .map((part) => cutter.push(part.text ?? ""));
  const content = said.join("") + cutter.rest();
  const refusal = parts.map((part) => (part.type === "refusal" ? (part.refusal ?? "") : "")).join("");
  const annotations = parts.flatMap((part) => part.annotations ?? []).map(chatAnnotation);
  const calls = cutter.stopped() ? [] : items.filter(isCall).map((item) => toolCall(item, turn.names));
  const reasoning = items.filter((item) => item.type === "reasoning").map(reasoningText);
  const reasoned = reasoning.filter((text) => text !== "").join("\n\n");
  const usage = tokenUsage(response.usage);
  return {
    id: `chatcmpl-${turn.id}`,
    object: "chat.completion",
    created: turn.created,
    model: turn.model,
    choices: [
      {
        index: turn.choice,
        message: {
          role: "assistant",
          content: content === "" && (calls.length > 0 || refusal !== "") ? null : content,
          refusal: refusal === "" ? null : refusal,
          ...(reasoned === "" ? {} : { reasoning_content: reasoned }),
          ...(annotations.length > 0 ? { annotations } : {}),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        logprobs: null,
        finish_reason: finishReason(type, response, calls.length > 0),
      },
    ],
    ...(usage ? { usage: chatUsage(usage) } : {}),
    system_fingerprint: null,
  };
}

function toolCall(item: WireItem, names: ToolNames): Record<string, unknown> {
  const name = names.toClient(item.name ?? "");
  return item.type === "custom_tool_call"
    ? { id: item.call_id, type: "custom", custom: { name, input: item.input ?? "" } }
    : { id: item.call_id, type: "function", function: { name, arguments: item.arguments ?? "{}" } };
}

function reasoningText(item: WireItem): string {
  const parts = item.summary && item.summary.length > 0 ? item.summary : (item.content ?? []);
  return parts.map((part) => part.text ?? "").join("\n\n");
}
