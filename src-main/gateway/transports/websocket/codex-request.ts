/** What one `response.create` frame of a Codex client asks for, and what it means in full. */
import type { RequestRecord } from "../../../logs/request-log.ts";
import { UpstreamFailure } from "../../../providers/failure.ts";
import { stripForeign } from "../../turn/strip-encrypted-items.ts";
import type { CreateFrame } from "./client-socket.ts";
import type { TurnHistory } from "./turn-history.ts";

export interface CodexAsk {
  frame: CreateFrame;
  /** The frame as it came. */
  text: string;
  previousId: string | null;
  input: readonly unknown[];
  /** Only warms up: no output is wanted. */
  prewarm: boolean;
  metadata: Record<string, unknown>;
  record: RequestRecord;
  conversation: string | null;
  /** To be sent without what only another account can read. */
  stripped: boolean;
}

export function readAsk(frame: CreateFrame, text: string, record: RequestRecord): CodexAsk {
  const { previous_response_id: previous, input, client_metadata: metadata, model, generate } = frame;
  const { prompt_cache_key: conversation } = frame;
  record.row.stream = true;
  record.row.model = typeof model === "string" ? model : null;
  return {
    frame,
    text,
    previousId: typeof previous === "string" ? previous : null,
    input: Array.isArray(input) ? (input as unknown[]) : [],
    prewarm: generate === false,
    metadata: typeof metadata === "object" && metadata !== null ? (metadata as Record<string, unknown>) : {},
    record,
    conversation: typeof conversation === "string" ? conversation : null,
    stripped: false,
  };
}

/** The frame with everything it builds upon. Throws UpstreamFailure `previous_response_not_found`. */
export function wholeFrame(ask: CodexAsk, history: TurnHistory): CreateFrame {
  const { frame, previousId, input, stripped, record } = ask;
  const before = previousId === null ? [] : history.upTo(previousId);
  if (before === null) throw previousNotFound(previousId ?? "");
  const { previous_response_id: _, ...rest } = frame;
  const whole = [...before, ...input];
  if (!stripped) return { ...rest, input: whole };
  const { input: readable, notes } = stripForeign(whole);
  for (const note of notes) record.note(note);
  return { ...rest, input: readable };
}

// Codex sends the whole conversation when it is told so (codex-backend 2.9).
function previousNotFound(id: string): UpstreamFailure {
  return new UpstreamFailure({
    kind: "bad-request",
    status: 400,
    code: "previous_response_not_found",
    param: "previous_response_id",
    message: `Previous response with id '${id}' not found.`,
  });
}
