/** A finished response as one chat completion (translation 5.2, not streamed). */
import {
  callBody,
  chatAnnotation,
  chatImage,
  imageText,
  finishReason,
  isAside,
  isCall,
  messageText,
  reasoningText,
  type ChatTurn,
} from "./stream.ts";
import type { WireItem, WireResponse } from "../wire/wire.ts";
import { createStopCutter } from "../shared/stop-cutter.ts";
import { chatUsage, tokenUsage } from "../wire/token-usage.ts";
import type { ToolNames } from "../shared/tool-names.ts";

export function chatCompletion(
  turn: ChatTurn,
  type: string,
  response: WireResponse,
): Record<string, unknown> {
  const items = response.output ?? [];
  const cutter = createStopCutter(turn.stop);
  let content = "";
  let refusal = "";
  const annotations: unknown[] = [];
  const calls: unknown[] = [];
  const images: unknown[] = [];
  for (const item of items) {
    // Behind a stop string nothing counts.
    if (cutter.stopped()) break;
    const image = chatImage(item, images.length);
    if (image !== null && turn.imagesInText) content += cutter.push(imageText(image));
    else if (image !== null) images.push(image);
    if (isCall(item)) calls.push(toolCall(item, turn.names));
    for (const part of item.type === "message" && !isAside(item) ? (item.content ?? []) : []) {
      if (part.type === "output_text") content += cutter.push(part.text ?? "");
      if (part.type === "refusal") refusal += part.refusal ?? "";
      if (!cutter.stopped()) annotations.push(...(part.annotations ?? []).map(chatAnnotation));
    }
  }
  content += cutter.rest();
  const reasoning = items.flatMap((item) => {
    if (item.type === "reasoning") return [reasoningText(item)];
    return isAside(item) ? [messageText(item)] : [];
  });
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
          ...(reasoned === "" ? {} : { reasoning_content: reasoned, reasoning: reasoned }),
          ...(annotations.length > 0 ? { annotations } : {}),
          ...(images.length > 0 ? { images } : {}),
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
    ? { id: item.call_id, type: "custom", custom: { name, input: callBody(item) } }
    : { id: item.call_id, type: "function", function: { name, arguments: callBody(item) } };
}
