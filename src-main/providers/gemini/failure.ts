/** Every way the Gemini API fails, told apart once (backends 8.4). */
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import { futureInstant, longestPauseMs } from "../../../src-shared/told-time.ts";
import { retryAfterOf, upstreamIdOf, type AnswerHeaders } from "../answer.ts";
import { UpstreamFailure } from "../failure.ts";
import { asList, asObject, asText, objectIn, type JsonObject } from "../json-events.ts";

interface Context {
  now: number;
  /** The provider's name, for the words. */
  provider: string;
  /** A key was sent. */
  keyed?: boolean;
  headers?: AnswerHeaders;
}

/** For an answer that is none: of any status but 2xx. */
export function classifyAnswer(
  answer: Context & { status: number; headers: AnswerHeaders; body: string; address: string },
): UpstreamFailure {
  const { status, headers, body, provider, address } = answer;
  const error = asObject(errorIn(body));
  // Gateways before the API answer in words of their own: what their status says holds all the same.
  const plain = status >= 500 || plainStatuses.has(status);
  if (error === null && !plain) {
    const message = `${provider} is not the Gemini API at ${address}: it answered with status ${status}. Check its address.`;
    return new UpstreamFailure({ kind: "protocol", status, message });
  }
  const failure = fromError(error ?? {}, status, answer);
  failure.upstreamId = upstreamIdOf(headers);
  return failure;
}

/** Unauthorized, payment required, too large, too many requests. */
const plainStatuses = new Set([401, 402, 413, 429]);

/** From an `error` inside a stream that began with 200. */
export function classifyEventError(error: unknown, context: Context): UpstreamFailure {
  const object = asObject(error) ?? {};
  const code = Number(object["code"]);
  return fromError(object, code >= 400 ? code : null, context);
}

// A stream that fails at once may come as a list of one.
function errorIn(body: string): unknown {
  const object = objectIn(body) ?? objectIn(body.trim().replace(/^\[/, "").replace(/\]$/, ""));
  return object?.["error"];
}

function fromError(
  error: JsonObject,
  status: number | null,
  { now, provider, keyed = true, headers = {} }: Context,
): UpstreamFailure {
  const details = asList(error["details"]).flatMap((raw) => asObject(raw) ?? []) as JsonObject[];
  const code = asText(error["status"]) || null;
  const said = asText(error["message"]);
  const common = { status, code };
  const daily = isDaily(details);
  // Who sends none is told that it has no permission.
  const kind = !keyed && status === 403 ? "key-refused" : kindOf(code, status, said, details, daily);
  if (kind === "key-refused") {
    const message = keyed
      ? `${provider} refused its API key. It may be mistyped, revoked or restricted: give ${provider} a valid one.`
      : `${provider} needs an API key and none is set. Add one.`;
    return new UpstreamFailure({ ...common, kind, code: null, message });
  }
  const told = status === null ? "reported an error" : `answered with status ${status}`;
  const message = said || `${provider} ${told}.`;
  if (kind === "usage-limit")
    return new UpstreamFailure({
      ...common,
      kind,
      message,
      resetsAt: futureInstant(nextDay(now) / 1000, now),
    });
  const wait = retryDelay(details) ?? retryAfterOf(headers, now);
  const retryAfterMs = wait === null ? null : Math.min(wait, longestPauseMs.throttle);
  return new UpstreamFailure({ ...common, kind, message, retryAfterMs });
}

function kindOf(
  code: string | null,
  status: number | null,
  message: string,
  details: readonly JsonObject[],
  daily: boolean,
): FailureKind {
  const reason = details.map((detail) => asText(detail["reason"])).find((text) => text !== "");
  if (
    reason === "API_KEY_INVALID" ||
    reason === "API_KEY_EXPIRED" ||
    code === "UNAUTHENTICATED" ||
    status === 401
  )
    return "key-refused";
  if (/API key (not valid|expired)/i.test(message)) return "key-refused";
  switch (code) {
    case "RESOURCE_EXHAUSTED":
      return daily ? "usage-limit" : "rate-limited";
    case "UNAVAILABLE":
      return "overloaded";
    case "DEADLINE_EXCEEDED":
      return "timeout";
    case "NOT_FOUND":
      return "model-unavailable";
    case "PERMISSION_DENIED":
      return reason === "SERVICE_DISABLED" || reason?.startsWith("API_KEY") ? "key-refused" : "forbidden";
    case "FAILED_PRECONDITION":
      return /billing|location/i.test(message) ? "forbidden" : "bad-request";
    case "INVALID_ARGUMENT":
      return /token count.*exceeds|exceeds the maximum number of tokens/i.test(message)
        ? "context-length"
        : "bad-request";
    default:
      if (status === 429) return daily ? "usage-limit" : "rate-limited";
      if (status === 413) return "too-large";
      if (status === 402) return "payment";
      return status === null || status >= 500 ? "server" : "bad-request";
  }
}

function isDaily(details: readonly JsonObject[]): boolean {
  return details.some((detail) =>
    asList(detail["violations"]).some((raw) => /PerDay/i.test(asText(asObject(raw)?.["quotaId"]))),
  );
}

/** Milliseconds of RetryInfo, as "34.5s"; null without. */
function retryDelay(details: readonly JsonObject[]): number | null {
  for (const detail of details) {
    const seconds = /^([\d.]+)s$/.exec(asText(detail["retryDelay"]))?.[1];
    if (seconds !== undefined) return Number(seconds) * 1000;
  }
  return null;
}

/** The next midnight in Pacific time, where the days of quotas end. Epoch milliseconds. */
export function nextDay(now: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: pacific,
    hourCycle: "h23",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(now);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const passed = ((of("hour") * 60 + of("minute")) * 60 + of("second")) * 1000 + (now % 1000);
  const next = now - passed + 24 * 3_600_000;
  // Two days of the year are an hour longer or shorter.
  const hour = Number(
    new Intl.DateTimeFormat("en-US", { timeZone: pacific, hourCycle: "h23", hour: "numeric" }).format(next),
  );
  return next + (hour === 23 ? 1 : -hour) * 3_600_000;
}

const pacific = "America/Los_Angeles";
