/** Reads a request body: content-encoding, JSON, form or text. */
import type { IncomingMessage } from "node:http";
import zlib from "node:zlib";

const decoders: Record<string, (bytes: Buffer) => Buffer> = {
  identity: (bytes) => bytes,
  gzip: (bytes) => zlib.gunzipSync(bytes),
  deflate: (bytes) => zlib.inflateSync(bytes),
  br: (bytes) => zlib.brotliDecompressSync(bytes),
  zstd: (bytes) => zlib.zstdDecompressSync(bytes),
};

export interface ReadBody {
  /** undefined when JSON was announced and is none, or the encoding is unknown or broken. */
  value: unknown;
  /** Decoded length. */
  bytes: number;
}

function parse(text: string, contentType: string): unknown {
  if (contentType.startsWith("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(text));
  if (!contentType.startsWith("application/json")) return text;
  return JSON.parse(text);
}

/** Rejects only when the connection ends before the body does. */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const decode = decoders[request.headers["content-encoding"] ?? "identity"];
  if (raw.length === 0 || !decode) return { value: undefined, bytes: raw.length };
  try {
    const decoded = decode(raw);
    return {
      value: parse(decoded.toString("utf8"), request.headers["content-type"] ?? ""),
      bytes: decoded.length,
    };
  } catch {
    return { value: undefined, bytes: raw.length };
  }
}
