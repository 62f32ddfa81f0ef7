/** Every way an OpenAI-compatible endpoint fails, told apart once (backends 8.5). */
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import { futureInstant, longestPauseMs, plausibleWait } from "../../../src-shared/told-time.ts";
import { retryAfterOf, upstreamIdOf, type AnswerHeaders } from "../answer.ts";
import { UpstreamFailure, type FailureDetails } from "../failure.ts";
import { asList, asObject, asText, objectIn, type JsonObject } from "../json-events.ts";

export interface FailedAnswer {
  status: number;
  headers: AnswerHeaders;
  body: string;
  now: number;
  /** The provider's name, for the words. */
  provider: string;
  /** Where it was asked, without anything secret. */
  address: string;
  /** A key was sent. */
  keyed: boolean;
}

/** For an answer that is none: of any status but 2xx. */
export function classifyAnswer(answer: FailedAnswer): UpstreamFailure {
  return new UpstreamFailure({ ...detailsOf(answer), upstreamId: upstreamIdOf(answer.headers) });
}

function detailsOf(answer: FailedAnswer): FailureDetails {
  const { status, headers, body, now, provider, address, keyed } = answer;
  const wrongAddress = (what: string): FailureDetails => ({
    kind: "protocol",
    status,
    message: `${provider} is not an OpenAI-compatible API at ${address}: it answered ${what}. Check its address.`,
  });
  if (status >= 300 && status < 400) return wrongAddress(`with a redirect (${status})`);
  if (/^\s*<(!doctype|html)/i.test(body)) {
    if (status < 500) return wrongAddress(`with a web page (${status})`);
    return { kind: "server", status, message: `${provider} failed with status ${status}.` };
  }
  const parsed = objectIn(body);
  const error = errorOf(parsed);
  const told = error.message || (parsed === null ? plainText(body) : "");
  const unknownPath = /^(404 page not found|not found|unexpected endpoint.*|)$/i.test(
    told.trim().replace(/\.$/, ""),
  );
  if (status === 404 && error.code === null && unknownPath) return wrongAddress("404");
  return fromError({ ...error, message: told }, { status, headers, now, provider, keyed });
}

/** From an `error` inside a stream that began with 200. */
export function classifyEventError(
  error: unknown,
  context: { now: number; provider: string },
): UpstreamFailure {
  const object = asObject(error);
  const told = object === null ? { ...noError, message: asText(error) } : errorOf({ error: object });
  const coded = Number(object?.["code"] ?? object?.["status"]);
  const status = coded >= 400 && coded < 600 ? coded : null;
  return new UpstreamFailure(fromError(told, { status, headers: {}, keyed: true, ...context }));
}

interface ToldError {
  message: string;
  code: string | null;
  type: string | null;
  param: string | null;
}

const noError: ToldError = { message: "", code: null, type: null, param: null };

/** `{error:{…}}`, `{error:"…"}`, `{detail}`, `{message}` and vLLM's flat form. */
function errorOf(body: JsonObject | null): ToldError {
  if (body === null) return noError;
  const error =
    asObject(body["error"]) ?? (typeof body["error"] === "string" ? { message: body["error"] } : body);
  const { detail } = error;
  const details = asList(detail).map((each) => asText(asObject(each)?.["msg"]));
  const code = typeof error["code"] === "string" ? error["code"] : null;
  return {
    message: asText(error["message"]) || asText(detail) || details.filter((text) => text !== "").join(" "),
    code: code || null,
    type: asText(error["type"]) || null,
    param: asText(error["param"]) || null,
  };
}

interface Context {
  status: number | null;
  headers: AnswerHeaders;
  now: number;
  provider: string;
  keyed: boolean;
}

function fromError(error: ToldError, { status, headers, now, provider, keyed }: Context): FailureDetails {
  const kind = kindOf(error, status);
  const code = error.code ?? error.type;
  const common = { kind, status, code, param: error.param };
  // What is said of a key may quote it.
  if (kind === "key-refused") {
    const message = keyed
      ? `${provider} refused its API key. It may be mistyped, revoked or belong to another service: give ${provider} a valid one.`
      : `${provider} needs an API key and none is set. Add one.`;
    return { ...common, code: null, param: null, message };
  }
  const wait = waitOf(error.message, headers, now);
  const told = status === null ? "reported an error" : `answered with status ${status}`;
  const message = error.message || `${provider} ${told}.`;
  if (kind === "usage-limit")
    return { ...common, message, resetsAt: wait === null ? null : futureInstant((now + wait) / 1000, now) };
  return { ...common, message, retryAfterMs: wait === null ? null : Math.min(wait, longestPauseMs.throttle) };
}

const kindByCode: Readonly<Record<string, FailureKind>> = {
  insufficient_quota: "payment",
  billing_not_active: "payment",
  billing_hard_limit_reached: "payment",
  insufficient_credits: "payment",
  invalid_api_key: "key-refused",
  incorrect_api_key: "key-refused",
  rate_limit_exceeded: "rate-limited",
  tokens: "rate-limited",
  requests: "rate-limited",
  context_length_exceeded: "context-length",
  exceed_context_size_error: "context-length",
  content_policy_violation: "content-policy",
  content_filter: "content-policy",
  invalid_prompt: "content-policy",
  model_not_found: "model-unavailable",
  model_not_available: "model-unavailable",
  invalid_encrypted_content: "foreign-reasoning",
  server_is_overloaded: "overloaded",
  insufficient_system_resource: "overloaded",
  overloaded_error: "overloaded",
  unavailable_error: "overloaded",
};

/** Of a key, and not of a tool that has a word like it in its name. */
const badKey =
  /\b(?:invalid|incorrect|missing|no) api[ _-]?key\b|\bapi[ _-]?key (?:is |was |not )?(?:not |invalid|incorrect|missing|expired|provided|valid)/i;
/** What a prompt that is too long is told of, where a field is named at all. */
const ofPrompt = /^(?:input|messages|prompt)(?:$|\[\d+\](?:$|\.content))/;

/** Servers that are no OpenAI give it no code. */
const tooLong =
  /maximum context length|context[ _](?:window|length|size)|prompt is too long|too many (?:input )?tokens|input (?:length|is longer|is too long)|exceeds? the (?:available )?(?:context|maximum number of tokens)/i;
const spent =
  /insufficient (?:balance|credits?|funds|quota)|exceeded your current quota|out of credits|payment required/i;
const perDay = /per[ -]day|\(?(?:RPD|TPD)\)?\b|daily/i;

function kindOf({ message, code, type, param }: ToldError, status: number | null): FailureKind {
  if (status === 401) return "key-refused";
  const long = tooLong.test(message) || code === "string_above_max_length";
  if (long && (param === null || ofPrompt.test(param)) && (status ?? 0) <= 500 && status !== 429)
    return "context-length";
  const coded = kindByCode[code ?? ""] ?? kindByCode[type ?? ""];
  const limited = coded === "rate-limited" || (status === 429 && coded !== "payment");
  if (limited) {
    if (spent.test(message)) return "payment";
    return perDay.test(message) ? "usage-limit" : "rate-limited";
  }
  if (coded !== undefined) return coded;
  switch (status) {
    case 402:
      return "payment";
    case 403:
      return /moderation|flagged/i.test(message) ? "content-policy" : "forbidden";
    case 404:
      return "model-unavailable";
    case 408:
    case 504:
      return "timeout";
    case 413:
      return "too-large";
    case 503:
    case 529:
      return "overloaded";
    case null:
      return type === "invalid_request_error" ? "bad-request" : "server";
    default:
      if (status >= 500) return "server";
      return badKey.test(message) ? "key-refused" : "bad-request";
  }
}

/** Milliseconds; null when nothing is said, or a time that is over. */
function waitOf(message: string, headers: AnswerHeaders, now: number): number | null {
  const header = (name: string) => asText(headers[name]).trim();
  const exact = header("retry-after-ms");
  if (exact !== "") return plausibleWait(Number(exact));
  const after = retryAfterOf(headers, now);
  if (after !== null) return after;
  // What is used up resets last; the other of the two is no reason to wait.
  for (const what of ["requests", "tokens"]) {
    if (header(`x-ratelimit-remaining-${what}`) === "0") return duration(header(`x-ratelimit-reset-${what}`));
  }
  // OpenRouter: epoch milliseconds.
  const reset = Number(header("x-ratelimit-reset"));
  if (reset > 1e11) return plausibleWait(reset - now);
  return duration(/try again in ((?:[\d.]+\s*(?:ms|[dhms])\s*)+)/i.exec(message)?.[1] ?? "");
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "6m0s", "1.5s", "20ms" in milliseconds. */
function duration(text: string): number | null {
  const parts = [...text.matchAll(/([\d.]+)\s*(ms|[dhms])/gi)];
  if (parts.length === 0) return null;
  return plausibleWait(
    parts.reduce(
      (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit?.toLowerCase() ?? ""] ?? 0),
      0,
    ),
  );
}

const longestText = 500;

function plainText(body: string): string {
  return body.trim().slice(0, longestText);
}
