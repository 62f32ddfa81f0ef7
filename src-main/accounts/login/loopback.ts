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
  /** Address that brings the app to the front, for the final page; null where there is none. */
  wayBack?: string | null;
}

export const registeredPorts = [1455, 1457] as const;

/** null when every port is taken or forbidden. */
export async function listenForCallback(options: LoopbackOptions): Promise<Loopback | null> {
  for (const [index, port] of options.ports.entries()) {
    // Another sign-in of this kind gives its port up when asked (oauth 1.3); only the usual port is asked for.
    const bound = (await bind(port, options)) ?? (index === 0 ? await askAndBind(port, options) : null);
    if (bound) return bound;
  }
  return null;
}

async function askAndBind(port: number, options: LoopbackOptions): Promise<Loopback | null> {
  try {
    const answer = await request(`http://127.0.0.1:${port}/cancel`, { signal: AbortSignal.timeout(1000) });
    await answer.body.dump();
    if (answer.statusCode !== 200) return null;
  } catch {
    return null;
  }
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const bound = await bind(port, options);
    if (bound) return bound;
    await delay(200);
  }
  return null;
}

async function bind(port: number, options: LoopbackOptions): Promise<Loopback | null> {
  const open = new Set<ServerResponse>();
  const handler = handle(options, open);
  const v4 = await listen(port, "127.0.0.1", handler);
  if (typeof v4 === "string") return null;
  const v6 = await listen(port, "::1", handler);
  const servers = typeof v6 === "string" ? [v4] : [v4, v6];
  const close = () => closeAll(servers, open);
  if (v6 !== "taken") return { port, close };
  // The browser may take localhost for ::1 and would end at a stranger.
  await close();
  return null;
}

function listen(
  port: number,
  host: string,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server | "taken" | "missing"> {
  return new Promise((resolve) => {
    const server = createServer(handler);
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "EADDRINUSE" || error.code === "EACCES" ? "taken" : "missing"),
    );
    server.listen(port, host, () => resolve(server));
  });
}

function handle(options: LoopbackOptions, open: Set<ServerResponse>) {
  return (request: IncomingMessage, response: ServerResponse) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    response.setHeader("connection", "close");
    const address = `http://localhost${request.url ?? "/"}`;
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url?.pathname === "/cancel" && isOfPage(request)) {
      // Another sign-in asks for the port; a page that asks wants to disturb this one.
      response.writeHead(403, { "content-type": "text/plain" }).end("Refused");
    } else if (url?.pathname === "/cancel") {
      response.end("Login cancelled");
      options.onCancel();
    } else if (url?.pathname !== "/auth/callback" || request.method !== "GET") {
      response.writeHead(404).end("Not Found");
    } else if (url.searchParams.get("state") !== options.state) {
      // A stale tab or a stranger: keep waiting for the right one.
      response.writeHead(400, { "content-type": "text/plain" }).end("State mismatch");
    } else {
      options.onCallback({
        query: url.searchParams,
        answer: (outcome) => sendPage(response, outcome, options.wayBack),
      });
    }
  };
}

function isOfPage({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  return site === "cross-site" || site === "same-site" || headers.origin !== undefined;
}

function sendPage(
  response: ServerResponse,
  { ok, title, text }: Parameters<Callback["answer"]>[0],
  wayBack: string | null = null,
): void {
  if (response.writableEnded) return;
  response.writeHead(ok ? 200 : 400, {
    "content-type": "text/html; charset=utf-8",
    // The address bar holds the code: nothing of it may travel on.
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(page(title, text, wayBack));
}

function page(title: string, text: string, wayBack: string | null): string {
  const link = wayBack === null ? "" : `<p><a href="${escape(wayBack)}">Open Switchyard</a></p>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;
max-width:26rem;margin:20vh auto;padding:0 1rem}h1{font-size:1.25rem}</style>
<h1>${escape(title)}</h1><p>${escape(text)}</p>${link}</html>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

async function closeAll(servers: Server[], open: Set<ServerResponse>): Promise<void> {
  for (const response of open) {
    sendPage(response, { ok: false, title: "Sign-in ended", text: "Go back to Switchyard to start again." });
  }
  const over = [...open].map((response) => new Promise((resolve) => response.once("close", resolve)));
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  await Promise.all(over);
  // Browsers open connections ahead of need; nobody waits for those.
  for (const server of servers) server.closeAllConnections();
  await Promise.all(closed);
}
