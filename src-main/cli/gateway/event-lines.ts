/** Events of a Responses stream as the gateway sends it. */
import { eventLines } from "../../platform/event-lines.ts";
import type { Answer } from "./gateway-access.ts";

export interface StreamEvent {
  type: string;
  delta?: string;
  message?: string;
  response?: { model?: string; usage?: unknown; error?: { message?: string } | null };
  error?: { message?: string };
}

export function eventsOf(answer: Answer): AsyncGenerator<StreamEvent> {
  return eventLines(answer.body as AsyncIterable<Uint8Array>) as AsyncGenerator<StreamEvent>;
}
