/** Answers `Upgrade: websocket`: 426, on which the Codex CLI goes on over HTTP at once (clients 4.3). */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

export function refuseUpgrade(_request: IncomingMessage, socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.end("HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}
