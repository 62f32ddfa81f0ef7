/**
 * The console: the window's pages and the admin API on a loopback listener of its own, so that stopping the
 * gateway does not cut it off. Everything but the pages wants a token; other hosts and origins are refused.
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { AnyRouter } from "@orpc/server";
import { RPCHandler } from "@orpc/server/node";
import type { Logger } from "../logs/logger.ts";
import { newRequestId } from "../platform/request-id.ts";
import type { ConsoleAccess } from "./console-access.ts";

export interface ConsoleOptions {
  router: AnyRouter;
  access: ConsoleAccess;
  logger: Pick<Logger, "error">;
  /** 0 = any free one, which is also taken when this one is not free. */
  port: number;
  /** Built window; null = the admin API only. */
  rendererFolder: string | null;
}

export interface Console {
  /** e.g. http://127.0.0.1:8788 */
  url: string;
  close(): Promise<void>;
}

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const handler = new RPCHandler(options.router);
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const id = newRequestId();
      options.logger.error({ error, request: id }, "the console could not answer");
      if (response.headersSent) response.destroy();
      else plain(response, 500, `The console could not answer. The log has it under ${id}.`);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port } = server.address() as AddressInfo;
    const own = [`127.0.0.1:${port}`, `localhost:${port}`];
    const { host, origin } = request.headers;
    if (!own.includes(host ?? "") || (origin !== undefined && !own.includes(origin.replace("http://", "")))) {
      plain(response, 403, "The console answers only pages and programs of this computer.");
      return;
    }
    const address = `http://localhost${request.url ?? "/"}`;
    const { pathname } = new URL(URL.canParse(address) ? address : "http://localhost/unknown");
    if (pathname === "/session") {
      // Only by POST: nothing that merely looks at an address may use its code up.
      const session = request.method === "POST" ? options.access.exchange(bearer(request)) : null;
      if (session === null) plain(response, 401, linkEnded);
      else
        response
          .writeHead(200, { "content-type": "application/json", "cache-control": "no-store" })
          .end(JSON.stringify({ token: session }));
      return;
    }
    if (pathname.startsWith("/rpc/")) {
      if (!options.access.admits(bearer(request))) {
        plain(response, 401, linkEnded);
        return;
      }
      const { matched } = await handler.handle(request, response, { prefix: "/rpc" });
      if (!matched) plain(response, 404, "There is no such procedure.");
      return;
    }
    await page(response, options.rendererFolder, pathname);
  }

  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, wanted: number): Promise<void> {
  const bind = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  try {
    await bind(wanted);
  } catch (error) {
    // The console's port is a convenience: its address is printed anyway.
    if (wanted === 0) throw error;
    await bind(0);
  }
}

const linkEnded = "This console link has ended. Get a new one with `switchyard console`.";

function bearer(request: IncomingMessage): string {
  return /^bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

async function page(response: ServerResponse, folder: string | null, pathname: string): Promise<void> {
  if (folder === null) {
    plain(response, 404, "This Switchyard runs without its console pages.");
    return;
  }
  const file = path.join(folder, pathname === "/" ? "index.html" : decoded(pathname));
  const type = types[path.extname(file)];
  if (!file.startsWith(folder + path.sep) || type === undefined) {
    plain(response, 404, "There is no such page.");
    return;
  }
  let content;
  try {
    content = await readFile(file);
  } catch {
    plain(response, 404, "There is no such page.");
    return;
  }
  response.writeHead(200, {
    "content-type": type,
    "content-security-policy": contentSecurityPolicy,
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    // File names carry a hash, the page itself does not.
    "cache-control": file.endsWith(".html") ? "no-store" : "public, max-age=31536000, immutable",
  });
  response.end(content);
}

// A name that cannot be decoded is the name of no file.
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return "";
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}
