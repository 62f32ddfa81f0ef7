/** How a call to a provider fails. The rest of the program decides on `kind`, never on message text. */
import type { FailureKind } from "../../src-shared/failure-kind.ts";
import { failurePolicy } from "../../src-shared/failure-policy.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { AppError } from "../platform/app-error.ts";
import { connectionErrorIn } from "../network/connection-error.ts";

export interface FailureDetails {
  kind: FailureKind;
  message: string;
  /** HTTP status of the provider, null when there was none. */
  status?: number | null;
  code?: string | null;
  param?: string | null;
  /** Epoch milliseconds. */
  resetsAt?: number | null;
  retryAfterMs?: number | null;
  /** Id of the separately metered limit that was hit; null for the plan's own. */
  meter?: string | null;
  /** The provider's own id of the request. */
  upstreamId?: string | null;
  /** What the answer's headers told of limits. */
  rateHeaders?: Readonly<Record<string, string>>;
  cause?: unknown;
}

export class UpstreamFailure extends Error {
  readonly kind: FailureKind;
  readonly status: number | null;
  readonly code: string | null;
  readonly param: string | null;
  readonly resetsAt: number | null;
  readonly retryAfterMs: number | null;
  readonly meter: string | null;
  upstreamId: string | null;
  rateHeaders: Readonly<Record<string, string>>;

  constructor(details: FailureDetails) {
    super(details.message, { cause: details.cause });
    this.name = "UpstreamFailure";
    this.kind = details.kind;
    this.status = details.status ?? null;
    this.code = details.code ?? null;
    this.param = details.param ?? null;
    this.resetsAt = details.resetsAt ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.meter = details.meter ?? null;
    this.upstreamId = details.upstreamId ?? null;
    this.rateHeaders = details.rateHeaders ?? {};
  }
}

/** From what the HTTP client threw. */
export function classifyThrown(error: unknown, signal?: AbortSignal): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  if (signal?.aborted)
    return new UpstreamFailure({ kind: "cancelled", message: "The request was cancelled.", cause: error });
  const way = connectionErrorIn(error);
  if (way !== null)
    return new UpstreamFailure({ kind: "network", code: way.code, message: way.message, cause: error });
  const code = errorCode(error);
  if (
    code === "UND_ERR_HEADERS_TIMEOUT" ||
    code === "UND_ERR_BODY_TIMEOUT" ||
    code === "UND_ERR_CONNECT_TIMEOUT"
  ) {
    return new UpstreamFailure({
      kind: "timeout",
      code,
      message: "The backend did not answer in time.",
      cause: error,
    });
  }
  return new UpstreamFailure({
    kind: "network",
    code,
    message: `The backend could not be reached${code === null ? "" : ` (${code})`}.`,
    cause: error,
  });
}

function errorCode(error: unknown): string | null {
  const outer = error as { code?: unknown; cause?: { code?: unknown } } | null;
  const code = outer?.code ?? outer?.cause?.code;
  return typeof code === "string" ? code : null;
}

/** A credential was refused: renewing it may help, whatever the provider says of it. */
export function isRefusedLogin(error: unknown): boolean {
  if (!(error instanceof UpstreamFailure)) return false;
  const { slot } = failurePolicy[error.kind];
  return slot === "login" || slot === "key";
}

/** For the person, in the provider's own words where it said any. */
export function problemOfFailure(failure: UpstreamFailure): Problem {
  return { ...failurePolicy[failure.kind].problem, message: failure.message };
}

/** A failure as an error for the person; anything else as it is. */
export function toAppError(error: unknown): unknown {
  if (!(error instanceof UpstreamFailure)) return error;
  const { code, message, advice } = problemOfFailure(error);
  return new AppError(code, message, advice, { cause: error });
}
