/** Failures in the OpenAI dialect: `{"error":{message,type,param,code}}` (translation 5.11). */
import type { FailureKind } from "../../src-shared/failure-kind.ts";

export interface DialectError {
  status: number;
  body: { error: { message: string; type: string; param: string | null; code: string | null } };
}

interface Row {
  status: number;
  type: string;
  code: string | null;
}

/** `code` null = the backend's own code. */
export const openaiErrors: Record<FailureKind, Row> = {
  "auth-expired": { status: 401, type: "authentication_error", code: "upstream_auth_expired" },
  "auth-dead": { status: 401, type: "authentication_error", code: "upstream_auth_expired" },
  "usage-limit": { status: 429, type: "insufficient_quota", code: "usage_limit_reached" },
  "rate-limited": { status: 429, type: "rate_limit_exceeded", code: "rate_limit_exceeded" },
  payment: { status: 429, type: "insufficient_quota", code: null },
  overloaded: { status: 503, type: "server_error", code: "server_is_overloaded" },
  forbidden: { status: 403, type: "permission_error", code: null },
  cloudflare: { status: 502, type: "server_error", code: "blocked_by_cloudflare" },
  "model-unavailable": { status: 404, type: "invalid_request_error", code: "model_not_found" },
  "context-length": { status: 400, type: "invalid_request_error", code: "context_length_exceeded" },
  "content-policy": { status: 400, type: "invalid_request_error", code: null },
  "foreign-reasoning": { status: 400, type: "invalid_request_error", code: "invalid_encrypted_content" },
  "too-large": { status: 413, type: "invalid_request_error", code: "request_too_large" },
  "bad-request": { status: 400, type: "invalid_request_error", code: null },
  server: { status: 502, type: "server_error", code: "upstream_error" },
  network: { status: 502, type: "server_error", code: "upstream_unreachable" },
  timeout: { status: 504, type: "server_error", code: "upstream_timeout" },
  protocol: { status: 502, type: "server_error", code: "upstream_protocol_error" },
  "stream-cut": { status: 502, type: "server_error", code: "stream_cut" },
  cancelled: { status: 499, type: "invalid_request_error", code: "cancelled" },
};

export function openaiError(failure: {
  kind: FailureKind;
  message: string;
  code: string | null;
  param: string | null;
}): DialectError {
  const row = openaiErrors[failure.kind];
  return openaiErrorBody(row.status, failure.message, row.type, row.code ?? failure.code, failure.param);
}

export function openaiErrorBody(
  status: number,
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): DialectError {
  return { status, body: { error: { message, type, param, code } } };
}
