/** Every way a call to the Codex backend fails, told apart once (codex-backend 2.8). */
import { z } from "zod";
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import { isLimit } from "../../../src-shared/failure-policy.ts";
import { futureInstant, longestPauseMs, plausibleWait } from "../../../src-shared/told-time.ts";
import { retryAfterOf, upstreamIdOf, type AnswerHeaders } from "../answer.ts";
import { UpstreamFailure } from "../failure.ts";

const errorShape = z
  .object({
    message: z.string().nullish().catch(null),
    type: z.string().nullish().catch(null),
    code: z.string().nullish().catch(null),
    param: z.string().nullish().catch(null),
    resets_at: z.number().nullish().catch(null),
    resets_in_seconds: z.number().nullish().catch(null),
  })
  .catch({});

type ErrorBody = z.infer<typeof errorShape>;

const bodyShape = z.looseObject({ error: errorShape.optional(), detail: z.unknown().optional() });

export interface FailedAnswer {
  status: number;
  headers: AnswerHeaders;
  body: string;
  now: number;
}

/** For an answer with a status of 400 and above. */
export function classifyAnswer(answer: FailedAnswer): UpstreamFailure {
  const failure = failureOf(answer);
  failure.upstreamId = upstreamIdOf(answer.headers);
  failure.rateHeaders = rateHeadersOf(answer.headers);
  return failure;
}

function rateHeadersOf(headers: AnswerHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith("x-codex-") && typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

function failureOf(answer: FailedAnswer): UpstreamFailure {
  const { status, headers, body } = answer;
  const retryAfterMs = retryAfterOf(headers, answer.now);
  if (headers["cf-mitigated"] !== undefined || /^\s*<(!doctype|html)/i.test(body)) {
    if (status < 500) {
      return new UpstreamFailure({
        kind: "cloudflare",
        status,
        message:
          "The network protection of chatgpt.com refused this computer's connection (not the account). A proxy, VPN or data-centre address is the usual reason.",
      });
    }
  }
  if (status === 404 && body.trim() === "") {
    return new UpstreamFailure({
      kind: "cloudflare",
      status,
      message: "chatgpt.com answered with an empty 404: its network protection blocks this connection.",
    });
  }
  const parsed = bodyShape.safeParse(parseJson(body));
  const error = parsed.data?.error ?? {};
  const detail = parsed.data?.detail;
  const message =
    error.message ??
    (typeof detail === "string" ? detail : detail === undefined ? "" : JSON.stringify(detail).slice(0, 500));
  return fromError({ ...error, message: message || `The backend answered with status ${status}.` }, status, {
    retryAfterMs,
    meter: meterOf(headers["x-codex-active-limit"]),
    now: answer.now,
  });
}

// The plan's own limit is called codex (codex-backend 2.5).
function meterOf(header: string | string[] | undefined): string | null {
  const limit = Array.isArray(header) ? header[0] : header;
  return limit === undefined || limit === "codex" ? null : limit;
}

/** From the `error` object of a `response.failed` or `error` event inside a stream. */
export function classifyEventError(error: unknown, now: number): UpstreamFailure {
  const parsed = errorShape.parse(error ?? {});
  return fromError({ ...parsed, message: parsed.message ?? "The backend gave up on this request." }, null, {
    retryAfterMs: null,
    meter: null,
    now,
  });
}

const quotaCodes = new Set([
  "insufficient_quota",
  "credit_balance_exhausted",
  "organization_spend_limit_exceeded",
  "project_spend_limit_exceeded",
  "organization_usage_limit_exceeded",
  "usage_not_included",
]);
const policyCodes = new Set([
  "cyber_policy",
  "bio_policy",
  "misalignment_policy_violation",
  "invalid_prompt",
  "content_policy_violation",
]);
const deadLoginCodes = new Set(["token_revoked", "token_invalidated", "account_deactivated"]);

function fromError(
  error: ErrorBody & { message: string },
  status: number | null,
  told: { retryAfterMs: number | null; meter: string | null; now: number },
): UpstreamFailure {
  const code = error.code ?? error.type ?? null;
  const kind = kindOf(code, status, error.message);
  const resetsAt =
    futureInstant(error.resets_at, told.now) ??
    futureInstant(error.resets_in_seconds ? told.now / 1000 + error.resets_in_seconds : null, told.now);
  return new UpstreamFailure({
    kind,
    message: error.message,
    status,
    code,
    param: error.param ?? null,
    resetsAt,
    retryAfterMs: boundedWait(told.retryAfterMs ?? delayInWords(error.message), kind, told.now),
    meter: told.meter,
  });
}

function kindOf(code: string | null, status: number | null, message: string): FailureKind {
  if (code === "usage_limit_reached" || code === "rate_limit_reached") return "usage-limit";
  if (code !== null && quotaCodes.has(code)) return "payment";
  if (code === "rate_limit_exceeded") return "rate-limited";
  if (code === "context_length_exceeded") return "context-length";
  if (code !== null && policyCodes.has(code)) return "content-policy";
  if (code === "invalid_encrypted_content") return "foreign-reasoning";
  if (code === "server_is_overloaded" || code === "slow_down" || code === "overloaded_error")
    return "overloaded";
  if (code !== null && deadLoginCodes.has(code)) return "auth-dead";
  if (code === "model_not_found") return "model-unavailable";
  switch (status) {
    case 401:
      return "auth-expired";
    case 402:
      return "payment";
    case 403:
      return "forbidden";
    case 404:
      return "model-unavailable";
    case 413:
      return "too-large";
    case 429:
      return "rate-limited";
    case 503:
    case 529:
      return "overloaded";
    case 400:
    case 422:
      // The backend gives these two no code (codex-backend 2.2).
      return /model.*(requires a newer version|is not supported)/i.test(message)
        ? "model-unavailable"
        : "bad-request";
    case null:
      return code === "invalid_request_error" ? "bad-request" : "server";
    default:
      return status >= 500 ? "server" : "bad-request";
  }
}

// "Please try again in 1.5s" is the only place where the backend tells a short throttle's length.
function delayInWords(message: string): number | null {
  const match = /try again in ([\d.]+)\s*(ms|s)\b/i.exec(message);
  if (!match) return null;
  return plausibleWait(Number(match[1]) * (match[2]?.toLowerCase() === "ms" ? 1 : 1000));
}

/** A wait for a limit that no window of a plan is long enough for says nothing; any other is cut short. */
function boundedWait(wait: number | null, kind: FailureKind, now: number): number | null {
  if (wait === null) return null;
  if (!isLimit(kind)) return Math.min(wait, longestPauseMs.throttle);
  return wait > 0 && futureInstant((now + wait) / 1000, now) === null ? null : wait;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
