/**
 * A failure worded for the person who reads it. Programs decide on `code`; the window translates by
 * `code` and falls back to the English sentences.
 */
export interface Problem {
  code: ProblemCode;
  /** What happened and why, one or two whole sentences. */
  message: string;
  /** What to do now; empty when there is nothing to do. */
  advice: string;
  /** The name under which it stands in the log; only of what nobody foresaw. */
  requestId?: string;
}

/** Every kind of failure that is shown to a person. Stable: documented and translated by these names. */
export type ProblemCode =
  | "port_in_use"
  | "port_not_allowed"
  | "data_folder_in_use"
  | "settings_unreadable"
  | "usage_unwritable"
  | "accounts_unreadable"
  | "accounts_sealed"
  | "no_account"
  | "account_not_found"
  | "sign_in_needed"
  | "sign_in_cancelled"
  | "sign_in_expired"
  | "sign_in_denied"
  | "login_refused"
  | "key_refused"
  | "sign_in_state_mismatch"
  | "sign_in_ports_busy"
  | "device_sign_in_disabled"
  | "redirect_address_invalid"
  | "import_unreadable"
  | "import_ignored"
  | "import_older"
  | "import_same"
  | "import_changed"
  | "export_impossible"
  | "rate_limited"
  | "usage_limit_reached"
  | "budget_reached"
  | "overloaded"
  | "bad_request"
  | "model_not_found"
  | "context_length_exceeded"
  | "content_policy"
  | "network"
  | "blocked_by_cloudflare"
  | "forbidden"
  | "payment_required"
  | "protocol"
  | "stream_cut"
  | "timeout"
  | "cancelled"
  | "disk"
  | "internal";
