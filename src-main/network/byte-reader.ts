/** Reads a connection's first bytes in portions of known form; what was not taken stays for whoever reads next. */
import type { Socket } from "node:net";

export interface ByteReader {
  take(count: number): Promise<Buffer>;
  /** Up to and with `end`. Rejects when it is not there within `limit` bytes. */
  takeUntil(end: string, limit: number): Promise<Buffer>;
  /** Gives the rest back to the connection. To be called once. */
  done(): void;
}

/** Everything rejects when the connection ends or fails before. */
export function readBytes(socket: Socket): ByteReader {
  let held: Buffer = Buffer.alloc(0);
  let ended: Error | null = null;
  let check = () => {};
  const onReadable = () => {
    for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null)
      held = Buffer.concat([held, chunk]);
    check();
  };
  const onEnd = (error?: Error) => {
    ended = error instanceof Error ? error : new Error("The connection was closed.");
    check();
  };
  const events = [
    ["readable", onReadable],
    ["error", onEnd],
    ["end", onEnd],
    ["close", onEnd],
  ] as const;
  for (const [event, listener] of events) socket.on(event, listener);

  function wait(sizeOf: () => number | Error | null): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      check = () => {
        const size = sizeOf() ?? ended;
        if (size === null) return;
        check = () => {};
        if (size instanceof Error) return reject(size);
        resolve(held.subarray(0, size));
        held = held.subarray(size);
      };
      check();
    });
  }

  return {
    take: (count) => wait(() => (held.length >= count ? count : null)),
    takeUntil: (end, limit) =>
      wait(() => {
        const at = held.indexOf(end);
        if (at >= 0) return at + end.length;
        return held.length > limit ? new Error("The answer is too long.") : null;
      }),
    done() {
      for (const [event, listener] of events) socket.off(event, listener);
      if (held.length > 0) socket.unshift(held);
    },
  };
}
