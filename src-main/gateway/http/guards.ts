/** Who may talk to the gateway. Any web page can reach a loopback port: without a key only loopback names count. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { NextFunction, Request, Response } from "express";
import { isLoopback } from "../../platform/is-loopback.ts";
import type { Clock } from "../../platform/ports.ts";
import type { Settings } from "../../../src-shared/settings.ts";
import { errorAnswer, type DescribedFailure } from "../../protocols/shared/error-answer.ts";
import { codexStatus } from "../codex/refusal.ts";
import { dialectOfRequest, requestIdOf } from "./exchange.ts";
import { namedKey, presentedKey } from "./named-keys.ts";
import type { WrongKeys } from "./wrong-keys.ts";

/** Who is let in, from the settings. */
type Doors = Pick<Settings["gateway"], "apiKey" | "allowedExtensions" | "keys">;

export interface GuardOptions {
  doors: () => Doors;
  clock: Clock;
  wrongKeys: WrongKeys;
}

export function guard({ doors, clock, wrongKeys }: GuardOptions) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const open = doors();
    const { origin } = request.headers;
    // No page may take an answer for a script or a picture of its own.
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("cross-origin-resource-policy", "same-origin");
    if (origin !== undefined && (open.apiKey !== null || open.allowedExtensions.includes(origin)))
      allowOrigin(request, response, origin);
    const refusal = admission(request, request.path, open, clock.now());
    if (refusal !== null)
      slowWhenGuessing(request, refusal, clock, wrongKeys, () => refuse(request, response, refusal));
    else if (request.method === "OPTIONS") response.status(204).end();
    else next();
  };
}

/** Answers at once, but for whoever tried many wrong keys. */
export function slowWhenGuessing(
  request: IncomingMessage,
  refusal: DescribedFailure,
  clock: Clock,
  wrongKeys: WrongKeys,
  answer: () => void,
): void {
  const guessed = refusal.kind === "invalid-key" && presentedKey(request) !== "";
  const waitMs = guessed ? wrongKeys.note(request.socket.remoteAddress) : 0;
  if (waitMs === 0) answer();
  else clock.after(waitMs, answer);
}

/** Why a request is not let in, or null when it is. */
export function admission(
  request: Pick<IncomingMessage, "headers" | "rawHeaders" | "method" | "socket" | "url">,
  path: string,
  { apiKey, allowedExtensions, keys }: Doors,
  now: number,
): DescribedFailure | null {
  const { headers, method } = request;
  if (hostsIn(request.rawHeaders) > 1) return twoHosts;
  const named = method === "OPTIONS" ? null : namedKey(presentedKey(request), keys, now);
  if (named === "expired" || named === "unknown") return named === "expired" ? expiredKey : unknownKey;
  if (named !== null) return null;
  if (apiKey === null) return fromElsewhere(request) ?? fromOutside(headers, allowedExtensions);
  if (method === "OPTIONS" || matches(presentedKey(request), apiKey)) return null;
  if (path === "/healthz") return isCrossSite(headers) ? crossSite : null;
  return {
    kind: "invalid-key",
    message:
      "Incorrect API key. Send the key from Switchyard's settings as 'Authorization: Bearer …' or 'x-api-key'.",
  };
}

const expiredKey: DescribedFailure = {
  kind: "invalid-key",
  message: "This API key of Switchyard has expired. `switchyard keys add NAME` makes a new one.",
};

const unknownKey: DescribedFailure = {
  kind: "invalid-key",
  message: "Switchyard does not know this API key any more. `switchyard keys list` shows those it knows.",
};

const twoHosts: DescribedFailure = {
  kind: "bad-request",
  code: "duplicate_host",
  message: "The request has more than one Host header.",
};

const crossSite: DescribedFailure = {
  kind: "not-allowed",
  code: "cross_site",
  message: "Pages of other sites may not use this gateway without an API key.",
};

// Node takes the first of several; another program on the way may take the last.
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === "host") hosts += 1;
  return hosts;
}

/** Set by browsers alone, and by no page: pictures and scripts carry no Origin, but this. */
function isCrossSite(headers: IncomingMessage["headers"]): boolean {
  const site = headers["sec-fetch-site"];
  return site === "cross-site" || site === "same-site";
}

// A key that is taken away while the network is listened to leaves this computer alone.
function fromElsewhere({ socket }: Pick<IncomingMessage, "socket">): DescribedFailure | null {
  const { remoteAddress } = socket;
  if (remoteAddress === undefined || isLoopback(remoteAddress)) return null;
  return {
    kind: "not-allowed",
    code: "loopback_only",
    message: "Without an API key this gateway answers only the computer it runs on.",
  };
}

function fromOutside(
  headers: IncomingMessage["headers"],
  allowedExtensions: readonly string[],
): DescribedFailure | null {
  const { origin } = headers;
  if (!isLoopbackHost(headers.host)) {
    return {
      kind: "not-allowed",
      code: "host_not_allowed",
      message:
        "This gateway answers only under 127.0.0.1, localhost or [::1]. Set an API key to use another name.",
    };
  }
  if (origin !== undefined && allowedExtensions.includes(origin)) return null;
  // Pages always send an origin; tools do not.
  if (origin !== undefined && /^(https?:|null)/i.test(origin)) {
    return {
      kind: "not-allowed",
      code: "origin_not_allowed",
      message: "Web pages may not use this gateway without an API key. Set one in the settings and send it.",
    };
  }
  if (origin !== undefined && /^[a-z-]+-extension:/i.test(origin)) {
    return {
      kind: "not-allowed",
      code: "extension_not_allowed",
      message: `Browser extensions may not use this gateway without an API key, unless they are on the list gateway.allowedExtensions in the settings. This one is ${origin}.`,
    };
  }
  return isCrossSite(headers) ? crossSite : null;
}

/** For operations that even a holder of the key may only use on this computer. */
export function loopbackOnly(request: Request, response: Response, next: NextFunction): void {
  if (isLoopback(request.socket.remoteAddress ?? "")) next();
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

/** `host`: of a request, with or without a port. */
function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && isLoopback(host.replace(/:\d+$/, ""));
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

function matches(presented: string, key: string): boolean {
  const [a, b] = [Buffer.from(presented), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(request: Request, response: Response, failure: DescribedFailure): void {
  const answer = errorAnswer(failure, dialectOfRequest(request), requestIdOf(response));
  response.status(isForCodex(request.path) ? codexStatus(answer.status) : answer.status).json(answer.body);
}
