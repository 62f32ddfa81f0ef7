/** Who may talk to the gateway. Any web page can reach a loopback port: without a key only loopback names count. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { NextFunction, Request, Response } from "express";
import { errorAnswer, type DescribedFailure } from "../translate/error-answer.ts";
import { codexStatus } from "./codex-refusal.ts";
import { dialectOfRequest, requestIdOf } from "./exchange.ts";

const loopbackHosts = new Set(["127.0.0.1", "localhost", "[::1]"]);

export function guard(apiKey: () => string | null) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const key = apiKey();
    const { origin } = request.headers;
    if (key !== null && origin !== undefined) allowOrigin(request, response, origin);
    const refusal = admission(request, request.path, key);
    if (refusal !== null) refuse(request, response, refusal);
    else if (request.method === "OPTIONS") response.status(204).end();
    else next();
  };
}

/** Why a request is not let in, or null when it is. `apiKey`: the one that is wanted, if any. */
export function admission(
  { headers, method }: Pick<IncomingMessage, "headers" | "method">,
  path: string,
  apiKey: string | null,
): DescribedFailure | null {
  if (apiKey === null) return fromOutside(headers);
  if (method === "OPTIONS" || path === "/healthz" || matches(presentedKey(headers), apiKey)) return null;
  return {
    kind: "invalid-key",
    message:
      "Incorrect API key. Send the key from Switchyard's settings as 'Authorization: Bearer …' or 'x-api-key'.",
  };
}

function fromOutside({ host, origin }: IncomingMessage["headers"]): DescribedFailure | null {
  if (!isLoopbackHost(host)) {
    return {
      kind: "not-allowed",
      code: "host_not_allowed",
      message:
        "This gateway answers only under 127.0.0.1, localhost or [::1]. Set an API key to use another name.",
    };
  }
  // Pages always send an origin; tools do not.
  if (origin !== undefined && /^(https?:|null)/i.test(origin)) {
    return {
      kind: "not-allowed",
      code: "origin_not_allowed",
      message: "Web pages may not use this gateway without an API key. Set one in the settings and send it.",
    };
  }
  return null;
}

/** For operations that even a holder of the key may only use on this computer. */
export function loopbackOnly(request: Request, response: Response, next: NextFunction): void {
  const address = request.socket.remoteAddress ?? "";
  if (/^(127\.|::1$|::ffff:127\.)/.test(address)) next();
  else
    refuse(request, response, {
      kind: "not-allowed",
      code: "loopback_only",
      message: "This is answered only on the computer Switchyard runs on.",
    });
}

export function isForCodex(path: string): boolean {
  return path.startsWith("/codex/");
}

export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && loopbackHosts.has(host.replace(/:\d+$/, "").toLowerCase());
}

function allowOrigin(request: Request, response: Response, origin: string): void {
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("vary", "origin");
  if (request.method !== "OPTIONS") return;
  response.setHeader("access-control-allow-methods", "GET, POST, DELETE, OPTIONS");
  response.setHeader(
    "access-control-allow-headers",
    request.headers["access-control-request-headers"] ?? "*",
  );
  response.setHeader("access-control-max-age", "600");
}

function presentedKey(headers: IncomingMessage["headers"]): string {
  const bearer = /^bearer\s+(.+)$/i.exec(headers.authorization ?? "")?.[1];
  const header = headers["x-api-key"];
  return bearer ?? (typeof header === "string" ? header : "");
}

function matches(presented: string, key: string): boolean {
  const [a, b] = [Buffer.from(presented), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(request: Request, response: Response, failure: DescribedFailure): void {
  const answer = errorAnswer(failure, dialectOfRequest(request), requestIdOf(response));
  response.status(isForCodex(request.path) ? codexStatus(answer.status) : answer.status).json(answer.body);
}
