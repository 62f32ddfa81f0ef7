import type { WireEvent } from "../../protocols/wire/wire.ts";
import { UpstreamFailure } from "../failure.ts";

/**
 * An answer from its first events on. null: the process that held the conversation went before it said anything, which
 * costs no more than telling the conversation to another one. @param gone whether it went
 */
export async function begunAnswer(
  events: AsyncGenerator<WireEvent[]>,
  gone: () => boolean,
  signal: AbortSignal,
): Promise<AsyncGenerator<WireEvent[]> | null> {
  try {
    return resumed(await events.next(), events);
  } catch (error) {
    const ended = error instanceof UpstreamFailure && error.kind === "stream-cut";
    if (!ended || !gone() || signal.aborted) throw error;
    return null;
  }
}

async function* resumed(
  first: IteratorResult<WireEvent[]>,
  rest: AsyncGenerator<WireEvent[]>,
): AsyncGenerator<WireEvent[]> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
