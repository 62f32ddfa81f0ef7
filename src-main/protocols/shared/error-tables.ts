/**
 * Every failure a client can be told, in each protocol's shape (translation 5.11). One table: the code answers by
 * it and the documentation is made from it.
 */
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import { failurePolicy, type ClientAnswer } from "../../../src-shared/failure-policy.ts";

/** Failures of the backend, and those that never get that far. */
export type AnswerKind =
  | FailureKind
  | "not-signed-in"
  | "login-not-renewed"
  | "invalid-key"
  | "over-budget"
  | "not-allowed"
  | "unknown-route"
  | "wrong-method"
  | "not-found"
  | "unsupported-encoding"
  | "body-timeout"
  | "busy"
  | "internal";

export const errorTable: Readonly<Record<AnswerKind, ClientAnswer>> = {
  "not-signed-in": {
    when: "no account is signed in, or every login has ended",
    openai: { status: 401, type: "authentication_error", code: null },
    anthropic: { status: 401, type: "authentication_error" },
  },
  "login-not-renewed": {
    when: "a login is over and could not be renewed for now",
    openai: { status: 503, type: "server_error", code: "login_not_renewed" },
    anthropic: { status: 529, type: "overloaded_error" },
  },
  "invalid-key": {
    when: "an API key is set and the request has another or none",
    openai: { status: 401, type: "authentication_error", code: "invalid_api_key" },
    anthropic: { status: 401, type: "authentication_error" },
  },
  "over-budget": {
    when: "a budget of the person's own is used up, or a conversation sends too many requests a minute",
    openai: { status: 429, type: "rate_limit_error", code: null },
    anthropic: { status: 429, type: "rate_limit_error" },
  },
  "not-allowed": {
    when: "an address or a web page that may not ask here",
    openai: { status: 403, type: "permission_error", code: null },
    anthropic: { status: 403, type: "permission_error" },
  },
  "unknown-route": {
    when: "there is no such route; the nearest one is named",
    openai: { status: 404, type: "invalid_request_error", code: "unknown_route" },
    anthropic: { status: 404, type: "not_found_error" },
  },
  "wrong-method": {
    when: "a route that is asked with another method; allow names it",
    openai: { status: 405, type: "invalid_request_error", code: "method_not_allowed" },
    anthropic: { status: 405, type: "invalid_request_error" },
  },
  "not-found": {
    when: "a stored response or a batch that is not there",
    openai: { status: 404, type: "invalid_request_error", code: null },
    anthropic: { status: 404, type: "not_found_error" },
  },
  "unsupported-encoding": {
    when: "a body in an encoding that is not known",
    openai: { status: 415, type: "invalid_request_error", code: null },
    anthropic: { status: 415, type: "invalid_request_error" },
  },
  "body-timeout": {
    when: "nothing more of the body came for a minute",
    openai: { status: 408, type: "invalid_request_error", code: "request_timeout" },
    anthropic: { status: 408, type: "timeout_error" },
  },
  busy: {
    when: "large requests fill the room there is for them; retry-after says when to try again",
    openai: { status: 503, type: "server_error", code: "gateway_busy" },
    anthropic: { status: 529, type: "overloaded_error" },
  },
  internal: {
    when: "a fault of this program",
    openai: { status: 500, type: "server_error", code: "internal_error" },
    anthropic: { status: 500, type: "api_error" },
  },
  ...(Object.fromEntries(Object.entries(failurePolicy).map(([kind, { answer }]) => [kind, answer])) as Record<
    FailureKind,
    ClientAnswer
  >),
};

/** HTTP status → Google's name for it; Ollama and Gemini have the statuses of OpenAI. */
export const googleStatus: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  405: "UNIMPLEMENTED",
  408: "DEADLINE_EXCEEDED",
  413: "INVALID_ARGUMENT",
  415: "INVALID_ARGUMENT",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};
