/**
 * Reads what the log, the limits and the failover need beside a passed-through stream: only the few events that
 * matter are parsed, and the bytes themselves are never touched.
 */
import { StringDecoder } from "node:string_decoder";
import { createParser } from "eventsource-parser";
import type { TokenUsage } from "../../src-shared/contract/requests.ts";
import { limitsFromEvent, type Limits } from "../limits/rate-windows.ts";
import { isHandshake, terminalOf, type WireEventData } from "../translate/responses-wire.ts";
import { tokenUsage } from "../translate/token-usage.ts";

export interface UsageTap {
  push(chunk: Buffer): void;
  /** There was an event that is more than a handshake. */
  begun(): boolean;
  /** The terminal event's type, once there was one. */
  terminal(): string | null;
  /** The error that the terminal event told, if it told one. */
  failure(): { error: unknown } | null;
  usage(): TokenUsage | null;
  model(): string | null;
}

export function createUsageTap(onLimits: (limits: Limits) => void): UsageTap {
  const text = new StringDecoder("utf8");
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
      model ??= event.response?.model ?? null;
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
  return {
    push: (chunk) => parser.feed(text.write(chunk)),
    begun: () => begun,
    terminal: () => terminal,
    failure: () => failure,
    usage: () => usage,
    model: () => model,
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
