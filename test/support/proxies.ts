/** Small real proxies that note where they were asked to go. */
import { readFileSync } from "node:fs";
import { createServer as createHttpServer, request as httpRequest, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import path from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { onTestFinished } from "vitest";

const fixtures = path.join(import.meta.dirname, "../fixtures/tls");
/** Signed the certificate of every server here that speaks TLS. */
export const testCa = path.join(fixtures, "ca.pem");
const identity = () => ({
  key: readFileSync(path.join(fixtures, "server.key")),
  cert: readFileSync(path.join(fixtures, "server.pem")),
});

export interface TestProxy {
  /** For the proxy setting. */
  url: string;
  /** host:port of every connection or request that went through, in order. */
  targets: string[];
  /** Of the connections that came in, whether they went on or not. */
  connections: () => number;
  /** Ends what goes through. */
  cut(): void;
}

export interface ProxyOptions {
  /** Wanted of everybody. */
  login?: { name: string; password: string };
  /** Ports of this computer that names lead to. */
  names?: Record<string, number>;
}

/** Absolute-form requests and CONNECT; with `secure`, spoken to over TLS. */
export async function startHttpProxy(options: ProxyOptions & { secure?: boolean } = {}): Promise<TestProxy> {
  const { login, secure = false } = options;
  const targets: string[] = [];
  const server = secure ? createHttpsServer(identity()) : createHttpServer();
  const welcome = ({ headers }: IncomingMessage) =>
    login === undefined ||
    headers["proxy-authorization"] ===
      `Basic ${Buffer.from(`${login.name}:${login.password}`).toString("base64")}`;
  server.on("request", (incoming, response) => {
    if (!welcome(incoming)) return void response.writeHead(407).end();
    const url = new URL(incoming.url ?? "");
    targets.push(url.host);
    const { method, headers } = incoming;
    const onward = httpRequest(url, { method, headers: { ...headers, host: url.host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  server.on("connect", (incoming: IncomingMessage, client: Socket) => {
    client.on("error", () => {});
    if (!welcome(incoming)) return void client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    targets.push(incoming.url ?? "");
    const [host = "", port = ""] = (incoming.url ?? "").split(":");
    const onward = goTo(host, Number(port), options, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    join(client, onward);
  });
  const { port, ...life } = await listen(server);
  return { url: `${secure ? "https" : "http"}://${inUrl(login)}127.0.0.1:${port}`, targets, ...life };
}

/** SOCKS5 (RFC 1928, 1929): CONNECT to an IPv4 address or a name. */
export async function startSocksProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const { login } = options;
  const targets: string[] = [];
  const server = createServer((client) => {
    client.on("error", () => {});
    const next = (work: (bytes: Buffer) => void) => void client.once("data", work);
    const serve = () =>
      next((wish) => {
        const { host, port } = readTarget(wish);
        targets.push(`${host}:${port}`);
        const onward = goTo(host, port, options, () =>
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])),
        );
        onward.on("error", () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
        join(client, onward);
      });
    next((greeting) => {
      const wanted = login === undefined ? 0 : 2;
      if (!greeting.subarray(2).includes(wanted)) return void client.end(Buffer.from([5, 255]));
      client.write(Buffer.from([5, wanted]));
      if (login === undefined) return serve();
      next((told) => {
        const name = told.subarray(2, 2 + (told[1] ?? 0)).toString();
        const password = told.subarray(3 + (told[1] ?? 0)).toString();
        const known = name === login.name && password === login.password;
        if (!known) return void client.end(Buffer.from([1, 1]));
        client.write(Buffer.from([1, 0]));
        serve();
      });
    });
  });
  const { port, ...life } = await listen(server);
  return { url: `socks5://${inUrl(login)}127.0.0.1:${port}`, targets, ...life };
}

/** A TLS server that passes everything on to a port of this computer, for names that end in upstream.test. */
export async function startTlsFront(port: number): Promise<{ port: number; connections: () => number }> {
  const server = createTlsServer(identity(), (client) => join(client, connect(port, "127.0.0.1")));
  return listen(server);
}

function inUrl(login: ProxyOptions["login"]): string {
  return login === undefined
    ? ""
    : `${encodeURIComponent(login.name)}:${encodeURIComponent(login.password)}@`;
}

function goTo(host: string, port: number, { names = {} }: ProxyOptions, then: () => void): Socket {
  const known = names[host];
  return known === undefined ? connect(port, host, then) : connect(known, "127.0.0.1", then);
}

function readTarget(wish: Buffer): { host: string; port: number } {
  const named = wish[3] === 3;
  const length = wish[4] ?? 0;
  const host = named ? wish.subarray(5, 5 + length).toString() : [...wish.subarray(4, 8)].join(".");
  return { host, port: wish.readUInt16BE(named ? 5 + length : 8) };
}

function join(client: Socket, onward: Socket): void {
  for (const [one, other] of [
    [client, onward],
    [onward, client],
  ] as const) {
    one.pipe(other);
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}

/** Resolves with the port; everything is closed when the test is over. */
async function listen(server: Server): Promise<{ port: number; connections: () => number; cut: () => void }> {
  const sockets = new Set<Socket>();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    cut();
    await closed;
  });
  return { port: (server.address() as AddressInfo).port, connections: () => sockets.size, cut };
}
