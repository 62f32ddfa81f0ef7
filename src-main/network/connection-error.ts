/** Why a host cannot be reached because of a proxy or a certificate; worded for the person, never with a password. */
export type ConnectionErrorKind =
  /** Not the address of a proxy. */
  | "proxy-setting"
  | "proxy-unreachable"
  /** The proxy wants a password, or another one. */
  | "proxy-password"
  /** It answers, but refuses to connect to the host. */
  | "proxy-refused"
  /** What answers is not a proxy of that kind. */
  | "proxy-protocol"
  /** network.caFile cannot be used. */
  | "ca-file"
  /** The certificate is not signed by an authority that this computer trusts. */
  | "untrusted";

export class ConnectionError extends Error {
  readonly kind: ConnectionErrorKind;
  /** For logs, e.g. ECONNREFUSED. */
  readonly code: string;

  constructor(kind: ConnectionErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = "ConnectionError";
    this.kind = kind;
    this.code = codeOf(cause) ?? kind;
  }
}

/** The ConnectionError among an error and its causes. */
export function connectionErrorIn(error: unknown): ConnectionError | null {
  if (error instanceof ConnectionError) return error;
  return error instanceof Error && error.cause !== undefined ? connectionErrorIn(error.cause) : null;
}

/** The code of an error of Node's, e.g. ECONNREFUSED; null when it has none. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, cause } = error as Error & { code?: unknown };
  if (typeof code === "string") return code;
  return codeOf(cause);
}
