/** Puts an answer on a WebSocket: a frame per event, in the time and up to the point the behaviour asks for. */
import type { WebSocket } from "ws";
import type { SimulatorClock } from "../clock.ts";
import { pause, stand } from "../answers/holding.ts";
import type { Reply, StreamReply } from "../answers/reply.ts";
import type { Behaviour } from "../answers/script.ts";

export interface SocketWire {
  socket: WebSocket;
  clock: SimulatorClock;
  /** Resolves when the connection is over. */
  closed: Promise<unknown>;
  /** Pause before every delta when no behaviour says otherwise, milliseconds. */
  paceMs: number;
}

/** A refusal as a frame: `{"type":"error","status","error","headers"}` (codex-backend 2.9). */
export function errorFrame(reply: Reply): string {
  const { error, detail } = (typeof reply.body === "object" ? reply.body : {}) as {
    error?: object;
    detail?: unknown;
  };
  const message = typeof detail === "string" ? detail : JSON.stringify(detail ?? reply.body ?? "");
  const told = error ?? { type: "invalid_request_error", code: null, message, param: null };
  return JSON.stringify({ type: "error", status: reply.status, error: told, headers: reply.headers ?? {} });
}

/** Resolves with whether the connection was there to the end. */
export async function sendFrames(
  wire: SocketWire,
  reply: Reply | StreamReply,
  behaviour: Behaviour,
): Promise<boolean> {
  const { socket, clock, closed } = wire;
  await pause(clock, closed, behaviour.headersDelayMs);
  await stand(closed, behaviour.headersGate);
  await pause(clock, closed, behaviour.firstByteDelayMs);
  await stand(closed, behaviour.firstByteGate);
  if (behaviour.cutAfterBytes !== undefined) socket.terminate();
  const frames = framesOf(reply, behaviour);
  for (const [index, { text, delta }] of frames.entries()) {
    if (behaviour.gate?.afterEvents === index) await stand(closed, behaviour.gate.gate);
    if (behaviour.cutAfterEvents === index) socket.terminate();
    if (behaviour.stallAfterEvents === index) await closed;
    if (socket.readyState !== socket.OPEN) return false;
    await pause(clock, closed, index > 0 ? (behaviour.eventDelayMs ?? (delta ? wire.paceMs : 0)) : 0);
    if (behaviour.noise) socket.send('{"type":"keepalive"}');
    await send(wire, text);
  }
  if (behaviour.gate?.afterEvents === frames.length) await stand(closed, behaviour.gate.gate);
  if (behaviour.stallAfterEvents === frames.length) await closed;
  if (behaviour.cutAfterEvents === frames.length) socket.terminate();
  const whole = socket.readyState === socket.OPEN;
  // Without a terminal event the only end there is is the connection's.
  if (!("status" in reply) && behaviour.end?.kind === "none") socket.close(1011);
  if (behaviour.closeAfterwards) socket.close(1001);
  return whole;
}

function framesOf(reply: Reply | StreamReply, { rawSse }: Behaviour): { text: string; delta: boolean }[] {
  if ("status" in reply) return [{ text: errorFrame(reply), delta: false }];
  if (rawSse !== undefined) return rawSse.split(/\r?\n/).flatMap(dataLine);
  return reply.events.map((event) => ({ text: JSON.stringify(event), delta: event.type.endsWith(".delta") }));
}

function dataLine(line: string): { text: string; delta: boolean }[] {
  return line.startsWith("data:") ? [{ text: line.slice(5).trimStart(), delta: false }] : [];
}

/** Resolves when the frame is with the operating system, or the connection is gone. */
async function send({ socket, closed }: SocketWire, text: string): Promise<void> {
  const flushed = Promise.withResolvers<void>();
  socket.send(text, () => flushed.resolve());
  await Promise.race([flushed.promise, closed]);
}
