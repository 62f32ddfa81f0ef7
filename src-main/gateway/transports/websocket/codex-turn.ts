/** One response for a Codex client: natively, frame by frame, or over HTTP when there is no WebSocket. */
import type { RawAnswer } from "../../../providers/answer.ts";
import { readRefusal } from "../../../providers/http-call.ts";
import { terminalOf } from "../../../protocols/wire/wire.ts";
import type { CodexSocket } from "../../../providers/codex/socket.ts";
import { classifyAnswer } from "../../../providers/codex/failure.ts";
import { UpstreamFailure } from "../../../providers/failure.ts";
import { createEventDecoder } from "../../../providers/responses/sse-events.ts";
import { answeredErrorFrame, type ErrorFrame } from "./error-frame.ts";
import type { ClientSocket } from "./client-socket.ts";
import type { FrameRelay } from "./frame-relay.ts";
import { frameType } from "./frame-type.ts";

/** The backend's WebSocket ended before anything of an answer was passed on. */
export class SocketLost extends Error {}

/**
 * Resolves with whether the answer came to its end; throws UpstreamFailure or SocketLost while nothing was sent.
 * `client` also gets what the backend says between this response and the next; no faster than it reads.
 */
export function relayNatively(
  socket: CodexSocket,
  text: string,
  relay: FrameRelay,
  client: Pick<ClientSocket, "send" | "drained">,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let over = false;
    const finish = (how: () => void) => {
      if (!over) how();
      over = true;
    };
    let paused = false;
    const holdBack = () => {
      const room = paused ? undefined : client.drained();
      if (room === undefined) return;
      paused = true;
      socket.pause();
      void room.then(() => {
        paused = false;
        socket.resume();
      });
    };
    socket.read({
      frame(received) {
        take(received);
        holdBack();
      },
      closed() {
        finish(() => (relay.begun() ? resolve(false) : reject(new SocketLost())));
      },
    });
    function take(received: string): void {
      if (over) {
        // Limits and notes are for everybody; events of an answer that has ended are for nobody.
        if (!isOfAnswer(received)) client.send(received);
        return;
      }
      try {
        if (relay.push(received)) finish(() => resolve(true));
      } catch (error) {
        finish(() => reject(error));
      }
    }
    socket.send(text);
  });
}

function isOfAnswer(text: string): boolean {
  const type = frameType(text);
  return type.startsWith("response.") || terminalOf(type) !== null;
}

/** The refusal that an error of `refuseAnswer` was made from, in the backend's words. */
export const refusalFrames = new WeakMap<UpstreamFailure, ErrorFrame>();

/** Throws the failure of an answer that is no stream of events. */
export async function refuseAnswer(answer: RawAnswer, now: number): Promise<void> {
  if (answer.status < 400) return;
  const body = (await readRefusal(answer)).toString("utf8");
  const failure = classifyAnswer({ status: answer.status, headers: answer.headers, body, now });
  const frame = answeredErrorFrame(answer.status, answer.headers, body);
  if (frame) refusalFrames.set(failure, frame);
  throw failure;
}

/** As `relayNatively`, from the events of an HTTP answer. `drained`: waits for a slow client. */
export async function relayEvents(
  answer: RawAnswer,
  relay: FrameRelay,
  drained: () => Promise<void> | undefined,
): Promise<boolean> {
  const decoder = createEventDecoder();
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      for (const event of decoder.push(chunk)) {
        if (relay.push(event.raw)) return true;
      }
      await drained();
    }
  } catch (error) {
    if (error instanceof UpstreamFailure) throw error;
    // The connection was there and broke.
  }
  if (relay.begun()) return false;
  throw new UpstreamFailure({
    kind: "stream-cut",
    message: "The backend's answer broke off before its beginning.",
  });
}
