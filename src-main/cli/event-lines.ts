/** Events of a Responses stream as the gateway sends it. */
import type { Answer } from "./gateway-access.ts";

export interface StreamEvent {
  type: string;
  delta?: string;
  message?: string;
  response?: { model?: string; usage?: unknown; error?: { message?: string } | null };
  error?: { message?: string };
}

/** Every `data:` line that is JSON, in order. */
export async function* eventsOf(answer: Answer): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of answer.body) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data: {")) yield JSON.parse(line.slice(6)) as StreamEvent;
    }
  }
}
