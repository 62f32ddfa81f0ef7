/**
 * Waits on this computer for the browser to come back from signing in (oauth 1.3): port 1455, else 1457, the
 * two that are registered; on 127.0.0.1 and, where there is one, ::1, because `localhost` may mean either.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";

export interface Callback {
  /** Query of the redirect: code and state, or error. */
  query: URLSearchParams;
  /** Ends the browser's request with the final page. */
  answer: (outcome: { ok: boolean; title: string; text: string }) => void;
}

export interface Loopback {
  port: number;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  ports: readonly number[];
  state: string;
  onCallback: (callback: Callback) => void;
  onCancel: () => void;
}

export const registeredPorts = [1455, 1457] as const;

/** null when every port is taken or forbidden. */
export async function listenForCallback(options: LoopbackOptions): Promise<Loopback | null> {
  for (const [index, port] of options.ports.entries()) {
    // Another sign-in of this kind gives its port up when asked (oauth 1.3); only the usual port is asked for.
    const servers = (await bind(port, options)) ?? (index === 0 ? await askAndBind(port, options) : null);
    if (servers) return { port, close: () => closeAll(servers) };
  }
  return null;
}

async function askAndBind(port: number, options: LoopbackOptions): Promise<Server[] | null> {
  try {
    const answer = await request(`http://127.0.0.1:${port}/cancel`, { signal: AbortSignal.timeout(1000) });
    await answer.body.dump();
  } catch {
    return null;
  }
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const servers = await bind(port, options);
    if (servers) return servers;
    await delay(200);
  }
  return null;
}

async function bind(port: number, options: LoopbackOptions): Promise<Server[] | null> {
  const handler = handle(options);
  const v4 = await listen(port, "127.0.0.1", handler);
  if (v4 === null) return null;
  const v6 = await listen(port, "::1", handler);
  return v6 ? [v4, v6] : [v4];
}

function listen(
  port: number,
  host: string,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer(handler);
    server.once("error", () => resolve(null));
    server.listen(port, host, () => resolve(server));
  });
}

function handle(options: LoopbackOptions) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    response.setHeader("connection", "close");
    if (url.pathname === "/cancel") {
      response.end("Login cancelled");
      options.onCancel();
    } else if (url.pathname !== "/auth/callback") {
      response.writeHead(404).end("Not Found");
    } else if (url.searchParams.get("state") !== options.state) {
      // A stale tab or a stranger: keep waiting for the right one.
      response.writeHead(400, { "content-type": "text/plain" }).end("State mismatch");
    } else {
      options.onCallback({
        query: url.searchParams,
        answer: ({ ok, title, text }) => {
          response.writeHead(ok ? 200 : 400, {
            "content-type": "text/html; charset=utf-8",
            // The address bar holds the code: nothing of it may travel on.
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
          });
          response.end(page(title, text));
        },
      });
    }
  };
}

function page(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;
max-width:26rem;margin:20vh auto;padding:0 1rem}h1{font-size:1.25rem}</style>
<h1>${escape(title)}</h1><p>${escape(text)}</p></html>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
        }),
    ),
  );
}
