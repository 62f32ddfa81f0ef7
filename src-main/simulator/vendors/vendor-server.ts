/** A loopback server that stands in for a vendor's API: it keeps what it was asked, and does what a test scripts. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface VendorRequest {
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  raw: Buffer;
  /** Parsed; null for what is no JSON object. */
  body: Readonly<Record<string, unknown>> | null;
  /** Whether the answer was taken to its end. */
  closed: Promise<"sent" | "cut">;
}

export interface VendorReply {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a list piece by piece. */
  body?: string | object | readonly string[];
  /** What follows the last piece: an end, a broken connection, or nothing ever. */
  after?: "end" | "cut" | "hang";
}

export interface Vendor {
  /** http://127.0.0.1:port */
  url: string;
  requests: VendorRequest[];
  /** Answers the next request so, instead of by itself. */
  next(reply: VendorReply): void;
  close(): Promise<void>;
}

export async function startVendor(answer: (request: VendorRequest) => VendorReply): Promise<Vendor> {
  const requests: VendorRequest[] = [];
  const scripted: VendorReply[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy());
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<"sent" | "cut">((resolve) => {
      response.once("close", () => resolve(response.writableFinished ? "sent" : "cut"));
    });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const url = new URL(incoming.url ?? "/", "http://vendor");
    const { method = "GET", headers } = incoming;
    const request = {
      method,
      path: url.pathname,
      query: url.search,
      headers,
      raw,
      body: objectIn(raw),
      closed,
    };
    requests.push(request);
    send(response, scripted.shift() ?? answer(request));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next: (reply) => void scripted.push(reply),
    async close() {
      const done = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await done;
    },
  };
}

function send(
  response: ServerResponse,
  { status = 200, headers = {}, body = "", after = "end" }: VendorReply,
): void {
  const streamed = Array.isArray(body);
  const type = streamed ? "text/event-stream" : typeof body === "string" ? "text/plain" : "application/json";
  response.writeHead(status, { "content-type": type, "x-request-id": "vendor-request", ...headers });
  const pieces = streamed
    ? (body as readonly string[])
    : [typeof body === "string" ? body : JSON.stringify(body)];
  for (const piece of pieces) response.write(piece);
  if (after === "end") response.end();
  // What was written leaves before the connection breaks.
  if (after === "cut") response.write("", () => response.destroy());
}

function objectIn(raw: Buffer): VendorRequest["body"] {
  try {
    const value: unknown = JSON.parse(raw.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

export function frame(data: unknown): string {
  return `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

export function asList(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}
