/**
 * Passes an answer of the backend on, byte for byte. The beginning of a stream is held back until its first output:
 * what fails before it has cost the client nothing, and another account may serve.
 */
import type { RawAnswer } from "../upstream/codex-client.ts";
import { classifyEventError, classifyThrown, UpstreamFailure } from "../upstream/failure.ts";
import { drained } from "./event-writer.ts";
import type { Exchange } from "./exchange.ts";
import { createUsageTap, type UsageTap } from "./usage-tap.ts";
import type { Serving } from "./with-account.ts";

/** Bytes of handshake: its events repeat instructions and tools, but never as much as this. */
const mostHeld = 16 * 1024 * 1024;

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
  const chunks = (answer.body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const held = tap ? await holdHandshake(chunks, tap, services.now, signal) : [];
  serving.answered();
  trace.mark("firstOutput");
  response.writeHead(answer.status, headers);
  const failure = await passOn(exchange, held, chunks, tap);
  record.row.model ??= tap?.model() ?? null;
  trace.counted(tap?.usage() ?? null, tap?.model() ?? null);
  if (failure === null) {
    response.end();
    return;
  }
  exchange.fail(failure);
  await serving.end(failure.kind === "cancelled" ? "left" : { failure });
  // A cut answer ends cut: a clean end would look complete.
  if (tap === null || tap.terminal() === null) response.destroy();
  else response.end();
}

/** The bytes up to the first output. Throws UpstreamFailure when there is none. */
async function holdHandshake(
  chunks: AsyncIterator<Buffer>,
  tap: UsageTap,
  now: () => number,
  signal: AbortSignal,
): Promise<Buffer[]> {
  const held: Buffer[] = [];
  let size = 0;
  try {
    while (!tap.begun() && size < mostHeld) {
      const { value, done } = await chunks.next();
      if (done === true) throw cut();
      held.push(value);
      size += value.length;
      tap.push(value);
      const failure = tap.failure();
      if (failure !== null) throw classifyEventError(failure.error, now());
    }
    return held;
  } catch (error) {
    await chunks.return?.();
    throw broken(error, signal);
  }
}

/** What went wrong after the client saw something; null when all came through. */
async function passOn(
  { services, response, signal }: Exchange,
  held: Buffer[],
  chunks: AsyncIterator<Buffer>,
  tap: UsageTap | null,
): Promise<UpstreamFailure | null> {
  try {
    for (const chunk of held) response.write(chunk);
    for (;;) {
      const { value, done } = await chunks.next();
      if (done === true) break;
      const flowing = response.write(value);
      tap?.push(value);
      if (!flowing) await drained(response);
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
