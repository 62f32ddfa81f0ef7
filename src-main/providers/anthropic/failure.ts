/** Every way a call to the Messages API fails, told apart once (backends 8.3). */
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import { futureInstant, longestPauseMs } from "../../../src-shared/told-time.ts";
import { retryAfterOf, upstreamIdOf, type AnswerHeaders } from "../answer.ts";
import { UpstreamFailure } from "../failure.ts";
import { asText } from "../json-events.ts";
import { fieldsOf } from "./shapes.ts";

export interface FailedAnswer {
  status: number;
  headers: AnswerHeaders;
  /** As much of it as was read. */
  body: string;
  /** Of the provider. */
  name: string;
  /** What was asked, for who set a wrong address. */
  url: string;
  /** Epoch milliseconds. */
  now: number;
}

/** For an answer with a status other than 2xx. */
export function failureOfAnswer(answer: FailedAnswer): UpstreamFailure {
  const { status, headers, now } = answer;
  const error = fieldsOf(fieldsOf(parsed(answer.body))["error"]);
  const type = asText(error["type"]) || null;
  const said = asText(error["message"]);
  const address = isWrongAddress(status, type) ? wrongAddress(answer) : null;
  const resetsAt = unifiedReset(headers, now);
  const kind =
    address !== null
      ? "protocol"
      : status === 429 && resetsAt !== null
        ? "usage-limit"
        : kindOf(type, status, said);
  const wait = retryAfterOf(headers, now);
  return new UpstreamFailure({
    kind,
    message: address ?? wordsOf(kind, said, answer),
    status,
    code: type,
    resetsAt: kind === "usage-limit" ? resetsAt : null,
    retryAfterMs: wait === null ? null : Math.min(wait, longestPauseMs.throttle),
    upstreamId: upstreamIdOf(headers),
    rateHeaders: rateHeadersOf(headers),
  });
}

function wordsOf(kind: FailureKind, said: string, { name, status }: FailedAnswer): string {
  const words = said || `It answered with status ${status}.`;
  if (kind === "key-refused") return `The provider '${name}' refused its key: ${words}`;
  return said || `The provider '${name}' answered with status ${status}.`;
}

/** From the `error` of an event inside a stream. */
export function failureOfEvent(event: unknown): UpstreamFailure {
  const error = fieldsOf(event);
  const type = asText(error["type"]) || null;
  const message = asText(error["message"]);
  return new UpstreamFailure({
    kind: kindOf(type, null, message),
    code: type,
    message: message || "The endpoint gave up on this request.",
  });
}

/** Kinds of error by their name; the status says it where there is none. */
const byType: Readonly<Record<string, FailureKind>> = {
  authentication_error: "key-refused",
  billing_error: "payment",
  permission_error: "forbidden",
  not_found_error: "model-unavailable",
  request_too_large: "too-large",
  rate_limit_error: "rate-limited",
  api_error: "server",
  overloaded_error: "overloaded",
  timeout_error: "timeout",
};

const byStatus: Readonly<Record<number, FailureKind>> = {
  401: "key-refused",
  402: "payment",
  403: "forbidden",
  404: "model-unavailable",
  408: "timeout",
  413: "too-large",
  429: "rate-limited",
  503: "overloaded",
  504: "timeout",
  529: "overloaded",
};

/** A thought that is not the model's own, was changed, or is missing where another one stands. */
const foreignThought =
  /signature`? in `?(redacted_)?thinking`? block|thinking`? blocks .*cannot be modified|Expected `?thinking/i;

function kindOf(type: string | null, status: number | null, message: string): FailureKind {
  if (type === null || type === "invalid_request_error") {
    // The API gives these no type of their own.
    if (/prompt is too long|exceed context limit/i.test(message)) return "context-length";
    if (/credit balance is too low/i.test(message)) return "payment";
    if (foreignThought.test(message)) return "foreign-reasoning";
    // Compatible endpoints call everything so: their status says more.
    if (type !== null && byStatus[status ?? 400] === undefined) return "bad-request";
  }
  const known = type === null ? undefined : byType[type];
  if (known !== undefined) return known;
  if (status === null) return "server";
  return byStatus[status] ?? (status >= 500 ? "server" : "bad-request");
}

// The API's own 404 is an error of its shape, about the model; anything else answered for another path.
function isWrongAddress(status: number, type: string | null): boolean {
  return type === null && (status === 404 || status === 405 || (status >= 300 && status < 400));
}

function wrongAddress({ status, url }: FailedAnswer): string {
  return `${url} answered with status ${status}: that address does not serve Anthropic's Messages API. The provider's address must end before /v1.`;
}

/** Of a plan's window behind the endpoint; null where the limit is the key's own short throttle. */
function unifiedReset(headers: AnswerHeaders, now: number): number | null {
  const told = headers["anthropic-ratelimit-unified-reset"];
  return typeof told === "string" ? futureInstant(Number(told), now) : null;
}

function rateHeadersOf(headers: AnswerHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith("anthropic-ratelimit-") && typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
