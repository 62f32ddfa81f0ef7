/**
 * Writes an event stream to a client: head as late as possible, so that early failures keep their HTTP status;
 * heartbeats while the model is silent; no faster than the client reads.
 */
import type { ServerResponse } from "node:http";

/** Milliseconds: how long the head waits for output, and the longest silence after it. */
const patience = { head: 5_000, silence: 15_000 };
const comment = ": waiting\n\n";

export interface WriterOptions {
  head?: number;
  silence?: number;
  /** What is written in silence: an event of the client's protocol, or a comment. */
  heartbeat?: string | undefined;
}

export interface EventWriter {
  begun(): boolean;
  /** Resolves when the client can take more. After the end nothing is written any more. */
  write(text: string): Promise<void> | undefined;
  end(text: string): void;
}

export function createEventWriter(
  response: ServerResponse,
  headers: Record<string, string>,
  options: WriterOptions = {},
): EventWriter {
  const timing = { ...patience, ...options };
  const heartbeat = options.heartbeat ?? comment;
  let begun = false;
  let timer = setTimeout(beat, timing.head).unref();
  response.once("close", () => clearTimeout(timer));

  function beat(): void {
    if (!response.writableEnded && !response.destroyed) send(heartbeat);
  }

  function send(text: string): boolean {
    if (begun) {
      timer.refresh();
    } else {
      begun = true;
      clearTimeout(timer);
      timer = setTimeout(beat, timing.silence).unref();
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache",
        ...headers,
      });
    }
    return response.write(text);
  }

  return {
    begun: () => begun,
    write(text) {
      if (text === "" || response.destroyed || response.writableEnded) return undefined;
      return send(text) ? undefined : drained(response);
    },
    end(text) {
      if (response.destroyed || response.writableEnded) return;
      if (text !== "") send(text);
      response.end();
    },
  };
}

/** Also resolves when the client goes away: then there is nobody to wait for. */
export function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
