/** Server-sent events whose data is JSON, as the chat and Gemini protocols send them. */
import { StringDecoder } from "node:string_decoder";
import { createParser } from "eventsource-parser";
import { misshapen } from "./http-call.ts";

/** Characters of an event that is not complete yet. The largest there are carry a picture. */
const longestEvent = 64 * 1024 * 1024;

export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonEventDecoder {
  /** What these bytes complete, in order; "done" for `[DONE]`. Throws UpstreamFailure when an event has no end. */
  push(chunk: Buffer): (JsonObject | "done")[];
  /** What is left at the end of the bytes: a last event may lack its empty line. */
  end(): (JsonObject | "done")[];
}

export function createJsonEvents(): JsonEventDecoder {
  const text = new StringDecoder("utf8");
  let events: (JsonObject | "done")[] = [];
  let endless = false;
  const parser = createParser({
    maxBufferSize: longestEvent,
    onError: ({ type }) => (endless ||= type === "max-buffer-size-exceeded"),
    onEvent({ data }) {
      const event = data.trim() === "[DONE]" ? "done" : objectIn(data);
      if (event !== null) events.push(event);
    },
  });
  const read = (piece: string) => {
    parser.feed(piece);
    if (endless) throw misshapen("an event without an end");
    const complete = events;
    events = [];
    return complete;
  };
  return {
    push: (chunk) => read(text.write(chunk)),
    end: () => read(`${text.end()}\n\n`),
  };
}

/** null for anything that is no JSON object. */
export function objectIn(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
