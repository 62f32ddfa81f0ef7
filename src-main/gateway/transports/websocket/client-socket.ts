/**
 * The client's end of a WebSocket: frames in, one response after the other, no faster out than the client reads. How
 * a response is made is the business of its session.
 */
import type { RawData, WebSocket } from "ws";
import type { Logger } from "../../../logs/logger.ts";
import type { RequestRecord } from "../../../logs/request-log.ts";
import { RequestError } from "../../../protocols/shared/request-error.ts";
import { problemFor } from "../../http/describe-error.ts";
import { publicErrorFrame } from "./error-frame.ts";
import { parseFrame } from "./frame-type.ts";

export type CreateFrame = Record<string, unknown>;

export interface ClientSocket {
  send: (text: string) => void;
  /** Resolves when the client can take more, or is gone; undefined when it can now. */
  drained: () => Promise<void> | undefined;
  close(code: number, reason: string): void;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
}

/** A new row of the request list, for a turn whose frame has so many bytes. */
export type BeginTurn = (received: number) => RequestRecord;

export interface Session {
  /** One `response.create`; `text` is the frame as it came. Finishes the record; rejects only unexpectedly. */
  create(frame: CreateFrame, text: string, record: RequestRecord): Promise<void>;
  /** Any other frame. */
  other(text: string): void;
  /** The client is gone. */
  end(): void;
}

/** Characters that may wait for a slow client before writers pause. */
const highWater = 1024 * 1024;
/** Responses a client may ask for before the first is there; the protocol knows one (codex-backend 2.9). */
const waitingLimit = 8;

/** An open connection, for the server that has to end it. */
export interface OpenConnection {
  /** Ends it after the response that is being given. */
  drain(): void;
  terminate(): void;
  closed: Promise<void>;
}

export interface ServeOptions {
  /** Characters that may wait for a client that does not read. */
  bodyLimit: () => number;
  begin: BeginTurn;
  openSession: (client: ClientSocket) => Session;
  logger: Pick<Logger, "error">;
}

export function serveClient(
  socket: WebSocket,
  { bodyLimit, begin, openSession, logger }: ServeOptions,
): OpenConnection {
  const gone = new AbortController();
  const waitingForRoom: (() => void)[] = [];
  const isFull = () => socket.bufferedAmount >= highWater && socket.readyState === socket.OPEN;
  const flushed = () => {
    if (isFull()) return;
    for (const wake of waitingForRoom.splice(0)) wake();
  };
  const client: ClientSocket = {
    signal: gone.signal,
    send(text) {
      if (socket.readyState === socket.OPEN) socket.send(text, flushed);
      // Who does not read at all must not fill the memory.
      if (socket.bufferedAmount > bodyLimit()) socket.terminate();
    },
    drained() {
      if (!isFull()) return undefined;
      return new Promise((resolve) => waitingForRoom.push(resolve));
    },
    close: (code, reason) => socket.close(code, reason),
  };
  const session = openSession(client);
  let lane: Promise<void> = Promise.resolve();
  let waiting = 0;
  let draining = false;

  async function respond(frame: CreateFrame, text: string): Promise<void> {
    if (gone.signal.aborted) return;
    const record = begin(Buffer.byteLength(text));
    const { id } = record.row;
    try {
      await session.create(frame, text, record);
    } catch (error) {
      logger.error({ error, request: id }, "a response over a WebSocket failed unexpectedly");
      record.finish("failed", 500, problemFor(error, id));
      socket.close(1011, `internal error, in the log under ${id}`);
    }
  }

  function take(text: string): void {
    const frame = parseFrame(text);
    if (frame === null) {
      client.send(
        publicErrorFrame(new RequestError("A frame is not a JSON object.", { code: "invalid_json" })).text,
      );
      return;
    }
    if (frame["type"] !== "response.create") {
      session.other(text);
      return;
    }
    if (waiting >= waitingLimit || draining) {
      socket.close(draining ? 1001 : 1008, draining ? "the gateway is stopping" : "one response at a time");
      return;
    }
    waiting += 1;
    lane = lane
      .then(() => respond(frame, text))
      .finally(() => {
        waiting -= 1;
        if (draining && waiting === 0) socket.close(1001, "the gateway is stopping");
      });
  }

  socket.on("message", (data: RawData, binary) => {
    if (binary) socket.close(1003, "text frames only");
    else take((data as Buffer).toString("utf8"));
  });
  socket.on("error", () => socket.terminate());
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      gone.abort();
      flushed();
      session.end();
      resolve();
    });
  });
  return {
    closed,
    drain() {
      draining = true;
      if (waiting === 0) socket.close(1001, "the gateway is stopping");
    },
    terminate: () => socket.terminate(),
  };
}
