/** Bytes of an event stream, cut anywhere, to events. Each event's JSON is parsed once, here. */
import { StringDecoder } from "node:string_decoder";
import { createParser } from "eventsource-parser";
import type { WireEvent, WireEventData } from "../../protocols/wire/wire.ts";
import { UpstreamFailure } from "../failure.ts";

/** Characters of an event that is not complete yet. The largest there are carry a picture. */
export const longestEvent = 64 * 1024 * 1024;

export interface EventDecoder {
  /** Events that these bytes complete, in order. Throws UpstreamFailure when one of them has no end. */
  push(chunk: Buffer): WireEvent[];
  /** How many events could not be read and were left out. */
  skipped(): number;
}

export function createEventDecoder(): EventDecoder {
  const text = new StringDecoder("utf8");
  let events: WireEvent[] = [];
  let skipped = 0;
  let endless = false;
  const parser = createParser({
    maxBufferSize: longestEvent,
    onError: ({ type }) => (endless ||= type === "max-buffer-size-exceeded"),
    onEvent({ data }) {
      const event = decodeEvent(data);
      if (event) events.push(event);
      else if (data !== "[DONE]") skipped += 1;
    },
  });
  return {
    push(chunk) {
      parser.feed(text.write(chunk));
      if (endless) throw endlessEvent();
      if (events.length === 0) return none;
      const complete = events;
      events = [];
      return complete;
    },
    skipped: () => skipped,
  };
}

const none: WireEvent[] = [];

export function endlessEvent(): UpstreamFailure {
  return new UpstreamFailure({ kind: "protocol", message: "The backend sent an event without an end." });
}

function decodeEvent(raw: string): WireEvent | null {
  try {
    const data = JSON.parse(raw) as WireEventData | null;
    // `type` inside the JSON is authoritative: the `event:` line may be missing (clients 4.4b).
    return typeof data?.type === "string" ? { type: data.type, raw, data } : null;
  } catch {
    return null;
  }
}
