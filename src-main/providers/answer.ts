/** What a provider answers with: headers, and a stream of events or of bytes. */
import type { Dispatcher } from "undici";
import { plausibleWait } from "../../src-shared/told-time.ts";
import type { WireEvent } from "../protocols/wire/wire.ts";

export type AnswerHeaders = Record<string, string | string[] | undefined>;

export interface EventStream {
  headers: AnswerHeaders;
  /**
   * Events in the batches they arrived in, up to exactly one terminal event, which says that the turn went well. Throws
   * UpstreamFailure for every other end.
   */
  batches: AsyncIterable<WireEvent[]>;
}

export interface RawAnswer {
  status: number;
  headers: AnswerHeaders;
  body: Dispatcher.ResponseData["body"];
}

const longestId = 200;

/** The id that the provider gave a request, by the names in use (codex-backend 2.7, backends 8.3). */
export function upstreamIdOf(headers: AnswerHeaders): string | null {
  const id =
    headers["request-id"] ?? headers["x-request-id"] ?? headers["x-oai-request-id"] ?? headers["cf-ray"];
  return typeof id === "string" && /^[\x21-\x7e]+$/.test(id) ? id.slice(0, longestId) : null;
}

/** Milliseconds that `retry-after` tells, in seconds or as a date; null when it says nothing, or a time that is over. */
export function retryAfterOf({ "retry-after": header }: AnswerHeaders, now: number): number | null {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!value) return null;
  const seconds = Number(value);
  return plausibleWait(Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000);
}
