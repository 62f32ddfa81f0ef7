/** A finished response as one text completion. */
import { createStopCutter } from "../shared/stop-cutter.ts";
import { chatUsage, tokenUsage } from "../wire/token-usage.ts";
import type { WireResponse } from "../wire/wire.ts";
import { choice, endReason, envelope, refuses, textOfItem, type CompletionTurn } from "./stream.ts";

export function completionAnswer(
  turn: CompletionTurn,
  type: string,
  response: WireResponse,
): Record<string, unknown> {
  const cutter = createStopCutter(turn.stop);
  const messages = (response.output ?? []).filter((item) => item.type === "message");
  const text = cutter.push(messages.map(textOfItem).join("")) + cutter.rest();
  const reason = endReason(type, response, messages.some(refuses));
  const usage = tokenUsage(response.usage);
  return {
    ...envelope(turn),
    choices: [choice(text, reason)],
    ...(usage ? { usage: chatUsage(usage) } : {}),
  };
}
