/** Small real proxies that note where they were asked to go. */
import { createServer as createHttpServer, request as httpRequest } from "node:http";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface TestProxy {
  /** For the proxy setting. */
  url: string;
  /** host:port of every connection or request that went through, in order. */
  targets: string[];
}

/** Absolute-form requests and CONNECT. */
export async function startHttpProxy(): Promise<TestProxy> {
  const targets: string[] = [];
  const server = createHttpServer((incoming, response) => {
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
  server.on("connect", (incoming, client: Socket) => {
    targets.push(incoming.url ?? "");
    const [host = "", port = ""] = (incoming.url ?? "").split(":");
    const onward = connect(Number(port), host, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    join(client, onward);
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, targets };
}

/** SOCKS5 (RFC 1928): no authentication, CONNECT to an IPv4 address or a name. */
export async function startSocksProxy(): Promise<TestProxy> {
  const targets: string[] = [];
  const server = createServer((client) => {
    client.on("error", () => {});
    client.once("data", () => {
      client.write(Buffer.from([5, 0]));
      client.once("data", (wish: Buffer) => {
        const { host, port } = readTarget(wish);
        targets.push(`${host}:${port}`);
        const onward = connect(port, host, () => client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
        join(client, onward);
      });
    });
  });
  return { url: `socks5://127.0.0.1:${await listen(server)}`, targets };
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
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
