/** One request and its answer as every route sees them: id, record, abort on disconnect, errors in its dialect. */
import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import type { RequestRecord } from "../logs/request-log.ts";
import { AppError, problemOf } from "../platform/app-error.ts";
import { openaiError, openaiErrorBody, type DialectError } from "../translate/openai-error.ts";
import { RequestError } from "../translate/request-error.ts";
import { UpstreamFailure } from "../upstream/failure.ts";
import { problemOfFailure } from "./failure-problem.ts";
import type { GatewayServices } from "./app.ts";
import { clientOf } from "./client-of.ts";

export interface Exchange {
  services: GatewayServices;
  request: Request;
  response: Response;
  record: RequestRecord;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  /** Records a failure that the client was told inside an answer already begun. */
  fail(error: unknown): void;
}

export type Handler = (exchange: Exchange) => Promise<void>;

/** Wraps a handler: exactly one record, finished exactly once, whatever happens. */
export function exchange(services: GatewayServices, protocol: "openai" | "codex", handler: Handler) {
  return async (request: Request, response: Response): Promise<void> => {
    const gone = new AbortController();
    const record = services.log.begin({
      id: response.getHeader("x-request-id") as string,
      endpoint: request.path,
      protocol,
      client: clientOf(request.headers["user-agent"]),
    });
    response.once("close", () => {
      if (response.writableFinished) return;
      gone.abort();
      record.finish("cancelled", response.headersSent ? response.statusCode : 499);
    });
    try {
      const fail = (error: unknown) => record.finish("failed", response.statusCode, problemFor(error));
      await handler({ services, request, response, record, signal: gone.signal, fail });
      record.finish("ok", response.statusCode);
    } catch (error) {
      if (gone.signal.aborted) return;
      const answer = dialectError(error, services);
      record.finish("failed", answer.status, problemFor(error));
      sendError(response, answer, error, services.now());
    }
  };
}

export function newRequestId(): string {
  return `req_${randomUUID().replaceAll("-", "")}`;
}

/** Any thrown value as an answer in the OpenAI dialect. Unknown errors are logged and stay unexplained. */
export function dialectError(error: unknown, services: Pick<GatewayServices, "logger">): DialectError {
  if (error instanceof UpstreamFailure) return openaiError(withAdvice(error));
  if (error instanceof RequestError) {
    const type = "invalid_request_error";
    return openaiErrorBody(error.status, error.message, type, error.code, error.param);
  }
  if (error instanceof AppError) {
    const message = `${error.message} ${error.advice}`.trim();
    if (error.code === "network")
      return openaiErrorBody(502, message, "server_error", "upstream_unreachable");
    return openaiErrorBody(401, message, "authentication_error", error.code);
  }
  services.logger.error({ error }, "a request failed unexpectedly");
  return openaiErrorBody(500, problemOf(error).message, "server_error", "internal_error");
}

function withAdvice(failure: UpstreamFailure) {
  const reset =
    failure.resetsAt === null ? "" : ` It resets at ${new Date(failure.resetsAt).toLocaleString()}.`;
  const { kind, code, param } = failure;
  return { kind, code, param, message: failure.message + (kind === "usage-limit" ? reset : "") };
}

function problemFor(error: unknown) {
  if (error instanceof UpstreamFailure) return problemOfFailure(error);
  if (error instanceof RequestError)
    return { code: "bad_request" as const, message: error.message, advice: "" };
  return problemOf(error);
}

function sendError(response: Response, answer: DialectError, error: unknown, now: number): void {
  if (response.headersSent) {
    // Too late for words of this protocol layer: a cut connection is the honest end.
    response.destroy();
    return;
  }
  const waitMs = error instanceof UpstreamFailure ? waitOf(error, now) : null;
  if (waitMs !== null) response.setHeader("retry-after", String(Math.max(1, Math.ceil(waitMs / 1000))));
  response.status(answer.status).json(answer.body);
}

function waitOf(failure: UpstreamFailure, now: number): number | null {
  return failure.resetsAt === null ? failure.retryAfterMs : failure.resetsAt - now;
}
