/** Failures as frames: `{"type":"error","status","error","headers"}` (codex-backend 2.9). */
import { openaiError } from "../../../protocols/shared/error-answer.ts";
import type { AnswerHeaders } from "../../../providers/answer.ts";
import { codexRefusal } from "../../codex/refusal.ts";
import { describeError } from "../../http/describe-error.ts";
import { parseFrame } from "./frame-type.ts";

export interface ErrorFrame {
  status: number;
  text: string;
}

/** For a client of the public API. */
export function publicErrorFrame(error: unknown, requestId?: string): ErrorFrame {
  const { status, body } = openaiError(describeError(error, requestId));
  return frame(status, body.error, {});
}

/** For Codex: in the words it shows best. */
export function codexErrorFrame(error: unknown, now: number, requestId: string): ErrorFrame {
  const refusal = codexRefusal(error, now);
  return refusal === null
    ? publicErrorFrame(error, requestId)
    : frame(refusal.status, refusal.body.error, {});
}

/** The backend's own HTTP answer; null when it does not read as one. */
export function answeredErrorFrame(status: number, headers: AnswerHeaders, body: string): ErrorFrame | null {
  const parsed = parseFrame(body);
  const { error, detail } = parsed ?? {};
  if (typeof error === "object" && error !== null) return frame(status, error, headers);
  if (detail === undefined) return null;
  const message = typeof detail === "string" ? detail : JSON.stringify(detail);
  return frame(status, { type: "invalid_request_error", code: null, message, param: null }, headers);
}

function frame(status: number, error: object, headers: AnswerHeaders): ErrorFrame {
  return { status, text: JSON.stringify({ type: "error", status, error, headers: told(headers) }) };
}

// Limits, turn state and ids; what belongs to the hop stays there.
function told(headers: AnswerHeaders): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith("x-") || name === "retry-after"),
  );
}
