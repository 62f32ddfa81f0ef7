/** Puts an answer on the wire, in the time and the pieces the behaviour asks for. */
import type { ServerResponse } from "node:http";
import type { SimulatorClock } from "../clock.ts";
import { pause, stand } from "../answers/holding.ts";
import type { Reply, StreamReply } from "../answers/reply.ts";
import type { Behaviour } from "../answers/script.ts";
import { sseFrames } from "./sse-frames.ts";

export interface Wire {
  response: ServerResponse;
  clock: SimulatorClock;
  /** Resolves when the connection or the exchange is over. */
  closed: Promise<unknown>;
  /** Pause before every delta when no behaviour says otherwise, milliseconds. */
  paceMs: number;
}

async function beforeHeaders(wire: Wire, behaviour: Behaviour): Promise<void> {
  await pause(wire.clock, wire.closed, behaviour.headersDelayMs);
  await stand(wire.closed, behaviour.headersGate);
  if (behaviour.cutAfterBytes === 0) wire.response.destroy();
}

/** Resolves when the bytes are with the operating system, or the connection is gone. */
async function write(wire: Wire, bytes: Buffer): Promise<void> {
  const flushed = Promise.withResolvers<void>();
  wire.response.write(bytes, () => flushed.resolve());
  await Promise.race([flushed.promise, wire.closed]);
}

/** Writes a body piece by piece and remembers how far it came. */
class PiecedBody {
  private sent = 0;
  private readonly wire: Wire;
  private readonly behaviour: Behaviour;

  constructor(wire: Wire, behaviour: Behaviour) {
    this.wire = wire;
    this.behaviour = behaviour;
  }

  private nextStop(end: number): number {
    const { splitEveryBytes, splitAt = [], cutAfterBytes } = this.behaviour;
    const stops = [end, ...splitAt, ...(cutAfterBytes === undefined ? [] : [cutAfterBytes])];
    if (splitEveryBytes) stops.push(this.sent - (this.sent % splitEveryBytes) + splitEveryBytes);
    return Math.min(...stops.filter((stop) => stop > this.sent));
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    const start = this.sent;
    const end = start + bytes.length;
    while (this.sent < end && !this.wire.response.destroyed) {
      const stop = this.nextStop(end);
      await write(this.wire, bytes.subarray(this.sent - start, stop - start));
      this.sent = stop;
      if (stop === this.behaviour.cutAfterBytes) this.wire.response.destroy();
    }
  }
}

export async function sendReply(wire: Wire, reply: Reply, behaviour: Behaviour): Promise<void> {
  await beforeHeaders(wire, behaviour);
  const { response } = wire;
  if (response.destroyed) return;
  const text = typeof reply.body === "object" ? JSON.stringify(reply.body) : (reply.body ?? "");
  const type = typeof reply.body === "object" ? { "content-type": "application/json" } : {};
  const length = { "content-length": String(Buffer.byteLength(text)) };
  response.writeHead(reply.status, { ...type, ...length, ...reply.headers, ...behaviour.headers });
  if (behaviour.firstByteDelayMs !== undefined || behaviour.firstByteGate) response.flushHeaders();
  await pause(wire.clock, wire.closed, behaviour.firstByteDelayMs);
  await stand(wire.closed, behaviour.firstByteGate);
  if (behaviour.cutAfterBytes === undefined) response.end(text);
  else await new PiecedBody(wire, behaviour).write(text);
}

export async function sendStream(
  wire: Wire,
  stream: StreamReply,
  behaviour: Behaviour | null,
): Promise<void> {
  const { response } = wire;
  const headers = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    ...stream.headers,
    ...behaviour?.headers,
  };
  if (!behaviour && wire.paceMs <= 0) {
    // Nothing to hold back: one write, so that a benchmark measures its subject and not this server.
    response.writeHead(200, headers);
    response.end(sseFrames(stream.events, {}).join(""));
    return;
  }
  await sendSlowly(wire, stream, headers, behaviour ?? {});
}

async function sendSlowly(
  wire: Wire,
  stream: StreamReply,
  headers: Record<string, string>,
  behaviour: Behaviour,
): Promise<void> {
  const { response } = wire;
  await beforeHeaders(wire, behaviour);
  if (response.destroyed) return;
  response.writeHead(200, headers);
  response.flushHeaders();
  await pause(wire.clock, wire.closed, behaviour.firstByteDelayMs);
  await stand(wire.closed, behaviour.firstByteGate);
  const body = new PiecedBody(wire, behaviour);
  const frames = stream.raw === undefined ? sseFrames(stream.events, behaviour) : [stream.raw];
  for (const [index, text] of frames.entries()) {
    if (behaviour.gate?.afterEvents === index) await stand(wire.closed, behaviour.gate.gate);
    if (behaviour.cutAfterEvents === index) response.destroy();
    if (behaviour.stallAfterEvents === index) await wire.closed;
    if (response.destroyed) return;
    const delta = stream.events[index]?.type.endsWith(".delta") ? wire.paceMs : 0;
    await pause(wire.clock, wire.closed, index > 0 ? (behaviour.eventDelayMs ?? delta) : 0);
    await body.write(text);
  }
  if (behaviour.gate?.afterEvents === frames.length) await stand(wire.closed, behaviour.gate.gate);
  if (behaviour.stallAfterEvents === frames.length) await wire.closed;
  if (behaviour.cutAfterEvents === frames.length) response.destroy();
  if (!response.destroyed) response.end();
}
