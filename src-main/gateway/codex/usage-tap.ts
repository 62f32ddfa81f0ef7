/**
 * Reads what the log, the limits and the failover need beside a passed-through stream: only the few events that
 * matter are parsed, and the bytes themselves are never touched.
 */
import { StringDecoder } from "node:string_decoder";
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
  const text = new StringDecoder("utf8");
  let begun = false;
  let terminal: string | null = null;
  let failure: { error: unknown } | null = null;
  let usage: TokenUsage | null = null;
  let model: string | null = null;
  let endless = false;
  const parser = createParser({
    maxBufferSize: longestEvent,
    onError: ({ type }) => (endless ||= type === "max-buffer-size-exceeded"),
    onEvent({ event: name, data }) {
      if (terminal !== null) return;
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
  const feed = (bytes: Buffer) => {
    parser.feed(text.write(bytes));
    if (endless) throw endlessEvent();
    return terminal !== null;
  };
  return {
    push(chunk) {
      if (terminal !== null) return 0;
      const blank = blankLineIn(chunk);
      // What began in an earlier chunk by itself; behind it event by event only where one may be the terminal one.
      let at = startOfEvents(chunk) || endOfEvent(chunk, 0, blank);
      let ended = feed(chunk.subarray(0, at));
      const mayEnd = at < chunk.length && terminals.some((type) => chunk.includes(type, at, "latin1"));
      while (!ended && at < chunk.length) {
        const end = mayEnd ? endOfEvent(chunk, at, blank) : chunk.length;
        ended = feed(chunk.subarray(at, end));
        at = end;
      }
      return at;
    },
    begun: () => begun,
    terminal: () => terminal,
    failure: () => failure,
    usage: () => usage,
    model: () => model,
  };
}

/** Words without which there is no terminal event. */
const terminals = ["response.completed", "response.incomplete", "response.failed", "error"];

/** The blank line of this stream; it may have been written in three ways. */
function blankLineIn(chunk: Buffer): string {
  const found = ["\n\n", "\r\n\r\n", "\r\r"].map((blank) => ({
    blank,
    at: chunk.indexOf(blank, 0, "latin1"),
  }));
  const [first] = found.filter(({ at }) => at !== -1).sort((a, b) => a.at - b.at);
  return first?.blank ?? "\n\n";
}

/** The rest of a blank line that was cut in two. */
function startOfEvents(chunk: Buffer): number {
  let at = 0;
  while (at < 3 && (chunk[at] === 10 || chunk[at] === 13)) at += 1;
  return at;
}

/** Where the event at `from` ends, its blank line included; the end of the chunk when it goes on. */
function endOfEvent(chunk: Buffer, from: number, blank: string): number {
  const found = chunk.indexOf(blank, from, "latin1");
  return found === -1 ? chunk.length : found + blank.length;
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
