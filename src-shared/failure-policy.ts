/**
 * What is done about each kind of failure: whether another slot is tried, what it says of the slot that it came from,
 * and what the client and the person are told. The only list of kinds: failover, answers, batches and the usage
 * history all read it.
 */
import type { FailureKind } from "./failure-kind.ts";
import type { Problem } from "./problem.ts";

/**
 * What a failure says of the slot that it came from:
 * - nothing: it is the request's own, or what was asked for is not to be had there;
 * - noted: shown at the slot and no more, as every slot would have failed;
 * - limit: nothing is left until a reset, of the plan or of one model;
 * - throttled: the slot alone takes no more for a moment;
 * - trouble: it comes last for a while, unless a second slot fails alike: then it was the request;
 * - login: the same for a credential that was refused, which is renewed first;
 * - key: a key was refused. It comes last for a while, whatever a second slot is told: that says nothing of this key.
 */
type SlotVerdict = "nothing" | "noted" | "limit" | "throttled" | "trouble" | "login" | "key";

export interface ClientAnswer {
  /** For the documentation. */
  when: string;
  openai: { status: number; type: string; /** null = the failure's own code. */ code: string | null };
  anthropic: { status: number; type: string };
}

export interface FailurePolicy {
  /** Another slot may serve the request. */
  moves: boolean;
  /** It works again in a moment: of several failures the client is told this one. */
  passes: boolean;
  slot: SlotVerdict;
  /**
   * Milliseconds that the slot comes last where the provider names no time; null: not for that. Each further refusal
   * of a login or a key doubles it.
   */
  pauseMs: number | null;
  /** Milliseconds after which the client may try again where the provider names no time; null: it is not told any. */
  retryMs: number | null;
  /** For the person. The message is for where the provider's own words were not kept. */
  problem: Problem;
  /** For the client, in its protocol. */
  answer: ClientAnswer;
}

type Effect = Omit<FailurePolicy, "problem" | "answer">;

const soonMs = 5_000;
const theRequestsOwn: Effect = { moves: false, passes: false, slot: "nothing", pauseMs: null, retryMs: null };
const elsewhere: Effect = { ...theRequestsOwn, moves: true };
const limit: Effect = { ...elsewhere, slot: "limit", pauseMs: 5 * 60_000 };
const trouble: Effect = { ...elsewhere, passes: true, slot: "trouble" };
const refusedLogin: Effect = { ...trouble, slot: "login", pauseMs: 20_000, retryMs: soonMs };
const loginAdvice = "It is tried again by itself; sign in again only if it goes on for long.";

export const failurePolicy: Readonly<Record<FailureKind, FailurePolicy>> = {
  "auth-expired": {
    ...refusedLogin,
    problem: {
      code: "login_refused",
      message: "OpenAI refused the account's access token, and renewing it did not help.",
      advice: loginAdvice,
    },
    answer: {
      when: "the backend refuses the login although it was renewed: trouble that passes",
      openai: { status: 503, type: "server_error", code: "upstream_auth_expired" },
      anthropic: { status: 529, type: "overloaded_error" },
    },
  },
  "auth-dead": {
    ...refusedLogin,
    problem: {
      code: "login_refused",
      message: "OpenAI refused the login of this account, although it could be renewed.",
      advice: loginAdvice,
    },
    answer: {
      when: "the backend calls the login ended, but the sign-in service renews it: trouble that passes",
      openai: { status: 503, type: "server_error", code: "upstream_auth_expired" },
      anthropic: { status: 529, type: "overloaded_error" },
    },
  },
  "key-refused": {
    ...elsewhere,
    slot: "key",
    pauseMs: 20_000,
    problem: {
      code: "key_refused",
      message: "The provider refused its key.",
      advice: "Give it a valid key: in the window under Accounts, or with `switchyard providers`.",
    },
    answer: {
      when: "the provider refuses the key that was set for it; the message names the provider",
      openai: { status: 401, type: "authentication_error", code: "provider_key_refused" },
      anthropic: { status: 401, type: "authentication_error" },
    },
  },
  "usage-limit": {
    ...limit,
    problem: {
      code: "usage_limit_reached",
      message: "A limit of the plan was used up.",
      advice: "Wait for the reset or use another account.",
    },
    answer: {
      when: "every account's window is used up; retry-after says until when",
      openai: { status: 429, type: "insufficient_quota", code: "usage_limit_reached" },
      anthropic: { status: 429, type: "rate_limit_error" },
    },
  },
  "rate-limited": {
    moves: true,
    passes: true,
    slot: "throttled",
    pauseMs: 5_000,
    retryMs: null,
    problem: {
      code: "rate_limited",
      message: "OpenAI took no more requests of this account for a moment.",
      advice: "It works again by itself in a moment.",
    },
    answer: {
      when: "a short throttle; retry-after says how long",
      openai: { status: 429, type: "rate_limit_exceeded", code: "rate_limit_exceeded" },
      anthropic: { status: 429, type: "rate_limit_error" },
    },
  },
  payment: {
    ...limit,
    problem: {
      code: "payment_required",
      message: "The account's plan or credits did not pay for this request.",
      advice: "Look at the plan and the credits of this account.",
    },
    answer: {
      when: "the plan has no credits or no right to Codex",
      openai: { status: 429, type: "insufficient_quota", code: null },
      anthropic: { status: 429, type: "rate_limit_error" },
    },
  },
  "not-in-plan": {
    ...elsewhere,
    problem: {
      code: "forbidden",
      message: "What was asked for is not part of the account's plan.",
      advice: "Use an account whose plan has this.",
    },
    answer: {
      when: "the plan lacks this feature",
      openai: { status: 403, type: "permission_error", code: "not_in_plan" },
      anthropic: { status: 403, type: "permission_error" },
    },
  },
  overloaded: {
    ...trouble,
    retryMs: soonMs,
    problem: {
      code: "overloaded",
      message: "OpenAI had no room for this model at that moment.",
      advice: "The model is busy; try again in a moment.",
    },
    answer: {
      when: "the model is overloaded",
      openai: { status: 503, type: "server_error", code: "server_is_overloaded" },
      anthropic: { status: 529, type: "overloaded_error" },
    },
  },
  forbidden: {
    ...trouble,
    passes: false,
    pauseMs: 20_000,
    problem: {
      code: "forbidden",
      message: "OpenAI does not let this account use Codex.",
      advice: "Check whether this workspace allows Codex.",
    },
    answer: {
      when: "the workspace does not allow it",
      openai: { status: 403, type: "permission_error", code: null },
      anthropic: { status: 403, type: "permission_error" },
    },
  },
  cloudflare: {
    ...theRequestsOwn,
    problem: {
      code: "blocked_by_cloudflare",
      message: "The network protection of chatgpt.com refused this computer's connection (not the account).",
      advice: "Try another network, or the proxy setting.",
    },
    answer: {
      when: "chatgpt.com's network protection blocks this network",
      openai: { status: 502, type: "server_error", code: "blocked_by_cloudflare" },
      anthropic: { status: 502, type: "api_error" },
    },
  },
  "model-unavailable": {
    ...elsewhere,
    problem: {
      code: "model_not_found",
      message: "The backend does not serve this model to this account.",
      advice: "Choose a model from the Models page.",
    },
    answer: {
      when: "the model does not exist or the account may not use it",
      openai: { status: 404, type: "invalid_request_error", code: "model_not_found" },
      anthropic: { status: 404, type: "not_found_error" },
    },
  },
  "context-length": {
    ...theRequestsOwn,
    problem: {
      code: "context_length_exceeded",
      message: "The conversation was longer than the model takes.",
      advice: "Shorten the conversation.",
    },
    answer: {
      when: "the conversation is longer than the model takes",
      openai: { status: 400, type: "invalid_request_error", code: "context_length_exceeded" },
      anthropic: { status: 400, type: "invalid_request_error" },
    },
  },
  "content-policy": {
    ...theRequestsOwn,
    problem: {
      code: "content_policy",
      message: "OpenAI refused the request by its content policy.",
      advice: "",
    },
    answer: {
      when: "the request was refused by a policy",
      openai: { status: 400, type: "invalid_request_error", code: null },
      anthropic: { status: 400, type: "invalid_request_error" },
    },
  },
  "foreign-reasoning": {
    ...theRequestsOwn,
    problem: {
      code: "bad_request",
      message: "The conversation held reasoning of another account, which this one cannot read.",
      advice: "Start the conversation anew.",
    },
    answer: {
      when: "encrypted reasoning of another account or model",
      openai: { status: 400, type: "invalid_request_error", code: "invalid_encrypted_content" },
      anthropic: { status: 400, type: "invalid_request_error" },
    },
  },
  "too-large": {
    ...theRequestsOwn,
    problem: {
      code: "bad_request",
      message: "The request was larger than the backend takes.",
      advice: "Send less at once.",
    },
    answer: {
      when: "the body is too large",
      openai: { status: 413, type: "invalid_request_error", code: "request_too_large" },
      anthropic: { status: 413, type: "request_too_large" },
    },
  },
  "bad-request": {
    ...theRequestsOwn,
    problem: {
      code: "bad_request",
      message: "The backend refused the request as wrong. Its reason was told to the program that asked.",
      advice: "",
    },
    answer: {
      when: "something in the request is wrong; param names it",
      openai: { status: 400, type: "invalid_request_error", code: null },
      anthropic: { status: 400, type: "invalid_request_error" },
    },
  },
  server: {
    ...trouble,
    problem: {
      code: "internal",
      message: "Something went wrong at OpenAI.",
      advice: "Try again in a moment.",
    },
    answer: {
      when: "the backend failed",
      openai: { status: 502, type: "server_error", code: "upstream_error" },
      anthropic: { status: 500, type: "api_error" },
    },
  },
  network: {
    ...trouble,
    slot: "noted",
    problem: {
      code: "network",
      message: "The backend could not be reached.",
      advice: "Check the internet connection and the proxy setting.",
    },
    answer: {
      when: "the backend could not be reached",
      openai: { status: 502, type: "server_error", code: "upstream_unreachable" },
      anthropic: { status: 500, type: "api_error" },
    },
  },
  timeout: {
    ...trouble,
    problem: {
      code: "timeout",
      message: "The backend did not answer in time.",
      advice: "Try again in a moment.",
    },
    answer: {
      when: "the backend did not answer in time",
      openai: { status: 504, type: "server_error", code: "upstream_timeout" },
      anthropic: { status: 500, type: "api_error" },
    },
  },
  protocol: {
    ...theRequestsOwn,
    problem: {
      code: "protocol",
      message: "The backend's answer was not what its protocol says.",
      advice: "Look for a newer version of Switchyard.",
    },
    answer: {
      when: "the backend answered with something else than expected",
      openai: { status: 502, type: "server_error", code: "upstream_protocol_error" },
      anthropic: { status: 500, type: "api_error" },
    },
  },
  "stream-cut": {
    ...trouble,
    problem: { code: "stream_cut", message: "The answer broke off before its end.", advice: "Try again." },
    answer: {
      when: "the backend's answer broke off",
      openai: { status: 502, type: "server_error", code: "stream_cut" },
      anthropic: { status: 500, type: "api_error" },
    },
  },
  cancelled: {
    ...theRequestsOwn,
    problem: { code: "cancelled", message: "The request was cancelled.", advice: "" },
    answer: {
      when: "the client went away",
      openai: { status: 499, type: "invalid_request_error", code: "cancelled" },
      anthropic: { status: 499, type: "invalid_request_error" },
    },
  },
};

/** The provider said that nothing is left: a reading with room is the cure. */
export function isLimit(kind: FailureKind): boolean {
  return failurePolicy[kind].slot === "limit";
}
