/** Serves the built window and a fake Switchyard over real HTTP, with the security policy of the real one. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { RPCHandler } from "@orpc/server/node";
import type { FakeSwitchyard } from "./fake-switchyard.ts";

const folder = join(import.meta.dirname, "../../../out/renderer");
export const token = "not-a-real-token";
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface ConsoleServer {
  origin: string;
  /** With the token, as the person is given it. */
  link: string;
  /** Breaks every connection and takes no new ones until `restore`. */
  cut: () => void;
  restore: () => void;
  close: () => Promise<void>;
}

export async function serveConsole(fake: FakeSwitchyard): Promise<ConsoleServer> {
  const handler = new RPCHandler(fake.router);
  let cut = false;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (cut) return void request.socket.destroy();
    if (!request.url?.startsWith("/rpc")) return sendFile(request, response);
    if (request.headers.authorization !== `Bearer ${token}`) {
      return void response.writeHead(401, { "content-type": "application/json" }).end("{}");
    }
    await handler.handle(request, response, { prefix: "/rpc", context: {} });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    link: `${origin}/#token=${token}`,
    cut() {
      cut = true;
      server.closeAllConnections();
    },
    restore() {
      cut = false;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function sendFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const path = join(folder, normalize(pathname === "/" ? "/index.html" : pathname));
  try {
    const body = await readFile(path);
    response.writeHead(200, {
      "content-type": types[extname(path)] ?? "application/octet-stream",
      "content-security-policy": policy,
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}
