/** Listeners of the gateway: their clocks and bounds, and how they end. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { isLoopback } from "../../platform/is-loopback.ts";
import type { Clock } from "../../platform/ports.ts";
import type { Upgrades } from "../transports/websocket/upgrades.ts";

/** Milliseconds that running requests get to finish when a listener closes. */
const drainMs = 5_000;
/** Milliseconds in which the first byte must come over a new connection. */
const firstByteMs = 60_000;
/** Open at the same time, when others than this computer can connect. */
const mostConnections = 500;

const connections = new WeakMap<Server, ReadonlySet<Socket>>();

/** Throws what the system says when it cannot listen. The server is the caller's to close. */
export function listen(app: RequestListener, clock: Clock, host: string, port: number): Promise<Server> {
  const server = createServer(app);
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    cutSilent(socket, clock);
  });
  // On a network anybody can connect, with no key at all: they must not take every descriptor there is.
  if (!isLoopback(host)) server.maxConnections = mostConnections;
  server.keepAliveTimeout = 65_000;
  // A model may think for minutes: only headers are on the clock.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}

/** A connection that never says a word is ended: its headers are not on the clock before their first byte. */
function cutSilent(socket: Socket, clock: Clock): void {
  const cancel = clock.after(firstByteMs, () => {
    if (socket.bytesRead === 0) socket.destroy();
  });
  socket.once("close", cancel);
}

/** Running requests are drained, then cut. `upgrades`: the WebSockets that came in through it. */
export function close(server: Server, upgrades: Upgrades | null): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
      upgrades?.terminate();
    }, drainMs);
    upgrades?.drain();
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
    // Opened ahead of a request that never came: Node does not count these as idle.
    for (const socket of connections.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
  });
}
