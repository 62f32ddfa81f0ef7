/** Whatever was thrown, as a failure a client can be told. Unknown errors stay unexplained: they may quote content. */
import { failurePolicy } from "../../../src-shared/failure-policy.ts";
import type { ProblemCode, Problem } from "../../../src-shared/problem.ts";
import { isoTime } from "../../../src-shared/told-time.ts";
import { AppError, problemOf } from "../../platform/app-error.ts";
import type { DescribedFailure } from "../../protocols/shared/error-answer.ts";
import type { AnswerKind } from "../../protocols/shared/error-tables.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import { problemOfFailure, UpstreamFailure } from "../../providers/failure.ts";

const kindByStatus: Record<number, AnswerKind> = {
  403: "not-allowed",
  404: "not-found",
  408: "body-timeout",
  413: "too-large",
  429: "over-budget",
  415: "unsupported-encoding",
  503: "busy",
};
const kindByCode: Partial<Record<ProblemCode, AnswerKind>> = {
  no_account: "not-signed-in",
  sign_in_needed: "not-signed-in",
  accounts_sealed: "not-signed-in",
  account_not_found: "not-signed-in",
  // Of the sign-in service: what the backend's network does is an UpstreamFailure.
  network: "login-not-renewed",
  bad_request: "bad-request",
};

/** `requestId`: the name under which the log has what is not explained. */
export function describeError(error: unknown, requestId?: string): DescribedFailure {
  if (error instanceof UpstreamFailure) {
    const { kind, code, param, message, resetsAt } = error;
    const reset = kind === "usage-limit" && resetsAt !== null ? `It resets at ${isoTime(resetsAt)}.` : "";
    return { kind, code, param, message: sentences(message, reset) };
  }
  if (error instanceof RequestError) {
    const { code, param, message, status, data } = error;
    return { kind: kindByStatus[status] ?? "bad-request", code, param, message, data };
  }
  if (error instanceof AppError) {
    const message = `${error.message} ${error.advice}`.trim();
    return { kind: kindByCode[error.code] ?? "internal", code: error.code, message };
  }
  if (isTooDeep(error)) return { kind: "bad-request", code: "nested_too_deeply", message: tooDeep };
  const { code, message, advice } = problemOf(error);
  if (code === "disk") return { kind: "internal", code, message: `${message} ${advice}` };
  return {
    kind: "internal",
    message: requestId === undefined ? message : `${message} The log has it under ${requestId}.`,
  };
}

// The backend's own words end without a full stop now and then.
function sentences(first: string, second: string): string {
  if (second === "") return first;
  return /[.!?…]\s*$/.test(first) ? `${first.trimEnd()} ${second}` : `${first.trimEnd()}. ${second}`;
}

/** The same for the request list. */
export function problemFor(error: unknown, requestId?: string): Problem {
  if (error instanceof UpstreamFailure) return problemOfFailure(error);
  if (error instanceof RequestError) {
    const code =
      error.status === 503 ? "overloaded" : error.status === 429 ? "budget_reached" : "bad_request";
    return { code, message: error.message, advice: "" };
  }
  if (isTooDeep(error)) return { code: "bad_request", message: tooDeep, advice: "" };
  return problemOf(error, requestId);
}

const tooDeep = "The request is nested too deeply.";

// Only a body can be nested so deeply that looking through it overflows the stack.
function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.startsWith("Maximum call stack");
}

/** Milliseconds after which a login that could not be renewed is worth another try. */
const soonMs = 5_000;

/** Milliseconds after which trying again makes sense, or null. */
export function retryAfterMs(error: unknown, now: number): number | null {
  if (error instanceof RequestError) return error.retryAfterMs;
  if (error instanceof AppError) return error.code === "network" ? soonMs : null;
  if (!(error instanceof UpstreamFailure)) return null;
  const { kind, resetsAt, retryAfterMs: told } = error;
  if (resetsAt !== null) return resetsAt - now;
  return told ?? failurePolicy[kind].retryMs;
}
