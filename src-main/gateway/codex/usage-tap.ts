/**
 * Reads what the log, the limits and the failover need beside a passed-through stream: only the few events that
 * matter are parsed, and the bytes themselves are never touched.
 */
import { createParser } from "eventsource-parser";
import { endlessEvent, longestEvent } from "../../providers/responses/sse-events.ts";
import type { TokenUsage } from "../../../src-shared/contract/requests.ts";
import type { ReportedLimits } from "../../../src-shared/limits/reported-limits.ts";
import { limitsFromEvent } from "../../providers/codex/limits.ts";
import { isHandshake, terminalOf, type WireEventData } from "../../protocols/wire/wire.ts";
import { tokenUsage } from "../../protocols/wire/token-usage.ts";

export interface UsageTap {
  /**
   * How many of these bytes belong to the answer: all, or those up to the end of its first terminal event; none after
   * it. Throws UpstreamFailure for an event without an end.
   */
  push(chunk: Buffer): number;
  /** There was an event that is more than a handshake. */
  begun(): boolean;
  /** The terminal event's type, once there was one. */
  terminal(): string | null;
  /** The error that the terminal event told, if it told one. */
  failure(): { error: unknown } | null;
  usage(): TokenUsage | null;
  model(): string | null;
}

export function createUsageTap(onLimits: (limits: ReportedLimits) => void): UsageTap {
  const rest = createRest();
  let blank: Buffer | null = null;
  let begun = false;
  let terminal: string | null = null;
  let failure: { error: unknown } | null = null;
  let usage: TokenUsage | null = null;
  let model: string | null = null;
  const parser = createParser({
    onEvent({ event: name, data }) {
      const type = name ?? typeOf(data);
      begun ||= !isHandshake(type);
      const ends = terminalOf(type);
      if (ends === null && type !== "response.created" && type !== "codex.rate_limits") return;
      const event = parse(data);
      if (event === null) return;
      if (typeof event.response?.model === "string") model ??= event.response.model;
      if (ends !== null) {
        terminal = type;
        usage = tokenUsage(event.response?.usage);
        if (ends === "failed" || ends === "error")
          failure = { error: event.response?.error ?? event.error ?? event };
      } else if (type === "codex.rate_limits") {
        const limits = limitsFromEvent(event);
        if (limits) onLimits(limits);
      }
    },
  });
  /** A whole event, its blank line included. True once it was the terminal one. */
  const look = (bytes: Buffer, from: number, end: number): boolean => {
    if (isOutput(bytes, from)) begun = true;
    else parser.feed(bytes.toString("utf8", from, end));
    return terminal !== null;
  };
  return {
    push(chunk) {
      if (terminal !== null) return 0;
      blank ??= blankLineIn(rest.seam(chunk));
      const first = blank === null ? -1 : rest.endIn(chunk, blank);
      if (blank === null || first === -1) {
        rest.keep(chunk);
        return chunk.length;
      }
      const event = rest.take(chunk.subarray(0, first));
      if (look(event, 0, event.length)) return first;
      let at = first;
      for (;;) {
        const found = chunk.indexOf(blank, at);
        if (found === -1) break;
        const end = found + blank.length;
        if (look(chunk, at, end)) return end;
        at = end;
      }
      if (at < chunk.length) rest.keep(chunk.subarray(at));
      return chunk.length;
    },
    begun: () => begun,
    terminal: () => terminal,
    failure: () => failure,
    usage: () => usage,
    model: () => model,
  };
}

const beginnings = ["event: response.", 'data: {"type":"response.'].map((text) => Buffer.from(text));
/** Of `output…`, `reasoning…` and `refusal…`: no terminal event begins so, nor any other that is read. */
const outputs = new Set(Buffer.from("or"));

/** By its first bytes; an event that is written in another way is read like those that matter. */
function isOutput(bytes: Buffer, from: number): boolean {
  for (const beginning of beginnings) {
    let at = 0;
    while (at < beginning.length && bytes[from + at] === beginning[at]) at += 1;
    if (at === beginning.length) return outputs.has(bytes[from + at] ?? 0);
  }
  return false;
}

const blankLines = ["\n\n", "\r\n\r\n", "\r\r"].map((blank) => Buffer.from(blank));
const longestBlank = 4;

/** The blank line of this stream, which may be written in three ways; null where none has come yet. */
function blankLineIn(bytes: Buffer): Buffer | null {
  const found = blankLines.flatMap((blank) => {
    const at = bytes.indexOf(blank);
    return at === -1 ? [] : [{ blank, at }];
  });
  return found.sort((a, b) => a.at - b.at)[0]?.blank ?? null;
}

/** The bytes of an event that is not whole yet. */
function createRest() {
  let pieces: Buffer[] = [];
  let size = 0;
  let tail: Buffer = Buffer.alloc(0);
  return {
    /** Throws UpstreamFailure when the event has no end. */
    keep(piece: Buffer) {
      pieces.push(piece);
      size += piece.length;
      if (size > longestEvent) throw endlessEvent();
      tail = Buffer.concat([tail, piece.subarray(-longestBlank)]).subarray(-longestBlank);
    },
    /** The chunk with as much before it as a blank line that was cut in two can have there. */
    seam: (chunk: Buffer) => (size === 0 ? chunk : Buffer.concat([tail, chunk])),
    /** Where in the chunk the event ends, its blank line included; -1 when it goes on. */
    endIn(chunk: Buffer, blank: Buffer): number {
      if (size > 0) {
        const cut = Buffer.concat([tail, chunk.subarray(0, longestBlank)]).indexOf(blank);
        if (cut !== -1) return cut + blank.length - tail.length;
      }
      const found = chunk.indexOf(blank);
      return found === -1 ? -1 : found + blank.length;
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

// It stands at the beginning of the JSON: no need to look through a whole answer.
function typeOf(data: string): string {
  return /"type"\s*:\s*"([^"]*)"/.exec(data.slice(0, 200))?.[1] ?? "";
}

function parse(data: string): WireEventData | null {
  try {
    return JSON.parse(data) as WireEventData;
  } catch {
    return null;
  }
}
