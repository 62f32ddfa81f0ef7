/** The client's request cannot be served as it is, or not now: never the account's fault. */
export class RequestError extends Error {
  readonly status: number;
  /** Path of the field, e.g. `messages[2].content`, or null. */
  readonly param: string | null;
  readonly code: string | null;
  /** For programs that speak Anthropic's protocol: `error.details`. */
  readonly data: Record<string, unknown> | null;
  /** After which the same request may be served. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    details: {
      param?: string | null;
      code?: string | null;
      status?: number;
      data?: Record<string, unknown>;
      retryAfterMs?: number;
    } = {},
  ) {
    super(message);
    this.name = "RequestError";
    this.status = details.status ?? 400;
    this.param = details.param ?? null;
    this.code = details.code ?? null;
    this.data = details.data ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}
