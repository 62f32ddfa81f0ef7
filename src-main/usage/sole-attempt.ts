/**
 * Most requests are served by the first account that is asked: their only attempt says nearly nothing that the
 * request does not say itself. Three columns of the request stand for it then, instead of a row of its own.
 */
import type { Attempt, RequestRow, TokenUsage } from "../../src-shared/contract/requests.ts";

/** What the request itself does not tell. */
export interface SoleAttempt {
  /** Milliseconds after the request began. */
  startedMs: number;
  totalMs: number | null;
  upstreamId: string | null;
}

/** null where the attempts must be kept as they are: several, a failed one, or one that differs from its request. */
export function soleAttempt(row: RequestRow): SoleAttempt | null {
  const [attempt] = row.tries;
  if (attempt === undefined || row.tries.length > 1) return null;
  const { startedAt, upstreamId, timing } = attempt;
  const sole = { startedMs: startedAt - row.startedAt, totalMs: timing.total, upstreamId };
  return isSame(attempt, attemptOfSole(row, sole)) ? sole : null;
}

export function attemptOfSole(row: Omit<RequestRow, "tries">, sole: SoleAttempt): Attempt {
  const since = (moment: number | null) => (moment === null ? null : moment - sole.startedMs);
  const { connected, firstByte, firstOutput } = row.timing;
  return {
    provider: row.provider,
    accountId: row.accountId ?? "",
    startedAt: row.startedAt + sole.startedMs,
    outcome: "ok",
    kind: null,
    status: row.status,
    upstreamId: sole.upstreamId,
    tokens: row.tokens,
    timing: {
      connected: since(connected),
      firstByte: since(firstByte),
      firstOutput: since(firstOutput),
      total: sole.totalMs,
    },
  };
}

function isSame(one: Attempt, other: Attempt): boolean {
  return (
    one.provider === other.provider &&
    one.accountId === other.accountId &&
    one.outcome === other.outcome &&
    one.kind === other.kind &&
    one.status === other.status &&
    one.timing.connected === other.timing.connected &&
    one.timing.firstByte === other.timing.firstByte &&
    one.timing.firstOutput === other.timing.firstOutput &&
    sameTokens(one.tokens, other.tokens)
  );
}

function sameTokens(one: TokenUsage | null, other: TokenUsage | null): boolean {
  return (
    one?.input === other?.input &&
    one?.cached === other?.cached &&
    one?.output === other?.output &&
    one?.reasoning === other?.reasoning &&
    one?.cacheWrite === other?.cacheWrite
  );
}
