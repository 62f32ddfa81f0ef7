/**
 * Passes an answer of the backend on, byte for byte. The beginning of a stream is held back until its first output:
 * what fails before it has cost the client nothing, and another account may serve.
 */
import type { RawAnswer } from "../../providers/answer.ts";
import { letGo } from "../../providers/http-call.ts";
import { classifyThrown, UpstreamFailure } from "../../providers/failure.ts";
import { drained } from "../http/event-writer.ts";
import type { Exchange } from "../http/exchange.ts";
import { mostHeld } from "../turn/held-back.ts";
import type { StreamTap } from "./stream-tap.ts";
import type { Serving } from "../turn/account-failover.ts";

export interface PassedAnswer {
  answer: RawAnswer;
  /** Those of the answer that the client gets. */
  headers: Record<string, string | string[]>;
  /** For a stream whose events are understood; null passes it on to wherever it ends. */
  tap: StreamTap | null;
  /** Of an error that the stream told. */
  failureOf: (error: unknown) => UpstreamFailure;
  /** The whole body of an answer that is no stream, unless it is very long. */
  whole?: (body: Buffer) => void;
}

/** Throws UpstreamFailure only while nothing has been passed on. */
export async function relayAnswer(exchange: Exchange, passed: PassedAnswer, serving: Serving): Promise<void> {
  const { response, record, signal } = exchange;
  const { answer, headers, tap } = passed;
  const { trace } = serving;
  const isStream = isEventStream(answer);
  record.row.stream = isStream;
  const chunks = answer.body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let finished = false;
  const read = tap ? readUpToEnd(chunks, tap) : () => chunks.next();
  try {
    const held = tap ? await holdHandshake(read, tap, passed.failureOf, signal) : [];
    serving.answered();
    trace.mark("firstOutput");
    // A stream ends with its terminal event, whatever length was told.
    if (isStream) delete headers["content-length"];
    response.writeHead(answer.status, headers);
    const failure = await passOn(exchange, held, read, passed);
    record.row.model ??= tap?.seen.model ?? null;
    if (tap !== null) trace.counted(tap.seen.usage, tap.seen.model);
    finished = failure === null || (tap?.seen.complete ?? false);
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

/** One that can be looked into: what came compressed goes through unseen. */
export function isEventStream({ headers }: RawAnswer): boolean {
  if (headers["content-encoding"] !== undefined) return false;
  return String(headers["content-type"] ?? "").startsWith("text/event-stream");
}

type Read = () => Promise<IteratorResult<Buffer, unknown>>;

/** The bytes up to the end of the first terminal event: what the backend says behind it is no part of the answer. */
function readUpToEnd(chunks: AsyncIterator<Buffer>, tap: StreamTap): Read {
  return async () => {
    if (tap.seen.terminal !== null) return { done: true, value: undefined };
    const next = await chunks.next();
    if (next.done === true) {
      tap.end();
      return next;
    }
    return { done: false, value: next.value.subarray(0, tap.push(next.value)) };
  };
}

/** The bytes up to the first output. Throws UpstreamFailure when there is none. */
async function holdHandshake(
  read: Read,
  tap: StreamTap,
  failureOf: PassedAnswer["failureOf"],
  signal: AbortSignal,
): Promise<Buffer[]> {
  const held: Buffer[] = [];
  let size = 0;
  try {
    // What is longer goes on as it is: it is the client that asked for this stream, and it may make sense of it.
    while (!tap.seen.begun && size < mostHeld) {
      const { value, done } = await read();
      if (done === true && tap.seen.complete) return held;
      if (done === true) throw cut();
      held.push(value);
      size += value.length;
      const { failure } = tap.seen;
      if (failure !== null) throw failureOf(failure.error);
    }
    return held;
  } catch (error) {
    throw broken(error, signal);
  }
}

/** Bytes of a whole answer that are kept to be read once more. */
const mostKept = 4 * 1024 * 1024;

/** What went wrong after the client saw something; null when all came through. */
async function passOn(
  { response, signal }: Exchange,
  held: Buffer[],
  read: Read,
  { tap, failureOf, whole }: PassedAnswer,
): Promise<UpstreamFailure | null> {
  const kept: Buffer[] = [];
  let size = 0;
  try {
    for (const chunk of held) response.write(chunk);
    for (;;) {
      const { value, done } = await read();
      if (done === true) break;
      size += value.length;
      if (whole !== undefined && size <= mostKept) kept.push(value);
      if (!response.write(value)) await drained(response);
    }
  } catch (error) {
    const failure = broken(error, signal);
    // It broke behind its end: nothing of it is missing.
    const whole =
      failure.kind === "stream-cut" && tap !== null && tap.seen.complete && tap.seen.failure === null;
    return whole ? null : failure;
  }
  if (tap === null) {
    if (size <= mostKept) whole?.(Buffer.concat(kept));
    return null;
  }
  const { failure, complete } = tap.seen;
  if (failure) return failureOf(failure.error);
  return complete ? null : cut();
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
