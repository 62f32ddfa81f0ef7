/** How a call to the backend fails. Decisions are made on this, never on message text. */
export type FailureKind =
  /** The access token is refused; a refresh may help. */
  | "auth-expired"
  /** The login is refused for good. */
  | "auth-dead"
  /** The API key of a provider is refused: only another key helps. */
  | "key-refused"
  /** A window of the plan is used up until `resetsAt`. */
  | "usage-limit"
  /** Short throttle: again after `retryAfterMs`. */
  | "rate-limited"
  /** The plan has no (more) money or no right to Codex. */
  | "payment"
  /** This account's plan lacks the feature; another account may have it. */
  | "not-in-plan"
  | "overloaded"
  | "forbidden"
  /** A bot check or a block of this network, not of the account. */
  | "cloudflare"
  | "model-unavailable"
  | "context-length"
  | "content-policy"
  /** Encrypted reasoning of another account or model. */
  | "foreign-reasoning"
  | "too-large"
  | "bad-request"
  | "server"
  | "network"
  | "timeout"
  /** The answer was not what the protocol says. */
  | "protocol"
  /** The stream ended before its terminal event. */
  | "stream-cut"
  | "cancelled";
