/** Sends one request of a batch and says what became of it. */
import type { FailureKind } from "../../../../src-shared/failure-kind.ts";
import { failurePolicy } from "../../../../src-shared/failure-policy.ts";
import { RequestError } from "../../../protocols/shared/request-error.ts";
import type { AnswerKind } from "../../../protocols/shared/error-tables.ts";
import { messages } from "../../../protocols/messages/index.ts";
import type { GatewayServices } from "../../services.ts";
import { describeError, problemFor, retryAfterMs } from "../../http/describe-error.ts";
import { newRequestId } from "../../../platform/request-id.ts";
import { answerFor } from "../../http/exchange.ts";
import { logUnexpected } from "../../http/log-unexpected.ts";
import { readyTurn, sharedMemory } from "../../turn/serve-turn.ts";
import type { ResultType } from "./batch.ts";

export type Outcome =
  | { kind: "result"; type: ResultType; result: object }
  /** Try again after so many milliseconds; `counts` when it may not go on like that forever. */
  | { kind: "later"; waitMs: number; counts: boolean }
  | { kind: "stopped" };

/** Milliseconds, where nobody says for how long. */
const waits = { patient: 60_000, passing: 10_000 };

/** `params`: JSON. Never throws. */
export async function runBatchRequest(
  services: GatewayServices,
  params: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const id = newRequestId();
  const client = { name: "Batch", version: null };
  const record = services.log.begin({ id, endpoint: "/v1/messages/batches", protocol: "anthropic", client });
  try {
    const body = { ...messages.parse(JSON.parse(params)), stream: false };
    const source = { record, headers: {}, memory: sharedMemory(services) };
    const message = await readyTurn(services, messages, body, source).collect(signal);
    record.finish("ok", 200);
    return { kind: "result", type: "succeeded", result: { type: "succeeded", message } };
  } catch (error) {
    if (signal.aborted) {
      record.finish("cancelled", null);
      return { kind: "stopped" };
    }
    const answer = answerFor(error, "anthropic", id);
    logUnexpected(services.logger, error, id);
    record.finish("failed", answer.status, problemFor(error, id));
    // A budget that is used up, or a gateway that is busy: no verdict on the request.
    if (error instanceof RequestError && error.retryAfterMs != null)
      return { kind: "later", waitMs: error.retryAfterMs, counts: false };
    const { kind } = describeError(error);
    const told = retryAfterMs(error, services.now());
    if (waitsForRoom(kind)) return { kind: "later", waitMs: told ?? waits.patient, counts: false };
    if (passes(kind)) return { kind: "later", waitMs: told ?? waits.passing, counts: true };
    return { kind: "result", type: "errored", result: { type: "errored", error: answer.body } };
  }
}

/** Waits for accounts do not count: a batch is there to be served when there is room. */
function waitsForRoom(kind: AnswerKind): boolean {
  const verdict = kind in failurePolicy ? failurePolicy[kind as FailureKind].slot : null;
  return verdict === "limit" || verdict === "throttled" || kind === "not-signed-in";
}

function passes(kind: AnswerKind): boolean {
  return kind in failurePolicy ? failurePolicy[kind as FailureKind].passes : kind === "login-not-renewed";
}
