/** The failures of the real backend, ready to be scripted (codex-backend 2.8). */
import type { StreamEnd } from "../sending/wire-event.ts";
import { apiError, detail, type Reply } from "./reply.ts";

export interface UsageLimitFacts {
  plan: string;
  /** Epoch milliseconds. */
  resetsAt: number;
  /** Epoch milliseconds. */
  now: number;
  /** Id of the limit, `codex` for the plan. */
  limit?: string;
}

function usageLimitError(facts: UsageLimitFacts): Record<string, unknown> {
  return {
    type: "usage_limit_reached",
    message: "The usage limit has been reached",
    plan_type: facts.plan,
    resets_at: Math.floor(facts.resetsAt / 1000),
    resets_in_seconds: Math.max(0, Math.round((facts.resetsAt - facts.now) / 1000)),
    eligible_promo: null,
  };
}

export const failures = {
  tokenExpired: (): Reply =>
    apiError(401, {
      message: "Provided authentication token is expired. Please try signing in again.",
      code: "token_expired",
    }),
  tokenRevoked: (): Reply =>
    apiError(401, {
      message: "Encountered invalidated oauth token for user, failing request",
      code: "token_revoked",
    }),
  tokenInvalidated: (): Reply =>
    apiError(401, {
      message: "Your authentication token has been invalidated. Please try signing in again.",
      code: "token_invalidated",
    }),
  deactivatedWorkspace: (): Reply => detail(402, { code: "deactivated_workspace" }),
  forbidden: (): Reply => detail(403, "Forbidden"),
  cloudflareChallenge: (): Reply => ({
    status: 403,
    headers: {
      "content-type": "text/html; charset=UTF-8",
      "cf-mitigated": "challenge",
      server: "cloudflare",
    },
    body: "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>",
  }),
  emptyNotFound: (): Reply => ({ status: 404, headers: { server: "cloudflare" } }),
  usageLimit: (facts: UsageLimitFacts): Reply => ({
    status: 429,
    headers: {
      "x-codex-active-limit": facts.limit ?? "codex",
      "x-codex-rate-limit-reached-type": "rate_limit_reached",
    },
    body: { error: usageLimitError(facts) },
  }),
  usageNotIncluded: (): Reply => ({
    status: 429,
    body: { error: { type: "usage_not_included", message: "Your plan does not include Codex." } },
  }),
  rateLimit: (seconds: number): Reply =>
    apiError(429, {
      message: `Rate limit reached. Please try again in ${seconds}s.`,
      code: "rate_limit_exceeded",
      type: "requests",
    }),
  insufficientQuota: (): Reply =>
    apiError(429, {
      message: "You exceeded your current quota.",
      code: "insufficient_quota",
      type: "insufficient_quota",
    }),
  serverError: (): Reply =>
    apiError(500, {
      message: "The server had an error while processing your request.",
      code: "server_error",
      type: "server_error",
    }),
  badGateway: (): Reply => ({
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<html><head><title>502 Bad Gateway</title></head><body></body></html>",
  }),
  overloaded: (): Reply =>
    apiError(503, {
      message: "The server is currently overloaded. Please try again later.",
      code: "server_is_overloaded",
      type: "server_error",
    }),
};

/** The same inside a stream that began with 200. */
export const streamFailures = {
  overloaded: (): StreamEnd => ({
    kind: "failed",
    error: {
      code: "server_is_overloaded",
      message: "The server is currently overloaded. Please try again later.",
    },
  }),
  usageLimit: (facts: UsageLimitFacts): StreamEnd => ({
    kind: "failed",
    error: { code: "usage_limit_reached", ...usageLimitError(facts) },
  }),
  rateLimit: (seconds: number): StreamEnd => ({
    kind: "failed",
    error: { code: "rate_limit_exceeded", message: `Rate limit reached. Please try again in ${seconds}s.` },
  }),
  contextLength: (): StreamEnd => ({
    kind: "failed",
    error: {
      code: "context_length_exceeded",
      message: "Your input exceeds the context window of this model. Please adjust your input and try again.",
    },
  }),
  contentPolicy: (): StreamEnd => ({
    kind: "failed",
    error: { code: "content_policy_violation", message: "The request was refused by the content policy." },
  }),
};
