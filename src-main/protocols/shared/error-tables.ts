/**
 * Every failure a client can be told, in each protocol's shape (translation 5.11). One table: the code answers by
 * it and the documentation is made from it.
 */
import type { FailureKind } from "../../../src-shared/failure-kind.ts";

/** Failures of the backend, and those that never get that far. */
export type AnswerKind =
  | FailureKind
  | "not-signed-in"
  | "login-not-renewed"
  | "invalid-key"
  | "not-allowed"
  | "unknown-route"
  | "wrong-method"
  | "not-found"
  | "unsupported-encoding"
  | "body-timeout"
  | "busy"
  | "internal";

interface Row {
  /** For the documentation. */
  when: string;
  openai: { status: number; type: string; /** null = the failure's own code. */ code: string | null };
  anthropic: { status: number; type: string };
}

export const errorTable: Record<AnswerKind, Row> = {
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
  "auth-expired": {
    when: "the backend refuses the login although it was renewed: trouble that passes",
    openai: { status: 503, type: "server_error", code: "upstream_auth_expired" },
    anthropic: { status: 529, type: "overloaded_error" },
  },
  "auth-dead": {
    when: "the backend calls the login ended, but the sign-in service renews it: trouble that passes",
    openai: { status: 503, type: "server_error", code: "upstream_auth_expired" },
    anthropic: { status: 529, type: "overloaded_error" },
  },
  "usage-limit": {
    when: "every account's window is used up; retry-after says until when",
    openai: { status: 429, type: "insufficient_quota", code: "usage_limit_reached" },
    anthropic: { status: 429, type: "rate_limit_error" },
  },
  "rate-limited": {
    when: "a short throttle; retry-after says how long",
    openai: { status: 429, type: "rate_limit_exceeded", code: "rate_limit_exceeded" },
    anthropic: { status: 429, type: "rate_limit_error" },
  },
  payment: {
    when: "the plan has no credits or no right to Codex",
    openai: { status: 429, type: "insufficient_quota", code: null },
    anthropic: { status: 429, type: "rate_limit_error" },
  },
  "not-in-plan": {
    when: "the plan lacks this feature",
    openai: { status: 403, type: "permission_error", code: "not_in_plan" },
    anthropic: { status: 403, type: "permission_error" },
  },
  overloaded: {
    when: "the model is overloaded",
    openai: { status: 503, type: "server_error", code: "server_is_overloaded" },
    anthropic: { status: 529, type: "overloaded_error" },
  },
  forbidden: {
    when: "the workspace does not allow it",
    openai: { status: 403, type: "permission_error", code: null },
    anthropic: { status: 403, type: "permission_error" },
  },
  cloudflare: {
    when: "chatgpt.com's network protection blocks this network",
    openai: { status: 502, type: "server_error", code: "blocked_by_cloudflare" },
    anthropic: { status: 502, type: "api_error" },
  },
  "model-unavailable": {
    when: "the model does not exist or the account may not use it",
    openai: { status: 404, type: "invalid_request_error", code: "model_not_found" },
    anthropic: { status: 404, type: "not_found_error" },
  },
  "context-length": {
    when: "the conversation is longer than the model takes",
    openai: { status: 400, type: "invalid_request_error", code: "context_length_exceeded" },
    anthropic: { status: 400, type: "invalid_request_error" },
  },
  "content-policy": {
    when: "the request was refused by a policy",
    openai: { status: 400, type: "invalid_request_error", code: null },
    anthropic: { status: 400, type: "invalid_request_error" },
  },
  "foreign-reasoning": {
    when: "encrypted reasoning of another account or model",
    openai: { status: 400, type: "invalid_request_error", code: "invalid_encrypted_content" },
    anthropic: { status: 400, type: "invalid_request_error" },
  },
  "too-large": {
    when: "the body is too large",
    openai: { status: 413, type: "invalid_request_error", code: "request_too_large" },
    anthropic: { status: 413, type: "request_too_large" },
  },
  "bad-request": {
    when: "something in the request is wrong; param names it",
    openai: { status: 400, type: "invalid_request_error", code: null },
    anthropic: { status: 400, type: "invalid_request_error" },
  },
  server: {
    when: "the backend failed",
    openai: { status: 502, type: "server_error", code: "upstream_error" },
    anthropic: { status: 500, type: "api_error" },
  },
  network: {
    when: "the backend could not be reached",
    openai: { status: 502, type: "server_error", code: "upstream_unreachable" },
    anthropic: { status: 500, type: "api_error" },
  },
  timeout: {
    when: "the backend did not answer in time",
    openai: { status: 504, type: "server_error", code: "upstream_timeout" },
    anthropic: { status: 500, type: "api_error" },
  },
  protocol: {
    when: "the backend answered with something else than expected",
    openai: { status: 502, type: "server_error", code: "upstream_protocol_error" },
    anthropic: { status: 500, type: "api_error" },
  },
  "stream-cut": {
    when: "the backend's answer broke off",
    openai: { status: 502, type: "server_error", code: "stream_cut" },
    anthropic: { status: 500, type: "api_error" },
  },
  cancelled: {
    when: "the client went away",
    openai: { status: 499, type: "invalid_request_error", code: "cancelled" },
    anthropic: { status: 499, type: "invalid_request_error" },
  },
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
