/**
 * Passes an answer of the backend on, byte for byte. The beginning of a stream is held back until its first output:
 * what fails before it has cost the client nothing, and another account may serve.
 */
import type { RawAnswer } from "../../providers/answer.ts";
import { letGo } from "../../providers/http-call.ts";
import { classifyEventError } from "../../providers/codex/failure.ts";
import { classifyThrown, UpstreamFailure } from "../../providers/failure.ts";
import { drained } from "../http/event-writer.ts";
import type { Exchange } from "../http/exchange.ts";
import { mostHeld } from "../turn/held-back.ts";
import { createUsageTap, type UsageTap } from "./usage-tap.ts";
import type { Serving } from "../turn/account-failover.ts";

/** Throws UpstreamFailure only while nothing has been passed on. */
export async function relayAnswer(
  exchange: Exchange,
  answer: RawAnswer,
  serving: Serving,
  headers: Record<string, string | string[]>,
): Promise<void> {
  const { services, response, record, signal } = exchange;
  const { trace } = serving;
  const isStream = String(answer.headers["content-type"] ?? "").startsWith("text/event-stream");
  record.row.stream = isStream;
  const tap = isStream
    ? createUsageTap((limits) => services.limits.note(serving.accountId, limits, "event"))
    : null;
  const chunks = answer.body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let finished = false;
  const read = tap ? readUpToEnd(chunks, tap) : () => chunks.next();
  try {
    const held = tap ? await holdHandshake(read, tap, services.now, signal) : [];
    serving.answered();
    trace.mark("firstOutput");
    // A stream ends with its terminal event, whatever length was told.
    if (isStream) delete headers["content-length"];
    response.writeHead(answer.status, headers);
    const failure = await passOn(exchange, held, read, tap);
    record.row.model ??= tap?.model() ?? null;
    trace.counted(tap?.usage() ?? null, tap?.model() ?? null);
    finished = failure === null || (tap?.terminal() ?? null) !== null;
    if (failure === null) {
      response.end();
      return;
    }
    exchange.fail(failure);
    await serving.end(failure.kind === "cancelled" ? "left" : { failure });
    // A cut answer ends cut: a clean end would look complete.
    if (finished) response.end();
    else response.destroy();
  } finally {
    await chunks.return?.();
    letGo(answer.body, finished);
  }
}

type Read = () => Promise<IteratorResult<Buffer, unknown>>;

/** The bytes up to the end of the first terminal event: what the backend says behind it is no part of the answer. */
function readUpToEnd(chunks: AsyncIterator<Buffer>, tap: UsageTap): Read {
  return async () => {
    if (tap.terminal() !== null) return { done: true, value: undefined };
    const next = await chunks.next();
    if (next.done === true) return next;
    return { done: false, value: next.value.subarray(0, tap.push(next.value)) };
  };
}

/** The bytes up to the first output. Throws UpstreamFailure when there is none. */
async function holdHandshake(
  read: Read,
  tap: UsageTap,
  now: () => number,
  signal: AbortSignal,
): Promise<Buffer[]> {
  const held: Buffer[] = [];
  let size = 0;
  try {
    // What is longer goes on as it is: it is the client that asked for this stream, and it may make sense of it.
    while (!tap.begun() && size < mostHeld) {
      const { value, done } = await read();
      if (done === true) throw cut();
      held.push(value);
      size += value.length;
      const failure = tap.failure();
      if (failure !== null) throw classifyEventError(failure.error, now());
    }
    return held;
  } catch (error) {
    throw broken(error, signal);
  }
}

/** What went wrong after the client saw something; null when all came through. */
async function passOn(
  { services, response, signal }: Exchange,
  held: Buffer[],
  read: Read,
  tap: UsageTap | null,
): Promise<UpstreamFailure | null> {
  try {
    for (const chunk of held) response.write(chunk);
    for (;;) {
      const { value, done } = await read();
      if (done === true) break;
      if (!response.write(value)) await drained(response);
    }
  } catch (error) {
    return broken(error, signal);
  }
  const told = tap?.failure();
  if (told) return classifyEventError(told.error, services.now());
  return tap !== null && tap.terminal() === null ? cut() : null;
}

// The connection was there and broke: to the client that is a cut answer.
function broken(error: unknown, signal: AbortSignal): UpstreamFailure {
  const failure = classifyThrown(error, signal);
  return failure.kind === "network" ? cut() : failure;
}

function cut(): UpstreamFailure {
  return new UpstreamFailure({
    kind: "stream-cut",
    message: "The backend's answer broke off before its end.",
  });
}
