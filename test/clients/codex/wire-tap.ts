/** A plain TCP passage to `target` that keeps what went through, for what only the wire shows. */
import net, { type AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface WireTap {
  /** http://127.0.0.1:port */
  url: string;
  /** What the client sent and what came back, per connection in the order they were made. */
  connections: { sent: string; received: string }[];
}

export async function tapWire(target: string): Promise<WireTap> {
  const { hostname, port } = new URL(target);
  const connections: WireTap["connections"] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const connection = { sent: "", received: "" };
    connections.push(connection);
    const gateway = net.connect(Number(port), hostname);
    client.on("data", (bytes) => (connection.sent += bytes.toString("latin1")));
    gateway.on("data", (bytes) => (connection.received += bytes.toString("latin1")));
    client.pipe(gateway).pipe(client);
    for (const socket of [client, gateway]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections };
}
