/** One request and its answer as every route sees them: id, record, abort on disconnect, errors in its dialect. */
import type { Request, Response } from "express";
import type { RequestRow } from "../../../src-shared/contract/requests.ts";
import type { RequestRecord } from "../../logs/request-log.ts";
import { newRequestId } from "../../platform/request-id.ts";
import { errorAnswer, type Dialect, type ErrorAnswer } from "../../protocols/shared/error-answer.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import type { GatewayServices } from "../services.ts";
import { askerOf } from "./asker-of.ts";
import { bodySize } from "./body.ts";
import type { BodyRoom } from "./body-room.ts";
import { clientOf } from "./client-of.ts";
import { keyOf } from "./named-keys.ts";
import { logUnexpected } from "./log-unexpected.ts";
import { describeError, problemFor, retryAfterMs } from "./describe-error.ts";

export interface Exchange {
  services: GatewayServices;
  request: Request;
  response: Response;
  record: RequestRecord;
  /** What its body holds of the room that all have together. */
  room: BodyRoom;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  /** Why the model that was asked for could not serve, once that is known: a fallback is asked at once. */
  unserved?: unknown;
  /** Records a failure that the client was told inside an answer already begun. */
  fail: (error: unknown) => void;
  /** A failure in the client's dialect. */
  describe: (error: unknown) => ErrorAnswer;
}

export type Handler = (exchange: Exchange) => Promise<void>;
type Protocol = RequestRow["protocol"];

/** Wraps a handler: exactly one record, finished exactly once, whatever happens. */
export function exchange(services: GatewayServices, protocol: Protocol, handler: Handler) {
  return async (request: Request, response: Response): Promise<void> => {
    const gone = new AbortController();
    const id = requestIdOf(response);
    const client = clientOf(request.headers["user-agent"]);
    const record = services.log.begin(
      {
        id,
        endpoint: request.path,
        protocol,
        client,
        asker: askerOf(request.headers),
        ...keyOf(request, services),
      },
      countBytes(request, response),
    );
    record.whenRouted(() => nameProvider(response, record.row));
    record.whenOutput(() => tellTiming(response, record.row));
    const describe = (error: unknown) => answerFor(error, dialectOf(protocol), id);
    const fail = (error: unknown) => {
      logUnexpected(services.logger, error, id);
      record.finish("failed", response.statusCode, problemFor(error, id));
    };
    const room = services.bodies.open();
    response.once("close", () => {
      room.release();
      if (response.writableFinished) return;
      gone.abort();
      record.finish("cancelled", response.headersSent ? response.statusCode : 499);
    });
    // What goes wrong with the connection is told by its closing; unheard it would end the program.
    response.on("error", () => {});
    try {
      await handler({ services, request, response, record, room, signal: gone.signal, fail, describe });
      record.finish("ok", response.statusCode);
    } catch (error) {
      if (gone.signal.aborted) return;
      const answer = describe(error);
      logUnexpected(services.logger, error, id);
      // The connection would keep the listener from closing.
      if (error instanceof RequestError && error.code === "gateway_stopping" && !response.headersSent)
        response.setHeader("connection", "close");
      sendError(response, answer, retryAfterMs(error, services.now()));
      // After it, so that its bytes are counted.
      record.finish("failed", answer.status, problemFor(error, id));
    }
  };
}

/** On the connection: the body, and what was written since. */
function countBytes(request: Request, response: Response): () => RequestRow["bytes"] {
  const { socket } = request;
  const before = socket.bytesWritten;
  return () => ({
    in: bodySize(request),
    out: response.headersSent ? socket.bytesWritten - before : null,
  });
}

/** Who is asked, and for which model. */
function nameProvider(response: Response, { provider, model }: RequestRow): void {
  if (response.headersSent) return;
  response.setHeader("x-switchyard-provider", provider);
  if (model !== null) response.setHeader("x-switchyard-model", headerText(model));
}

/** Where the time until the first output went, in milliseconds (Server Timing, W3C). */
function tellTiming(response: Response, { timing }: RequestRow): void {
  if (response.headersSent) return;
  const { queued, auth, own, sent, firstOutput } = timing;
  const upstream = firstOutput === null || sent === null ? null : firstOutput - sent;
  const told = [
    entry("queue", queued),
    entry("auth", auth),
    entry("gateway", own),
    entry("upstream", upstream),
  ];
  response.setHeader("server-timing", told.join("").slice(0, -2));
}

function entry(name: string, ms: number | null): string {
  return ms === null ? "" : `${name};dur=${Math.round(ms)}, `;
}

const longestHeader = 2000;

/** What a client or a provider named: a header takes neither every character nor any length. */
export function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, longestHeader);
}

/** The id under every name a client looks for it. */
export function nameRequest(request: Request, response: Response): void {
  const id = newRequestId();
  response.setHeader("x-request-id", id);
  if (dialectOfRequest(request) === "anthropic") response.setHeader("request-id", id);
}

export function requestIdOf(response: Response): string {
  return response.getHeader("x-request-id") as string;
}

/** For what fails outside of an exchange, e.g. a wrong key. */
export function answerFor(error: unknown, dialect: Dialect, requestId?: string): ErrorAnswer {
  return errorAnswer(describeError(error, requestId), dialect, requestId);
}

/** Which protocol's errors a caller understands, before a route is known. */
export function dialectOfRequest(request: Request): Dialect {
  const { headers, path } = request;
  if (path.startsWith("/api/")) return "ollama";
  // Newer clients ask under /v1: a key of Google's and the method behind the model tell them from OpenAI's.
  const method = /^\/v1\/models\/[^/]+:[a-z]+$/i.test(path);
  if (path.startsWith("/v1beta/") || headers["x-goog-api-key"] !== undefined || method) return "gemini";
  const anthropic = headers["anthropic-version"] !== undefined || path.startsWith("/v1/messages");
  return anthropic ? "anthropic" : "openai";
}

function dialectOf(protocol: Protocol): Dialect {
  return protocol === "codex" ? "openai" : protocol;
}

function sendError(response: Response, answer: ErrorAnswer, waitMs: number | null): void {
  if (response.headersSent) {
    // Too late for words: a cut connection is the honest end.
    response.destroy();
    return;
  }
  if (waitMs !== null) response.setHeader("retry-after", String(Math.max(1, Math.ceil(waitMs / 1000))));
  response.status(answer.status).json(answer.body);
}
