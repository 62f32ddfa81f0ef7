/** An upgrade that is not made, answered on the bare connection. */
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** `body` is sent as JSON, nothing when null. */
export function refuseUpgrade(socket: Duplex, status: number, body: object | null): void {
  const text = body === null ? "" : JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`,
    "Connection: close",
    ...(body === null ? [] : ["Content-Type: application/json"]),
    `Content-Length: ${Buffer.byteLength(text)}`,
    "",
    text,
  ];
  socket.end(lines.join("\r\n"));
}
