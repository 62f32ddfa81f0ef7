/** What becomes of one attempt, noted in it and in the record of its request. */
import type { Attempt, AttemptMoment, TokenUsage } from "../../../src-shared/contract/requests.ts";
import type { RequestRecord } from "../../logs/request-log.ts";
import { sumUsage } from "../../protocols/wire/token-usage.ts";
import { upstreamIdOf, type AnswerHeaders } from "../../providers/answer.ts";
import { UpstreamFailure } from "../../providers/failure.ts";

export interface AttemptTrace {
  mark(moment: "sent" | AttemptMoment): void;
  /** The backend has answered, whatever it said. */
  answered(headers: AnswerHeaders, status: number): void;
  /** What the backend counted, and the model it says it was. Adds to what the request's other turns used. */
  counted(tokens: TokenUsage | null, model: string | null): void;
}

/** `attempt` null: only the record is told. */
export function traceAttempt(
  record: RequestRecord,
  attempt: Attempt | null,
  now: () => number,
): AttemptTrace {
  const { row } = record;
  return {
    mark(moment) {
      record.mark(moment);
      if (attempt !== null && moment !== "sent") attempt.timing[moment] ??= now() - attempt.startedAt;
    },
    answered(headers, status) {
      if (attempt === null) return;
      attempt.status = status;
      attempt.upstreamId = upstreamIdOf(headers);
    },
    counted(tokens, model) {
      row.modelServed = model ?? row.modelServed;
      row.tokens = sumUsage([row.tokens, tokens]);
      if (attempt !== null) attempt.tokens = sumUsage([attempt.tokens, tokens]);
    },
  };
}

export function beginAttempt(
  row: RequestRecord["row"],
  provider: string,
  accountId: string,
  now: number,
): Attempt {
  const attempt: Attempt = {
    provider,
    accountId,
    startedAt: now,
    outcome: "running",
    kind: null,
    status: null,
    upstreamId: null,
    tokens: null,
    timing: { connected: null, firstByte: null, firstOutput: null, total: null },
  };
  row.accountId = accountId;
  row.tries.push(attempt);
  row.attempts = row.tries.length;
  return attempt;
}

/** `failure` null: it went well. */
export function endAttempt(attempt: Attempt, failure: unknown, now: number): void {
  attempt.timing.total = now - attempt.startedAt;
  attempt.outcome = failure === null ? "ok" : "failed";
  if (!(failure instanceof UpstreamFailure)) return;
  attempt.kind = failure.kind;
  attempt.status = failure.status ?? attempt.status;
  attempt.upstreamId = failure.upstreamId ?? attempt.upstreamId;
}
