/** Whole (not streamed) answers, and the error shapes of the backend (codex-backend 2.8). */
import type { WireEvent } from "../sending/wire-event.ts";

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON; a string as it is, with the content type given in `headers`. */
  body?: string | object;
}

/** A 200 with server-sent events; `raw` text goes out in place of the events. */
export interface StreamReply {
  headers: Record<string, string>;
  events: WireEvent[];
  raw?: string;
}

export interface ApiError {
  message: string;
  code: string | null;
  type?: string | null;
  param?: string | null;
}

/** `{"detail": …}`, the shape of the backend's own validation. */
export function detail(status: number, value: string | object): Reply {
  return { status, body: { detail: value } };
}

/** `{"error": {message, type, param, code}}`, the shape of the OpenAI API. */
export function apiError(status: number, error: ApiError): Reply {
  const { message, type = "invalid_request_error", param = null, code } = error;
  return { status, body: { error: { message, type, param, code } } };
}

export function page(status: number, html: string): Reply {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: html };
}
