import type { WireEvent } from "../../protocols/wire/wire.ts";
import { createEventWriter } from "../http/event-writer.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Turn } from "./run-turn.ts";

/** How a protocol words events; both return the text to write. */
export interface StreamTranslator {
  step(event: WireEvent, accountId: string): string;
  /** The protocol's last word when the turn fails after the stream began. */
  fail(error: unknown): string;
  /** Written while the model is silent; a comment when the protocol has no word for it. */
  heartbeat?: string;
}

/** Streams a turn to the client. Throws only while an HTTP status can still say what went wrong. */
export async function streamTurn(
  exchange: Exchange,
  started: Promise<Turn>,
  translator: StreamTranslator,
): Promise<void> {
  const writer = createEventWriter(exchange.response, {}, { heartbeat: translator.heartbeat });
  try {
    const turn = await started;
    for await (const batch of turn.batches) {
      // All events that came together leave together, in one write.
      let text = "";
      for (const event of batch) text += translator.step(event, turn.accountId);
      const full = writer.write(text);
      if (full) await full;
    }
    writer.end("");
  } catch (error) {
    if (!writer.begun() || exchange.signal.aborted) throw error;
    exchange.fail(error);
    writer.end(translator.fail(error));
  }
}
