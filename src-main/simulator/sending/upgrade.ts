/** Answers `Upgrade: websocket`: 101 with the answer's headers, or the refusal (codex-backend 2.9). */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { SimulatorClock } from "../clock.ts";
import { pause, stand } from "../answers/holding.ts";
import type { Reply } from "../answers/reply.ts";
import type { Behaviour } from "../answers/script.ts";

export function createUpgrader(clock: SimulatorClock) {
  const server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024 });
  const headersOf = new WeakMap<IncomingMessage, Record<string, string>>();
  server.on("headers", (lines, incoming) => {
    for (const [name, value] of Object.entries(headersOf.get(incoming) ?? {}))
      lines.push(`${name}: ${value}`);
  });

  /** Resolves with null when the upgrade was refused or the client went away. */
  return async function upgrade(
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    reply: Reply,
    behaviour: Behaviour,
  ): Promise<WebSocket | null> {
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => socket.destroy());
    await pause(clock, closed, behaviour.headersDelayMs);
    await stand(closed, behaviour.headersGate);
    if (behaviour.cutAfterBytes === 0) socket.destroy();
    if (socket.destroyed) return null;
    if (reply.status !== 101) {
      refuse(socket, reply);
      return null;
    }
    headersOf.set(incoming, { ...reply.headers, ...behaviour.headers });
    return new Promise((resolve) => {
      socket.once("close", () => resolve(null));
      server.handleUpgrade(incoming, socket, head, resolve);
    });
  };
}

function refuse(socket: Duplex, reply: Reply): void {
  const text = typeof reply.body === "object" ? JSON.stringify(reply.body) : (reply.body ?? "");
  const headers = {
    connection: "close",
    ...(typeof reply.body === "object" ? { "content-type": "application/json" } : {}),
    "content-length": String(Buffer.byteLength(text)),
    ...reply.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${reply.status} Refused\r\n${lines.join("")}\r\n${text}`);
}
