/** One HTTP call to a provider: what is sent, and what of the answer is read. */
import { Readable } from "node:stream";
import { request, type Dispatcher } from "undici";
import { isLongerThan, jsonSlices, largeJson } from "../platform/json-slices.ts";
import type { RawAnswer } from "./answer.ts";
import { classifyThrown, UpstreamFailure } from "./failure.ts";

/** Bytes of an error answer that are read; the rest is of no use. */
const errorBodyLimit = 64 * 1024;
/** Bytes of a JSON answer: several pictures, and never as much as this. */
const jsonLimit = 128 * 1024 * 1024;

export interface HttpCall {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string | string[]>;
  body: string | Buffer | Readable | null;
  dispatcher: Dispatcher;
  signal: AbortSignal;
  /** The request leaves. */
  connected?: (() => void) | undefined;
}

/** Resolves with any status. Throws UpstreamFailure. */
export async function sendCall(call: HttpCall): Promise<RawAnswer> {
  const { method, url, headers, body, dispatcher, signal, connected } = call;
  try {
    const answer = await request(url, {
      method,
      headers,
      body,
      signal,
      dispatcher: connected ? telling(dispatcher, connected) : dispatcher,
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  } catch (error) {
    throw classifyThrown(error, signal);
  }
}

/** A large one is written slice by slice, and its length told as that of any other. */
export async function jsonBody(
  body: unknown,
): Promise<{ sent: string | Readable; length: Record<string, string> }> {
  if (!isLongerThan(body, largeJson)) return { sent: JSON.stringify(body), length: {} };
  const pieces = await jsonSlices(body);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return { sent: Readable.from(pieces), length: { "content-length": String(length) } };
}

/** Calls `connected` when a connection is there and the request leaves on it. */
function telling(dispatcher: Dispatcher, connected: () => void): Dispatcher {
  const dispatch: Dispatcher["dispatch"] = (options, handler) => {
    const begun = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (controller, of) => {
      connected();
      begun?.(controller, of);
    };
    return dispatcher.dispatch(options, handler);
  };
  return { dispatch } as Dispatcher;
}

/** The beginning of an error answer's body, as much as came of it. Never rejects. */
export async function readRefusal(answer: RawAnswer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, errorBodyLimit - size));
      size += chunk.length;
      if (size >= errorBodyLimit) break;
    }
  } catch {
    // What came so far has to do.
  }
  return Buffer.concat(chunks);
}

/** The JSON object of an answer. Throws UpstreamFailure: `protocol` only for what came and is none. */
export async function readObject(
  body: RawAnswer["body"],
  path: string,
  signal: AbortSignal,
): Promise<object> {
  const json = await readJson(body, path, signal);
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  throw misshapen(`the JSON of ${path}`);
}

/** Throws UpstreamFailure. */
export async function readJson(body: RawAnswer["body"], path: string, signal: AbortSignal): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > jsonLimit) throw misshapen(`more than ${jsonLimit / 1024 / 1024} MB of JSON`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw classifyThrown(error, signal);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    const message = `${path} did not answer with JSON.`;
    throw new UpstreamFailure({ kind: "protocol", message, cause: error });
  }
}

export function misshapen(what: string): UpstreamFailure {
  return new UpstreamFailure({
    kind: "protocol",
    message: `The backend answered with something else than expected: ${what}.`,
  });
}

/** A finished answer is read to its end, so that the connection serves the next request; any other one is dropped. */
export function letGo(body: RawAnswer["body"], finished: boolean): void {
  if (finished) void body.dump({ limit: 65_536, signal: AbortSignal.timeout(5_000) }).catch(() => {});
  // Nobody is left to hear that it was dropped.
  else body.on("error", () => {}).destroy();
}
