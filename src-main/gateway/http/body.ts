/** Request bodies: bounded in size and time, decoded (gzip, deflate, br, zstd; a bomb is cut off), parsed once. */
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { joinSlices, largeJson, parseSlices } from "../../platform/json-slices.ts";
import type { Clock } from "../../platform/ports.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import type { BodyRoom } from "./body-room.ts";

/** Milliseconds in which something more of a body must come. */
const patienceMs = 60_000;

/** A request whose body is read, as routes have it. */
export interface BodySource {
  request: IncomingMessage;
  room: BodyRoom;
  services: { bodyLimit: () => number; clock: Clock };
  /** Once they were read, as they came and without their content encoding: a request may be looked at twice. */
  raw?: Buffer;
  decoded?: Buffer;
}

/** The bytes as they came. Throws RequestError 413 beyond `limit` bytes, 408 when no more of them come, 503. */
export async function readBody(source: BodySource, limit = source.services.bodyLimit()): Promise<Buffer> {
  const { request } = source;
  if (source.raw !== undefined) return source.raw;
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  const chunks = await collect(source, limit);
  source.raw = chunks.length === 1 && chunks[0] ? chunks[0] : await joinSlices(chunks);
  return source.raw;
}

function collect({ request, room, services }: BodySource, limit: number): Promise<Buffer[]> {
  const counting = request.headers["content-length"] === undefined;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let seen = 0;
    let cancel = () => {};
    const finish = (settle: () => void) => {
      cancel();
      request.off("data", take).off("end", ended).off("error", fail).off("close", left);
      settle();
    };
    const fail = (error: unknown) => finish(() => reject(error));
    const left = () => fail(new Error("The client left before its request was there."));
    const ended = () => {
      if (counting) counted.set(request, size);
      finish(() => resolve(chunks));
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) return fail(tooLarge(limit));
      try {
        // What was only announced takes up nothing.
        room.take(chunk.length);
      } catch (error) {
        return fail(error);
      }
      chunks.push(chunk);
    };
    const watch = () => {
      if (size === seen) return fail(stalled());
      seen = size;
      cancel = services.clock.after(patienceMs, watch);
    };
    cancel = services.clock.after(patienceMs, watch);
    request.on("data", take).on("end", ended).on("error", fail).on("close", left);
  });
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
export async function readJson(source: BodySource, limit = source.services.bodyLimit()): Promise<unknown> {
  const bytes = await readDecoded(source, limit);
  try {
    return bytes.length > largeJson ? await parseSlices(bytes) : JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    if (bytes.length === 0) throw new RequestError("The request has no body.", { code: "missing_body" });
    throw new RequestError(`The request body is not valid JSON: ${(error as Error).message}`, {
      code: "invalid_json",
    });
  }
}

/** The bytes of a body without its content encoding. Throws RequestError as `readJson`. */
export async function readDecoded(source: BodySource, limit = source.services.bodyLimit()): Promise<Buffer> {
  if (source.decoded !== undefined) return source.decoded;
  const raw = await readBody(source, limit);
  const encoding = source.request.headers["content-encoding"];
  const bytes = encoding === undefined ? raw : await decode(raw, encoding, limit);
  if (encoding !== undefined) source.room.take(bytes.length);
  source.decoded = bytes;
  return bytes;
}

/** Codings laid over one another that are undone: one is usual, and many are an attack. */
const mostCodings = 2;
/** What a body may unpack to however small it is, and how many times its size beyond that. */
const unpacked = { bytes: 8 * 1024 * 1024, times: 100 };

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
  const names = encodings.toLowerCase().split(",");
  if (names.length > mostCodings) {
    throw new RequestError(`A body has at most ${mostCodings} encodings laid over one another.`, {
      status: 415,
      code: "unsupported_encoding",
    });
  }
  // The last one named was applied last.
  for (const name of names.toReversed()) {
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
    const most = Math.max(unpacked.bytes, decoded.length * unpacked.times);
    try {
      decoded = await decoder(decoded, Math.min(limit, most));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
        throw most < limit ? tooDense() : tooLarge(limit);
      throw new RequestError(`The request body cannot be decoded as ${name.trim()}.`, {
        code: "invalid_encoding",
      });
    }
  }
  return decoded;
}

function tooDense(): RequestError {
  return new RequestError(
    `The request body unpacks to more than ${unpacked.times} times its size. Send it without an encoding.`,
    { status: 413, code: "request_too_large" },
  );
}

function stalled(): RequestError {
  return new RequestError(`Nothing more of the request body came for ${patienceMs / 1000} seconds.`, {
    status: 408,
    code: "request_timeout",
  });
}

function tooLarge(limit: number): RequestError {
  return new RequestError(`The request body is larger than ${Math.round(limit / 1024 / 1024)} MB.`, {
    status: 413,
    code: "request_too_large",
  });
}
