/** Opens a tunnel through a proxy: CONNECT (RFC 9110 9.3.6), SOCKS5 (RFC 1928, 1929). */
import net, { type Socket } from "node:net";
import { readBytes, type ByteReader } from "./byte-reader.ts";
import { credentialsOf, isSocks } from "./proxy-address.ts";
import { ConnectionError } from "./connection-error.ts";

export interface Target {
  hostname: string;
  port: number;
}

/** Resolves when the connection leads to the target. Throws ConnectionError; names are left to the proxy to resolve. */
export async function connectThroughProxy(socket: Socket, proxy: URL, target: Target): Promise<void> {
  const reader = readBytes(socket);
  try {
    await (isSocks(proxy) ? askSocks : askHttp)(socket, reader, proxy, target);
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    const kind = isSocks(proxy) ? "SOCKS5" : "HTTP";
    throw new ConnectionError(
      "proxy-protocol",
      `${proxy.host} did not answer as ${kind === "HTTP" ? "an" : "a"} ${kind} proxy.`,
      error,
    );
  } finally {
    reader.done();
  }
}

/** Bytes. */
const answerLimit = 64 * 1024;

async function askHttp(socket: Socket, reader: ByteReader, proxy: URL, target: Target): Promise<void> {
  const host =
    target.hostname.includes(":") && !target.hostname.startsWith("[")
      ? `[${target.hostname}]`
      : target.hostname;
  const authority = `${host}:${target.port}`;
  const own = credentialsOf(proxy);
  const authorization =
    own === null
      ? []
      : [`Proxy-Authorization: Basic ${Buffer.from(`${own.name}:${own.password}`).toString("base64")}`];
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...authorization, "", ""];
  socket.write(lines.join("\r\n"));
  const answer = (await reader.takeUntil("\r\n\r\n", answerLimit)).toString("latin1");
  const status = Number(/^HTTP\/1\.[01] (\d{3})\b/.exec(answer)?.[1]);
  if (Number.isNaN(status)) throw new Error("No HTTP answer.");
  if (status >= 200 && status < 300) return;
  if (status === 407) throw passwordRequired(proxy, "status 407");
  throw refused(proxy, target, `status ${status}`);
}

/** RFC 1928, section 6. */
const socksReplies: Record<number, string> = {
  1: "general failure",
  2: "not allowed by its rules",
  3: "network unreachable",
  4: "host unreachable",
  5: "connection refused",
  6: "time to live expired",
  7: "command not supported",
  8: "address type not supported",
};

async function askSocks(socket: Socket, reader: ByteReader, proxy: URL, target: Target): Promise<void> {
  const own = credentialsOf(proxy);
  socket.write(Buffer.from(own === null ? [5, 1, 0] : [5, 2, 0, 2]));
  const [version, method] = await reader.take(2);
  if (version !== 5) throw new Error("No SOCKS5 answer.");
  if (method === 2 && own !== null) {
    socket.write(Buffer.concat([Buffer.from([1]), counted(own.name), counted(own.password)]));
    const [, status] = await reader.take(2);
    if (status !== 0) throw passwordRequired(proxy, `reply ${status}`);
  } else if (method !== 0) throw passwordRequired(proxy, "no method that both know");
  const port = Buffer.alloc(2);
  port.writeUInt16BE(target.port);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), socksAddress(target.hostname), port]));
  const [, reply = 1, , kind] = await reader.take(4);
  if (reply !== 0) throw refused(proxy, target, socksReplies[reply] ?? `reply ${reply}`);
  const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await reader.take(1))[0] ?? 0);
  await reader.take(length + 2);
}

function socksAddress(hostname: string): Buffer {
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  if (net.isIPv4(host)) return Buffer.from([1, ...host.split(".").map(Number)]);
  return Buffer.concat([Buffer.from([3]), counted(host)]);
}

/** One byte that says how long it is, and the text. Throws RangeError beyond 255 bytes. */
function counted(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 255) throw new RangeError("Too long for SOCKS5.");
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function passwordRequired(proxy: URL, detail: string): ConnectionError {
  const given = credentialsOf(proxy) !== null;
  return new ConnectionError(
    "proxy-password",
    given
      ? `The proxy ${proxy.host} rejected its username and password (${detail}).`
      : `The proxy ${proxy.host} requires a username and password (${detail}): add them to its address, as http://name:password@host:port.`,
  );
}

function refused(proxy: URL, target: Target, detail: string): ConnectionError {
  return new ConnectionError(
    "proxy-refused",
    `The proxy ${proxy.host} refused to connect to ${target.hostname}:${target.port} (${detail}).`,
  );
}
