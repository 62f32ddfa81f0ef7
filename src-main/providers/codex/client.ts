/** Talks to the Codex backend: one request, its headers, and a stream of events or bytes. */
import { Readable } from "node:stream";
import { request, type Dispatcher } from "undici";
import { isLongerThan, jsonSlices, largeJson } from "../../platform/json-slices.ts";
import type { Credentials } from "../../platform/credentials.ts";
import { isHandshake, terminalOf, type WireEvent, type WireRequest } from "../../protocols/wire/wire.ts";
import { isAboutTheWay, openCodexSocket, upgradePatienceMs, type CodexSocket } from "./socket.ts";
import type { AnswerHeaders, EventStream, RawAnswer } from "../answer.ts";
import { classifyThrown, UpstreamFailure } from "../failure.ts";
import { classifyAnswer, classifyEventError } from "./failure.ts";
import { accountHeaders, clientHeaders } from "./identity.ts";
import { faultIn } from "./event-shape.ts";
import { createEventDecoder } from "./sse-events.ts";

export interface CodexClientContext {
  /** e.g. https://chatgpt.com/backend-api */
  base: string;
  /** The way of an account. */
  dispatcher: (accountId: string) => Dispatcher;
  clientVersion: () => string;
  now: () => number;
}

/** Bytes of an error answer that are read; the rest is of no use. */
const errorBodyLimit = 64 * 1024;
/** Bytes of a JSON answer: several pictures, and never as much as this. */
const jsonLimit = 128 * 1024 * 1024;

/** Milliseconds. */
const socketPauseMs = 5 * 60_000;
/** How long an open WebSocket may take for a sign of life on another network. */
const probeMs = 15_000;

export type CodexClient = ReturnType<typeof createCodexClient>;

export function createCodexClient(context: CodexClientContext) {
  let noSocketsUntil = 0;
  const open = new Set<CodexSocket>();

  async function send(
    accountId: string,
    method: "GET" | "POST",
    path: string,
    headers: Record<string, string | string[]>,
    body: string | Buffer | Readable | null,
    signal: AbortSignal,
    connected?: () => void,
  ): Promise<RawAnswer> {
    try {
      const dispatcher = context.dispatcher(accountId);
      const answer = await request(context.base + path, {
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

  return {
    /** POST /codex/responses. Throws UpstreamFailure for every answer that is no event stream. */
    async respond(
      credentials: Credentials,
      body: WireRequest,
      extra: Record<string, string>,
      signal: AbortSignal,
      connected?: () => void,
    ): Promise<EventStream> {
      const conversation = body.prompt_cache_key;
      const headers = {
        ...accountHeaders(credentials),
        ...clientHeaders(context.clientVersion()),
        accept: "text/event-stream",
        "content-type": "application/json",
        // One value in all three keeps a conversation on one warm cache (codex-backend 2.2).
        "session-id": conversation,
        "thread-id": conversation,
        "x-client-request-id": conversation,
        ...extra,
      };
      const { sent, length } = await jsonBody(body);
      const answer = await send(
        credentials.accountId,
        "POST",
        "/codex/responses",
        { ...headers, ...length },
        sent,
        signal,
        connected,
      );
      if (answer.status !== 200) throw await readFailure(answer, context.now());
      return { headers: answer.headers, batches: readBatches(answer.body, signal, context.now) };
    },

    /** Any call whose bytes are passed through; the caller's headers, our credentials. */
    raw(
      credentials: Credentials,
      call: {
        method: "GET" | "POST";
        path: string;
        headers: Record<string, string | string[]>;
        body: Buffer | null;
        signal: AbortSignal;
        connected?: () => void;
      },
    ): Promise<RawAnswer> {
      const headers = { ...call.headers, ...accountHeaders(credentials) };
      return send(
        credentials.accountId,
        call.method,
        call.path,
        headers,
        call.body,
        call.signal,
        call.connected,
      );
    },

    /**
     * A WebSocket of /codex/responses (codex-backend 2.9); the caller's headers, our credentials. Where none was to be
     * had none is tried for a while: whoever asks meanwhile is not kept waiting.
     */
    async socket(
      credentials: Credentials,
      given: Record<string, string | string[]>,
      signal: AbortSignal,
    ): Promise<CodexSocket> {
      const target = {
        url: `${context.base}/codex/responses`,
        headers: { ...given, ...accountHeaders(credentials) },
        dispatcher: context.dispatcher(credentials.accountId),
        now: context.now,
        patienceMs: upgradePatienceMs,
      };
      if (context.now() < noSocketsUntil) {
        throw new UpstreamFailure({
          kind: "protocol",
          message: "The backend took no WebSocket a moment ago.",
        });
      }
      try {
        const socket = await openCodexSocket(target, signal);
        for (const each of open) if (!each.isOpen()) open.delete(each);
        open.add(socket);
        return socket;
      } catch (error) {
        if (error instanceof UpstreamFailure && isAboutTheWay(error))
          noSocketsUntil = context.now() + socketPauseMs;
        throw error;
      }
    },

    /**
     * On another network: WebSockets that give no sign of life are dropped, also in the middle of a turn, which then
     * ends as a broken one does. Another way may be free of what kept them from opening.
     */
    networkChanged(after: (ms: number, run: () => void) => void): void {
      noSocketsUntil = 0;
      for (const socket of open) {
        if (!socket.isOpen()) open.delete(socket);
        else after(probeMs, socket.probe());
      }
    },

    /** A JSON answer, e.g. of /wham/usage; with a body it is a POST, e.g. to /codex/images/generations. */
    async json(
      credentials: Credentials,
      path: string,
      signal: AbortSignal,
      body?: unknown,
      connected?: () => void,
    ): Promise<{ headers: AnswerHeaders; json: unknown }> {
      const headers = {
        ...accountHeaders(credentials),
        ...clientHeaders(context.clientVersion()),
        accept: "*/*",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      };
      const sent = body === undefined ? null : JSON.stringify(body);
      const { accountId } = credentials;
      const answer = await send(
        accountId,
        body === undefined ? "GET" : "POST",
        path,
        headers,
        sent,
        signal,
        connected,
      );
      if (answer.status !== 200) throw await readFailure(answer, context.now());
      return { headers: answer.headers, json: await readObject(answer.body, path, signal) };
    },
  };
}

/** A large one is written slice by slice, and its length told as that of any other. */
async function jsonBody(body: unknown): Promise<{ sent: string | Readable; length: Record<string, string> }> {
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

async function readFailure(answer: RawAnswer, now: number): Promise<UpstreamFailure> {
  const body = (await readRefusal(answer)).toString("utf8");
  return classifyAnswer({ status: answer.status, headers: answer.headers, body, now });
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
async function readObject(body: RawAnswer["body"], path: string, signal: AbortSignal): Promise<object> {
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
    const json: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  } catch (error) {
    const message = `${path} did not answer with JSON.`;
    throw new UpstreamFailure({ kind: "protocol", message, cause: error });
  }
  throw misshapen(`the JSON of ${path}`);
}

/**
 * Up to the first terminal event, whatever else came with it, and up to the first that cannot be understood or says
 * that the turn failed. Output that came together with a failure is not shown: another account may still serve.
 */
function usable(
  batch: WireEvent[],
  now: () => number,
): { events: WireEvent[]; fault: UpstreamFailure | null } {
  let index = -1;
  for (const event of batch) {
    index += 1;
    const wrong = faultIn(event);
    if (wrong !== null) return { events: batch.slice(0, index), fault: misshapen(wrong) };
    switch (terminalOf(event.type)) {
      case null:
        break;
      case "failed":
      case "error": {
        const { response, error } = event.data;
        const before = batch.slice(0, index).filter(({ type }) => isHandshake(type));
        return { events: before, fault: classifyEventError(response?.error ?? error ?? event.data, now()) };
      }
      default:
        return { events: batch.slice(0, index + 1), fault: null };
    }
  }
  return { events: batch, fault: null };
}

function misshapen(what: string): UpstreamFailure {
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

async function* readBatches(
  body: RawAnswer["body"],
  signal: AbortSignal,
  now: () => number,
): AsyncGenerator<WireEvent[]> {
  const decoder = createEventDecoder();
  let ended = false;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const { events, fault } = usable(decoder.push(chunk), now);
      ended = fault === null && terminalOf(events.at(-1)?.type ?? "") !== null;
      if (events.length > 0) yield events;
      if (fault !== null) throw fault;
      if (ended) return;
    }
  } catch (error) {
    const failure = classifyThrown(error, signal);
    if (failure.kind !== "network") throw failure;
    // The connection was there and broke: to the reader that is a cut stream.
  } finally {
    letGo(body, ended);
  }
  throw new UpstreamFailure({
    kind: "stream-cut",
    message: "The backend's answer broke off before its end.",
  });
}
