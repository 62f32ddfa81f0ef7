/**
 * Looks into a stream that passes through: only the few events that matter are read, and the bytes themselves are
 * never touched or copied.
 */
import { createParser } from "eventsource-parser";
import type { TokenUsage } from "../../../src-shared/contract/requests.ts";
import { endlessEvent, longestEvent } from "../../providers/responses/sse-events.ts";

/** What was found so far. */
export interface Seen {
  /** There was an event that is more than a handshake. */
  begun: boolean;
  /** The type of the event that ended the answer, once there was one. */
  terminal: string | null;
  /** The answer is whole, though more may come. */
  complete: boolean;
  /** The error that the stream told, if it told one. */
  failure: { error: unknown } | null;
  usage: TokenUsage | null;
  model: string | null;
}

export interface StreamTap {
  /**
   * How many of these bytes belong to the answer: all, or those up to the end of its first terminal event; none after
   * it. Throws UpstreamFailure for an event without an end.
   */
  push(chunk: Buffer): number;
  /** The bytes are at their end: a last event may lack its blank line. */
  end(): void;
  readonly seen: Readonly<Seen>;
}

/** How a protocol's events are read. */
export interface EventReader {
  /** Of a whole event, by its bytes: it is output, and nothing in it has to be read. */
  isOutput(bytes: Buffer, from: number, end: number): boolean;
  read(name: string | undefined, data: string, seen: Seen): void;
}

export function createStreamTap(reader: EventReader): StreamTap {
  const rest = createRest();
  const seen: Seen = {
    begun: false,
    terminal: null,
    complete: false,
    failure: null,
    usage: null,
    model: null,
  };
  const parser = createParser({
    onEvent({ event: name, data }) {
      if (seen.terminal === null) reader.read(name, data, seen);
    },
  });
  /** A whole event, its blank line included. True once it was the terminal one. */
  const look = (bytes: Buffer, from: number, end: number): boolean => {
    if (reader.isOutput(bytes, from, end)) seen.begun = true;
    else parser.feed(bytes.toString("utf8", from, end));
    return seen.terminal !== null;
  };
  return {
    seen,
    end() {
      if (seen.terminal !== null || rest.isEmpty()) return;
      const event = rest.take(blankLine);
      look(event, 0, event.length);
    },
    push(chunk) {
      if (seen.terminal !== null) return 0;
      const first = rest.endIn(chunk);
      if (first === -1) {
        rest.keep(chunk);
        return chunk.length;
      }
      const event = rest.take(chunk.subarray(0, first));
      if (look(event, 0, event.length)) return first;
      let at = first;
      for (let end = endOfEvent(chunk, at); end !== -1; end = endOfEvent(chunk, at)) {
        if (look(chunk, at, end)) return end;
        at = end;
      }
      if (at < chunk.length) rest.keep(chunk.subarray(at));
      return chunk.length;
    },
  };
}

/** Whether an event's bytes begin with one of these, and with which byte it goes on; null when with none. */
export function byteAfter(bytes: Buffer, from: number, beginnings: readonly Buffer[]): number | null {
  for (const beginning of beginnings) {
    let at = 0;
    while (at < beginning.length && bytes[from + at] === beginning[at]) at += 1;
    if (at === beginning.length) return bytes[from + at] ?? 0;
  }
  return null;
}

const lineFeed = 10;
const carriageReturn = 13;
const blankLine = Buffer.from("\n\n");
/** Bytes of the longest blank line. */
const longestBlank = 4;

/** Behind the next blank line, however it is written; -1 where none has ended yet. */
function endOfEvent(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(lineFeed, from);
  if (at === -1) {
    const found = bytes.indexOf("\r\r", from);
    return found === -1 ? -1 : found + 2;
  }
  for (; at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    const next = bytes[at + 1];
    if (next === lineFeed) return at + 2;
    if (next === carriageReturn && at + 2 < bytes.length) return bytes[at + 2] === lineFeed ? at + 3 : at + 2;
  }
  return -1;
}

/** The bytes of an event that is not whole yet. */
function createRest() {
  let pieces: Buffer[] = [];
  let size = 0;
  let tail: Buffer = Buffer.alloc(0);
  return {
    isEmpty: () => size === 0,
    /** Throws UpstreamFailure when the event has no end. */
    keep(piece: Buffer) {
      pieces.push(piece);
      size += piece.length;
      if (size > longestEvent) throw endlessEvent();
      tail = Buffer.concat([tail, piece.subarray(-longestBlank)]).subarray(-longestBlank);
    },
    /** Where in the chunk the event ends, its blank line included; -1 when it goes on. */
    endIn(chunk: Buffer): number {
      if (size > 0) {
        // A blank line may be cut in two.
        const cut = endOfEvent(Buffer.concat([tail, chunk.subarray(0, longestBlank)]), 0) - tail.length;
        if (cut > 0) return cut;
      }
      return endOfEvent(chunk, 0);
    },
    /** The event, with its last bytes. */
    take(end: Buffer): Buffer {
      if (size === 0) return end;
      const whole = Buffer.concat([...pieces, end]);
      pieces = [];
      size = 0;
      tail = Buffer.alloc(0);
      return whole;
    },
  };
}
