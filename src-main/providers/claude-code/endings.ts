/** How a turn of Claude Code fails, told by its codes and never by its texts (backends 3.4). */
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import { futureInstant } from "../../../src-shared/told-time.ts";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";
import { UpstreamFailure } from "../failure.ts";
import { asList, asText } from "../json-events.ts";

const byError: Readonly<Record<string, FailureKind>> = {
  authentication_failed: "key-refused",
  oauth_org_not_allowed: "forbidden",
  account_on_hold: "forbidden",
  verification_required: "forbidden",
  cloud_credential_error: "forbidden",
  billing_error: "payment",
  rate_limit: "rate-limited",
  overloaded: "overloaded",
  model_not_found: "model-unavailable",
  invalid_request: "bad-request",
  max_output_tokens: "server",
};

const byStatus: Readonly<Record<number, FailureKind>> = {
  400: "bad-request",
  401: "key-refused",
  402: "payment",
  403: "forbidden",
  404: "model-unavailable",
  413: "too-large",
  429: "rate-limited",
  503: "overloaded",
  529: "overloaded",
};

/** What the lines of a turn told about its failure. */
export interface ToldFailure {
  /** Of the line that stands for an answer; null: there was none. */
  error: string | null;
  /** The words of that line. */
  words: string;
  /** Epoch seconds of the plan's reset, where a window of it refused. */
  resetsAt: unknown;
}

export const nothingTold: ToldFailure = { error: null, words: "", resetsAt: null };

/** Reads a line into what was told before. */
export function toldBy(before: ToldFailure, line: Fields): ToldFailure {
  if (line["type"] === "assistant" && typeof line["error"] === "string") {
    const parts = asList(fieldsOf(line["message"])["content"]).map((part) => asText(fieldsOf(part)["text"]));
    return { ...before, error: line["error"], words: parts.join("") };
  }
  const { status, resetsAt } = fieldsOf(line["rate_limit_info"]);
  if (line["type"] === "rate_limit_event" && status === "rejected") return { ...before, resetsAt };
  return before;
}

/** @param result the turn's last line, which says `is_error` @param now epoch milliseconds */
export function failureOfTurn(name: string, result: Fields, told: ToldFailure, now: number): UpstreamFailure {
  const { api_error_status: status, api_error_type: code, terminal_reason: reason } = result;
  const resetsAt = typeof told.resetsAt === "number" ? futureInstant(told.resetsAt, now) : null;
  const kind = kindOf(told, status, reason, resetsAt);
  return new UpstreamFailure({
    kind,
    status: typeof status === "number" ? status : null,
    code: typeof code === "string" ? code : told.error,
    resetsAt,
    message: `The provider '${name}': ${wordsOf(kind, told)}`,
  });
}

function kindOf(
  { error, words }: ToldFailure,
  status: unknown,
  reason: unknown,
  resetsAt: number | null,
): FailureKind {
  if (reason === "prompt_too_long") return "context-length";
  const byCode = typeof status === "number" ? byStatus[status] : undefined;
  const kind = (error === null ? undefined : byError[error]) ?? byCode ?? "server";
  if (kind === "rate-limited" && resetsAt !== null) return "usage-limit";
  // The plan's own refusal of other programs has no code (backends 3.4).
  if (kind === "bad-request" && /extra usage/i.test(words)) return "not-in-plan";
  return kind === "server" && byCode === "overloaded" ? "overloaded" : kind;
}

function wordsOf(kind: FailureKind, { words }: ToldFailure): string {
  switch (kind) {
    case "key-refused":
      return "Claude Code is not signed in, or its login ended. Run `claude auth login` in a terminal.";
    case "payment":
      return "Claude Code says that the plan or its credit does not pay for this. See `claude` in a terminal.";
    case "forbidden":
      return "Anthropic does not let this login be used. Start `claude` in a terminal to see why.";
    case "usage-limit":
      return "A limit of the Claude plan is used up.";
    case "rate-limited":
      return "Anthropic takes no more requests of this plan for a moment.";
    case "overloaded":
      return "Anthropic is overloaded. Try again in a moment.";
    case "model-unavailable":
      return "Claude Code does not have this model, or the plan does not.";
    case "not-in-plan":
      return `The plan does not cover this request. ${words}`;
    case "context-length":
    case "bad-request":
    case "too-large":
      return words || "Anthropic refused the request.";
    default:
      return "Something went wrong at Anthropic. Try again in a moment.";
  }
}

/** It would pay with something else than the plan (backends 3.1). null: it pays as is promised. */
export function wrongBilling(name: string, told: Fields): UpstreamFailure | null {
  const { apiKeySource: key, apiProvider: service } = told;
  const other =
    typeof key === "string" && key !== "none" && key !== ""
      ? `an API key (${key.slice(0, 60)})`
      : typeof service === "string" && service !== "firstParty"
        ? `another service (${service.slice(0, 60)})`
        : null;
  if (other === null) return null;
  return new UpstreamFailure({
    kind: "forbidden",
    code: "wrong_billing",
    message: `The provider '${name}' promises your Claude plan, but Claude Code would bill ${other}. Nothing was sent. Sign in with the plan (\`claude auth login\`), or add the key itself as a provider of the kind anthropic.`,
  });
}
