/** Sends one request of a batch and says what became of it. */
import type { AnswerKind } from "../../../protocols/shared/error-tables.ts";
import { messages } from "../../../protocols/messages/index.ts";
import type { GatewayServices } from "../../http/app.ts";
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

/** Waits for accounts do not count: a batch is there to be served when there is room. */
const patient: AnswerKind[] = ["usage-limit", "payment", "not-signed-in", "rate-limited"];
const passing: AnswerKind[] = [
  "overloaded",
  "server",
  "network",
  "timeout",
  "stream-cut",
  "auth-expired",
  "auth-dead",
  "login-not-renewed",
];
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
    const { kind } = describeError(error);
    const told = retryAfterMs(error, services.now());
    if (patient.includes(kind)) return { kind: "later", waitMs: told ?? waits.patient, counts: false };
    if (passing.includes(kind)) return { kind: "later", waitMs: told ?? waits.passing, counts: true };
    return { kind: "result", type: "errored", result: { type: "errored", error: answer.body } };
  }
}
