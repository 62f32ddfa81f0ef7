/** What arrived, newest last, for assertions. Holds at most `limit` requests. */
import type { IncomingMessage } from "node:http";
import type { ReadBody } from "./rules/body-reading.ts";
import type { Json } from "./rules/json-shape.ts";
import type { TokenDesk } from "./oauth/oauth-tokens.ts";

export interface LoggedRequest {
  /** Epoch milliseconds. */
  at: number;
  method: string;
  /** Without query. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names; repeated ones joined with a comma. */
  headers: Record<string, string>;
  /** Parsed JSON or form; text for anything else; undefined when JSON was announced and is none. */
  body: unknown;
  /** Decoded length of the body in bytes. */
  bodyBytes: number;
  /** Account of the bearer token, also when the token is expired or revoked. */
  accountId: string | null;
  /** Number of the WebSocket it came on as a frame (then logged as a POST), null for HTTP. */
  socket: number | null;
  /** A frame that only warms the connection up: `generate: false` (codex-backend 2.9). */
  prewarm: boolean;
  /** Null until answered; 101 for an upgrade. */
  status: number | null;
  /** Resolves when the exchange is over: the answer was sent whole, or the connection ended before. */
  closed: Promise<"sent" | "cut">;
}

interface Waiter {
  matches: (request: LoggedRequest) => boolean;
  resolve: (request: LoggedRequest) => void;
}

export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  private waiters: Waiter[] = [];
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(request: LoggedRequest): void {
    this.entries.push(request);
    if (this.entries.length > this.limit) this.entries.shift();
    const ready = this.waiters.filter((waiter) => waiter.matches(request));
    this.waiters = this.waiters.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) waiter.resolve(request);
  }

  /** All to this path, oldest first. */
  to(path: string): LoggedRequest[] {
    return this.entries.filter((request) => request.path === path);
  }

  get last(): LoggedRequest | undefined {
    return this.entries.at(-1);
  }

  /** The newest one that is no reading of limits: those are made at any time, by nobody's request. */
  get lastAsked(): LoggedRequest | undefined {
    return this.entries.findLast(({ path }) => !path.startsWith("/backend-api/wham/"));
  }

  /** The bodies of all POSTs to /backend-api/codex/responses and of all such frames, oldest first. */
  turns(): Json[] {
    return this.entries
      .filter((request) => request.method === "POST" && request.path === "/backend-api/codex/responses")
      .map((request) => request.body as Json);
  }

  /** The oldest logged request that matches, or the first that comes. */
  waitFor(matches: (request: LoggedRequest) => boolean): Promise<LoggedRequest> {
    const found = this.entries.find(matches);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => this.waiters.push({ matches, resolve }));
  }

  clear(): void {
    this.entries.length = 0;
  }
}

/** An incoming request as it is logged and answered. */
export function describeRequest(
  incoming: IncomingMessage,
  body: ReadBody,
  closed: Promise<"sent" | "cut">,
  at: number,
  desk: TokenDesk,
): LoggedRequest {
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(", ") : (value ?? "");
  }
  return {
    at,
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: body.value,
    bodyBytes: body.bytes,
    accountId: desk.bearer(headers["authorization"]).accountId,
    socket: null,
    prewarm: false,
    status: null,
    closed,
  };
}
