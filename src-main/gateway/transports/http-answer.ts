/** A turn as the answer of an HTTP request: a stream, or one body. */
import type { DescribedFailure } from "../../protocols/shared/error-answer.ts";
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { describeError } from "../http/describe-error.ts";
import { createEventWriter } from "../http/event-writer.ts";
import type { Exchange } from "../http/exchange.ts";
import type { AnySink, StartedTurn } from "../turn/serve-turn.ts";

/** Throws only while an HTTP status can still say what went wrong. */
export const answerTurn: AnySink = async (exchange, protocol, ready) => {
  const { signal, response } = exchange;
  if (!ready.stream) {
    response.json(await ready.collect(signal));
    return;
  }
  const state = protocol.initial(ready.turn);
  await streamTurn(exchange, () => ready.start(signal), {
    step: (event, account) => ready.step(state, event, account),
    fail: (failure, id) => protocol.fail(state, failure, id),
    heartbeat: protocol.heartbeat?.(ready.turn),
    contentType: protocol.contentType,
  });
};

/** How a stream words what happens; both return the text to write. */
export interface StreamWords {
  step(event: WireEvent, account: string): string;
  /** The last word when the turn fails after the stream began. */
  fail(failure: DescribedFailure, requestId: string): string;
  heartbeat?: string | undefined;
  contentType?: string | undefined;
}

/** Throws only while an HTTP status can still say what went wrong. */
export async function streamTurn(
  { response, record, signal, fail }: Exchange,
  start: () => Promise<StartedTurn>,
  words: StreamWords,
): Promise<void> {
  const { contentType, heartbeat } = words;
  const head: Record<string, string> = contentType === undefined ? {} : { "content-type": contentType };
  const writer = createEventWriter(response, head, { heartbeat });
  try {
    const { account, batches } = await start();
    for await (const batch of batches) {
      // All events that came together leave together, in one write.
      let text = "";
      for (const event of batch) text += words.step(event, account);
      const full = writer.write(text);
      if (full) await full;
    }
    writer.end("");
  } catch (error) {
    if (!writer.begun() || signal.aborted) throw error;
    fail(error);
    const { id } = record.row;
    writer.end(words.fail(describeError(error, id), id));
  }
}
