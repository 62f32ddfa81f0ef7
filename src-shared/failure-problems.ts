/** What each kind of failure of the backend is to the person. The message is for where its own words were not kept. */
import type { FailureKind } from "./failure-kind.ts";
import type { Problem } from "./problem.ts";

const loginRefused = "It is tried again by itself; sign in again only if it goes on for long.";

export const failureProblems: Record<FailureKind, Problem> = {
  "auth-expired": {
    code: "login_refused",
    message: "OpenAI refused the account's access token, and renewing it did not help.",
    advice: loginRefused,
  },
  "auth-dead": {
    code: "login_refused",
    message: "OpenAI refused the login of this account, although it could be renewed.",
    advice: loginRefused,
  },
  "usage-limit": {
    code: "usage_limit_reached",
    message: "A limit of the plan was used up.",
    advice: "Wait for the reset or use another account.",
  },
  "rate-limited": {
    code: "rate_limited",
    message: "OpenAI took no more requests of this account for a moment.",
    advice: "It works again by itself in a moment.",
  },
  payment: {
    code: "payment_required",
    message: "The account's plan or credits did not pay for this request.",
    advice: "Look at the plan and the credits of this account.",
  },
  "not-in-plan": {
    code: "forbidden",
    message: "What was asked for is not part of the account's plan.",
    advice: "Use an account whose plan has this.",
  },
  overloaded: {
    code: "overloaded",
    message: "OpenAI had no room for this model at that moment.",
    advice: "The model is busy; try again in a moment.",
  },
  forbidden: {
    code: "forbidden",
    message: "OpenAI does not let this account use Codex.",
    advice: "Check whether this workspace allows Codex.",
  },
  cloudflare: {
    code: "blocked_by_cloudflare",
    message: "The network protection of chatgpt.com refused this computer's connection (not the account).",
    advice: "Try another network, or the proxy setting.",
  },
  "model-unavailable": {
    code: "model_not_found",
    message: "The backend does not serve this model to this account.",
    advice: "Choose a model from the Models page.",
  },
  "context-length": {
    code: "context_length_exceeded",
    message: "The conversation was longer than the model takes.",
    advice: "Shorten the conversation.",
  },
  "content-policy": {
    code: "content_policy",
    message: "OpenAI refused the request by its content policy.",
    advice: "",
  },
  "foreign-reasoning": {
    code: "bad_request",
    message: "The conversation held reasoning of another account, which this one cannot read.",
    advice: "Start the conversation anew.",
  },
  "too-large": {
    code: "bad_request",
    message: "The request was larger than the backend takes.",
    advice: "Send less at once.",
  },
  "bad-request": {
    code: "bad_request",
    message: "The backend refused the request as wrong. Its reason was told to the program that asked.",
    advice: "",
  },
  server: {
    code: "internal",
    message: "Something went wrong at OpenAI.",
    advice: "Try again in a moment.",
  },
  network: {
    code: "network",
    message: "The backend could not be reached.",
    advice: "Check the internet connection and the proxy setting.",
  },
  timeout: {
    code: "timeout",
    message: "The backend did not answer in time.",
    advice: "Try again in a moment.",
  },
  protocol: {
    code: "protocol",
    message: "The backend's answer was not what its protocol says.",
    advice: "Look for a newer version of Switchyard.",
  },
  "stream-cut": {
    code: "stream_cut",
    message: "The answer broke off before its end.",
    advice: "Try again.",
  },
  cancelled: { code: "cancelled", message: "The request was cancelled.", advice: "" },
};
