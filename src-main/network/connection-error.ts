/** Why there is no way to a host, as far as proxies and certificates are concerned; in words, never with a password. */
export type WayTrouble =
  /** An address that is none. */
  | "proxy-setting"
  | "proxy-unreachable"
  /** The proxy wants a password, or another one. */
  | "proxy-password"
  /** It answers, and does not go there. */
  | "proxy-refused"
  /** What answers is no such proxy. */
  | "proxy-protocol"
  /** network.caFile cannot be used. */
  | "ca-file"
  /** Signed by nobody that this computer knows. */
  | "untrusted";

export class WayError extends Error {
  readonly trouble: WayTrouble;
  /** For logs, e.g. ECONNREFUSED. */
  readonly code: string;

  constructor(trouble: WayTrouble, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = "WayError";
    this.trouble = trouble;
    this.code = codeOf(cause) ?? trouble;
  }
}

/** The WayError among an error and its causes. */
export function wayErrorIn(error: unknown): WayError | null {
  if (error instanceof WayError) return error;
  return error instanceof Error && error.cause !== undefined ? wayErrorIn(error.cause) : null;
}

/** The code of an error of Node's, e.g. ECONNREFUSED; null when it has none. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, cause } = error as Error & { code?: unknown };
  if (typeof code === "string") return code;
  return codeOf(cause);
}
