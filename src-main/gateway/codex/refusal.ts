/** What Codex is told when it is not served, in a form that it shows to the person. */
import { RequestError } from "../../protocols/shared/request-error.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import { problemFor } from "../http/describe-error.ts";
import { answerFor } from "../http/exchange.ts";

/**
 * Never 401: Codex would take that for its own login, renew it and try again, many times over (clients 4.3). With a
 * key in place of a login it tries again as well; of a 400 it tells at once.
 */
export function codexStatus(status: number): number {
  return status === 401 ? 400 : status;
}

export interface CodexRefusal {
  status: number;
  body: { error: Record<string, unknown> };
}

/** Null for failures whose usual answer Codex understands. */
export function codexRefusal(error: unknown, now: number): CodexRefusal | null {
  if (error instanceof UpstreamFailure && error.kind === "usage-limit") {
    const { message, resetsAt } = error;
    const reset =
      resetsAt === null
        ? {}
        : {
            resets_at: Math.ceil(resetsAt / 1000),
            resets_in_seconds: Math.max(0, Math.ceil((resetsAt - now) / 1000)),
          };
    // By this type Codex knows a used-up plan and tells until when (codex-backend 2.8).
    return { status: 429, body: { error: { type: "usage_limit_reached", message, ...reset } } };
  }
  if (error instanceof RequestError && error.code === "budget_reached") {
    const waitMs = error.retryAfterMs ?? 0;
    const resets = {
      resets_at: Math.ceil((now + waitMs) / 1000),
      resets_in_seconds: Math.ceil(waitMs / 1000),
    };
    return {
      status: 429,
      body: { error: { type: "usage_limit_reached", message: error.message, ...resets } },
    };
  }
  const { status } = answerFor(error, "openai");
  if (codexStatus(status) === status) return null;
  const { code, message, advice } = problemFor(error);
  const words = `${message} ${advice}`.trim();
  return {
    status: codexStatus(status),
    body: { error: { type: "invalid_request_error", code, message: words } },
  };
}
