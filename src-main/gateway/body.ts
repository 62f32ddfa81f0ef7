/** Request bodies: bounded, decoded (gzip, deflate, br, zstd; a bomb is cut off at the same bound), parsed once. */
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { RequestError } from "../translate/request-error.ts";

/** The bytes as they came. Throws RequestError 413 beyond `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  if (request.headers["content-length"] === undefined) counted.set(request, size);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Sizes of bodies that came in chunks: no header tells them. */
const counted = new WeakMap<IncomingMessage, number>();

/** Bytes of the body as they came over the connection; null where one of unknown length was not read to its end. */
export function bodySize(request: IncomingMessage): number | null {
  const { "content-length": told, "transfer-encoding": chunked } = request.headers;
  if (told !== undefined) return Number(told);
  return chunked === undefined ? 0 : (counted.get(request) ?? null);
}

/** The JSON of a body. Throws RequestError: 400 with the position, 413, 415. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const raw = await readBody(request, limit);
  const encoding = request.headers["content-encoding"];
  const bytes = encoding === undefined ? raw : await decode(raw, encoding, limit);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    if (bytes.length === 0) throw new RequestError("The request has no body.", { code: "missing_body" });
    throw new RequestError(`The request body is not valid JSON: ${(error as Error).message}`, {
      code: "invalid_json",
    });
  }
}

const options = (limit: number) => ({ maxOutputLength: limit });
const decoders: Record<string, (bytes: Buffer, limit: number) => Promise<Buffer>> = {
  identity: (bytes) => Promise.resolve(bytes),
  gzip: (bytes, limit) => promisify(zlib.gunzip)(bytes, options(limit)),
  "x-gzip": (bytes, limit) => promisify(zlib.gunzip)(bytes, options(limit)),
  deflate: (bytes, limit) => promisify(zlib.inflate)(bytes, options(limit)),
  br: (bytes, limit) => promisify(zlib.brotliDecompress)(bytes, options(limit)),
  zstd: (bytes, limit) => promisify(zlib.zstdDecompress)(bytes, options(limit)),
};

export async function decode(bytes: Buffer, encodings: string, limit: number): Promise<Buffer> {
  let decoded = bytes;
  // The last one named was applied last.
  for (const name of encodings.toLowerCase().split(",").toReversed()) {
    const decoder = decoders[name.trim()];
    if (!decoder) {
      throw new RequestError(
        `The body's encoding "${name.trim()}" is not known; gzip, deflate, br and zstd are.`,
        {
          status: 415,
          code: "unsupported_encoding",
        },
      );
    }
    try {
      decoded = await decoder(decoded, limit);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limit);
      throw new RequestError(`The request body cannot be decoded as ${name.trim()}.`, {
        code: "invalid_encoding",
      });
    }
  }
  return decoded;
}

function tooLarge(limit: number): RequestError {
  return new RequestError(`The request body is larger than ${Math.round(limit / 1024 / 1024)} MB.`, {
    status: 413,
    code: "request_too_large",
  });
}
