/** What a stream of the Responses API tells beside its output: usage, limits, how it ended. */
import { tokenUsage } from "../../protocols/wire/token-usage.ts";
import { isHandshake, terminalOf, type WireEventData } from "../../protocols/wire/wire.ts";
import { byteAfter, createStreamTap, type StreamTap } from "./stream-tap.ts";

/** `onLimits`: is given the events in which the Codex backend tells limits. */
export function createResponsesTap(onLimits: (event: WireEventData) => void): StreamTap {
  return createStreamTap({
    isOutput: (bytes, from) => outputs.has(byteAfter(bytes, from, beginnings) ?? 0),
    read(name, data, seen) {
      const type = name ?? typeOf(data);
      seen.begun ||= !isHandshake(type);
      const ends = terminalOf(type);
      if (ends === null && type !== "response.created" && type !== "codex.rate_limits") return;
      const event = parse(data);
      if (event === null) return;
      if (typeof event.response?.model === "string") seen.model ??= event.response.model;
      if (ends !== null) {
        seen.terminal = type;
        seen.complete = true;
        seen.usage = tokenUsage(event.response?.usage);
        if (ends === "failed" || ends === "error")
          seen.failure = { error: event.response?.error ?? event.error ?? event };
      } else if (type === "codex.rate_limits") onLimits(event);
    },
  });
}

const beginnings = ["event: response.", 'data: {"type":"response.'].map((text) => Buffer.from(text));
/** Of `output…`, `reasoning…` and `refusal…`: no terminal event begins so, nor any other that is read. */
const outputs = new Set(Buffer.from("or"));

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
