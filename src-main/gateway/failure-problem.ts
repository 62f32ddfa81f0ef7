import type { FailureKind } from "../../src-shared/failure-kind.ts";
import type { Problem, ProblemCode } from "../../src-shared/problem.ts";
import type { UpstreamFailure } from "../upstream/failure.ts";

const words: Record<FailureKind, { code: ProblemCode; advice: string }> = {
  "auth-expired": { code: "sign_in_needed", advice: "Sign in to this account again." },
  "auth-dead": { code: "sign_in_needed", advice: "Sign in to this account again." },
  "usage-limit": { code: "usage_limit_reached", advice: "Wait for the reset or use another account." },
  "rate-limited": { code: "rate_limited", advice: "It works again by itself in a moment." },
  payment: { code: "payment_required", advice: "Look at the plan and the credits of this account." },
  "not-in-plan": { code: "forbidden", advice: "Use an account whose plan has this." },
  overloaded: { code: "overloaded", advice: "The model is busy; try again in a moment." },
  forbidden: { code: "forbidden", advice: "Check whether this workspace allows Codex." },
  cloudflare: { code: "blocked_by_cloudflare", advice: "Try another network, or the proxy setting." },
  "model-unavailable": { code: "model_not_found", advice: "Choose a model from the Models page." },
  "context-length": { code: "context_length_exceeded", advice: "Shorten the conversation." },
  "content-policy": { code: "content_policy", advice: "" },
  "foreign-reasoning": { code: "bad_request", advice: "Start the conversation anew." },
  "too-large": { code: "bad_request", advice: "Send less at once." },
  "bad-request": { code: "bad_request", advice: "" },
  server: { code: "internal", advice: "Try again in a moment." },
  network: { code: "network", advice: "Check the internet connection and the proxy setting." },
  timeout: { code: "timeout", advice: "Try again in a moment." },
  protocol: { code: "protocol", advice: "Look for a newer version of Switchyard." },
  "stream-cut": { code: "stream_cut", advice: "Try again." },
  cancelled: { code: "cancelled", advice: "" },
};

export function problemOfFailure(failure: UpstreamFailure): Problem {
  return { ...words[failure.kind], message: failure.message };
}
