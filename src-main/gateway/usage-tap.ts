/**
 * Reads what the log and the limits need beside a passed-through stream: only the few events that matter are
 * parsed, and the bytes themselves are never touched or held up.
 */
import { StringDecoder } from "node:string_decoder";
import { createParser } from "eventsource-parser";
import type { TokenUsage } from "../../src-shared/contract/requests.ts";
import { limitsFromEvent, type Limits } from "../limits/rate-windows.ts";
import { terminalOf, type WireEventData } from "../translate/responses-wire.ts";
import { tokenUsage } from "../translate/token-usage.ts";

export interface UsageTap {
  push(chunk: Buffer): void;
  /** The terminal event's type, once there was one. */
  terminal(): string | null;
  usage(): TokenUsage | null;
  model(): string | null;
}

const wanted = /"type"\s*:\s*"(response\.(created|completed|incomplete|failed)|error|codex\.rate_limits)"/;

export function createUsageTap(onLimits: (limits: Limits) => void): UsageTap {
  const text = new StringDecoder("utf8");
  let terminal: string | null = null;
  let usage: TokenUsage | null = null;
  let model: string | null = null;
  const parser = createParser({
    onEvent({ data }) {
      // The type stands at the beginning of the JSON: no need to look through a whole answer.
      if (!wanted.test(data.slice(0, 200))) return;
      const event = parse(data);
      if (event === null) return;
      model ??= event.response?.model ?? null;
      if (terminalOf(event.type) !== null) {
        terminal = event.type;
        usage = tokenUsage(event.response?.usage);
      } else if (event.type === "codex.rate_limits") {
        const limits = limitsFromEvent(event);
        if (limits) onLimits(limits);
      }
    },
  });
  return {
    push: (chunk) => parser.feed(text.write(chunk)),
    terminal: () => terminal,
    usage: () => usage,
    model: () => model,
  };
}

function parse(data: string): WireEventData | null {
  try {
    return JSON.parse(data) as WireEventData;
  } catch {
    return null;
  }
}
