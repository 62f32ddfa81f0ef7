/**
 * Every failure a client can be told, in each protocol's shape (translation 5.11). One table: the code answers by
 * it and the documentation is made from it.
 */
import type { FailureKind } from "../../src-shared/failure-kind.ts";

/** Failures of the backend, and those that never get that far. */
export type AnswerKind =
  | FailureKind
  | "not-signed-in"
  | "invalid-key"
  | "not-allowed"
  | "unknown-route"
  | "not-found"
  | "unsupported-encoding"
  | "internal";

interface Row {
  openai: { status: number; type: string; /** null = the failure's own code. */ code: string | null };
  anthropic: { status: number; type: string };
}

export const errorTable: Record<AnswerKind, Row> = {
  "not-signed-in": {
    openai: { status: 401, type: "authentication_error", code: null },
    anthropic: { status: 401, type: "authentication_error" },
  },
  "invalid-key": {
    openai: { status: 401, type: "authentication_error", code: "invalid_api_key" },
    anthropic: { status: 401, type: "authentication_error" },
  },
  "not-allowed": {
    openai: { status: 403, type: "permission_error", code: null },
    anthropic: { status: 403, type: "permission_error" },
  },
  "unknown-route": {
    openai: { status: 404, type: "invalid_request_error", code: "unknown_route" },
    anthropic: { status: 404, type: "not_found_error" },
  },
  "not-found": {
    openai: { status: 404, type: "invalid_request_error", code: null },
    anthropic: { status: 404, type: "not_found_error" },
  },
  "unsupported-encoding": {
    openai: { status: 415, type: "invalid_request_error", code: null },
    anthropic: { status: 415, type: "invalid_request_error" },
  },
  internal: {
    openai: { status: 500, type: "server_error", code: "internal_error" },
    anthropic: { status: 500, type: "api_error" },
  },
  "auth-expired": {
    openai: { status: 401, type: "authentication_error", code: "upstream_auth_expired" },
    anthropic: { status: 401, type: "authentication_error" },
  },
  "auth-dead": {
    openai: { status: 401, type: "authentication_error", code: "upstream_auth_expired" },
    anthropic: { status: 401, type: "authentication_error" },
  },
  "usage-limit": {
    openai: { status: 429, type: "insufficient_quota", code: "usage_limit_reached" },
    anthropic: { status: 429, type: "rate_limit_error" },
  },
  "rate-limited": {
    openai: { status: 429, type: "rate_limit_exceeded", code: "rate_limit_exceeded" },
    anthropic: { status: 429, type: "rate_limit_error" },
  },
  payment: {
    openai: { status: 429, type: "insufficient_quota", code: null },
    anthropic: { status: 429, type: "rate_limit_error" },
  },
  "not-in-plan": {
    openai: { status: 403, type: "permission_error", code: "not_in_plan" },
    anthropic: { status: 403, type: "permission_error" },
  },
  overloaded: {
    openai: { status: 503, type: "server_error", code: "server_is_overloaded" },
    anthropic: { status: 529, type: "overloaded_error" },
  },
  forbidden: {
    openai: { status: 403, type: "permission_error", code: null },
    anthropic: { status: 403, type: "permission_error" },
  },
  cloudflare: {
    openai: { status: 502, type: "server_error", code: "blocked_by_cloudflare" },
    anthropic: { status: 502, type: "api_error" },
  },
  "model-unavailable": {
    openai: { status: 404, type: "invalid_request_error", code: "model_not_found" },
    anthropic: { status: 404, type: "not_found_error" },
  },
  "context-length": {
    openai: { status: 400, type: "invalid_request_error", code: "context_length_exceeded" },
    anthropic: { status: 400, type: "invalid_request_error" },
  },
  "content-policy": {
    openai: { status: 400, type: "invalid_request_error", code: null },
    anthropic: { status: 400, type: "invalid_request_error" },
  },
  "foreign-reasoning": {
    openai: { status: 400, type: "invalid_request_error", code: "invalid_encrypted_content" },
    anthropic: { status: 400, type: "invalid_request_error" },
  },
  "too-large": {
    openai: { status: 413, type: "invalid_request_error", code: "request_too_large" },
    anthropic: { status: 413, type: "request_too_large" },
  },
  "bad-request": {
    openai: { status: 400, type: "invalid_request_error", code: null },
    anthropic: { status: 400, type: "invalid_request_error" },
  },
  server: {
    openai: { status: 502, type: "server_error", code: "upstream_error" },
    anthropic: { status: 500, type: "api_error" },
  },
  network: {
    openai: { status: 502, type: "server_error", code: "upstream_unreachable" },
    anthropic: { status: 500, type: "api_error" },
  },
  timeout: {
    openai: { status: 504, type: "server_error", code: "upstream_timeout" },
    anthropic: { status: 500, type: "api_error" },
  },
  protocol: {
    openai: { status: 502, type: "server_error", code: "upstream_protocol_error" },
    anthropic: { status: 500, type: "api_error" },
  },
  "stream-cut": {
    openai: { status: 502, type: "server_error", code: "stream_cut" },
    anthropic: { status: 500, type: "api_error" },
  },
  cancelled: {
    openai: { status: 499, type: "invalid_request_error", code: "cancelled" },
    anthropic: { status: 499, type: "invalid_request_error" },
  },
};
