/** Events of the Responses protocol out of an answer's bytes, up to the one that ends the turn. */
import { isHandshake, terminalOf, type WireEvent } from "../../protocols/wire/wire.ts";
import type { RawAnswer } from "../answer.ts";
import { classifyThrown, UpstreamFailure } from "../failure.ts";
import { letGo, misshapen } from "../http-call.ts";
import { faultIn } from "./event-shape.ts";
import { createEventDecoder } from "./sse-events.ts";

/** What the `error` of an event that ends the turn says. */
export type ClassifyEventError = (error: unknown) => UpstreamFailure;

/**
 * Up to the first terminal event, whatever else came with it, and up to the first that cannot be understood or says
 * that the turn failed. Output that came together with a failure is not shown: another account may still serve.
 */
function usable(
  batch: WireEvent[],
  classify: ClassifyEventError,
): { events: WireEvent[]; fault: UpstreamFailure | null } {
  for (const [index, event] of batch.entries()) {
    const wrong = faultIn(event);
    if (wrong !== null) return { events: batch.slice(0, index), fault: misshapen(wrong) };
    switch (terminalOf(event.type)) {
      case null:
        break;
      case "failed":
      case "error": {
        const { response, error } = event.data;
        const before = batch.slice(0, index).filter(({ type }) => isHandshake(type));
        return { events: before, fault: classify(response?.error ?? error ?? event.data) };
      }
      default:
        return { events: batch.slice(0, index + 1), fault: null };
    }
  }
  return { events: batch, fault: null };
}

/** Throws UpstreamFailure for every end but the terminal event of a turn that went well. */
export async function* readResponseEvents(
  body: RawAnswer["body"],
  signal: AbortSignal,
  classify: ClassifyEventError,
): AsyncGenerator<WireEvent[]> {
  const decoder = createEventDecoder();
  let ended = false;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const { events, fault } = usable(decoder.push(chunk), classify);
      ended = fault === null && terminalOf(events.at(-1)?.type ?? "") !== null;
      if (events.length > 0) yield events;
      if (fault !== null) throw fault;
      if (ended) return;
    }
  } catch (error) {
    const failure = classifyThrown(error, signal);
    if (failure.kind !== "network") throw failure;
    // The connection was there and broke: to the reader that is a cut stream.
  } finally {
    letGo(body, ended);
  }
  throw new UpstreamFailure({
    kind: "stream-cut",
    message: "The backend's answer broke off before its end.",
  });
}
