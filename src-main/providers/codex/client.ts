/** Talks to the Codex backend: one request, its headers, and a stream of events or bytes. */
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Credentials } from "../../platform/credentials.ts";
import type { WireRequest } from "../../protocols/wire/wire.ts";
import { isAboutTheWay, openCodexSocket, upgradePatienceMs, type CodexSocket } from "./socket.ts";
import type { AnswerHeaders, EventStream, RawAnswer } from "../answer.ts";
import { UpstreamFailure } from "../failure.ts";
import { jsonBody, readObject, readRefusal, sendCall } from "../http-call.ts";
import { classifyAnswer, classifyEventError } from "./failure.ts";
import { accountHeaders, clientHeaders } from "./identity.ts";
import { readResponseEvents } from "../responses/responses-stream.ts";

export interface CodexClientContext {
  /** e.g. https://chatgpt.com/backend-api */
  base: string;
  /** The way of an account. */
  dispatcher: (accountId: string) => Dispatcher;
  clientVersion: () => string;
  now: () => number;
}

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
    const url = context.base + path;
    const dispatcher = context.dispatcher(accountId);
    return sendCall({ method, url, headers, body, signal, dispatcher, connected });
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
      return {
        headers: answer.headers,
        batches: readResponseEvents(answer.body, signal, (error) => classifyEventError(error, context.now())),
      };
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

async function readFailure(answer: RawAnswer, now: number): Promise<UpstreamFailure> {
  const body = (await readRefusal(answer)).toString("utf8");
  return classifyAnswer({ status: answer.status, headers: answer.headers, body, now });
}
