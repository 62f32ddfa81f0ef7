/** The way over the backend's own WebSocket: the client's frame as it came, where the backend can understand it. */
import type { CodexSocket } from "../../../providers/codex/socket.ts";
import { UpstreamFailure } from "../../../providers/failure.ts";
import type { ClientSocket } from "./client-socket.ts";
import { wholeFrame, type CodexAsk } from "./codex-request.ts";
import { relayNatively, SocketLost } from "./codex-turn.ts";
import type { CodexUpstream } from "./codex-upstream.ts";
import type { FrameRelay } from "./frame-relay.ts";
import type { TurnHistory } from "./turn-history.ts";

export function createNativeWay(upstream: CodexUpstream, history: TurnHistory, client: ClientSocket) {
  function textFor(ask: CodexAsk, socket: CodexSocket): string {
    const { previousId, stripped, text } = ask;
    // What nobody here knows is the backend's to judge.
    const understood =
      previousId === null || !history.knows(previousId) || history.placeOf(previousId) === socket;
    return understood && !stripped ? text : JSON.stringify(wholeFrame(ask, history));
  }

  /** Whether the answer came to its end; null when the connection broke before anything of it was there. */
  return async function ask(
    asked: CodexAsk,
    relay: FrameRelay,
    socket: CodexSocket,
  ): Promise<boolean | null> {
    try {
      const whole = await relayNatively(socket, textFor(asked, socket), relay, client);
      if (!whole) upstream.lose();
      return whole;
    } catch (error) {
      // Its login counted when it was opened: a renewed one needs a new connection.
      // And what is not at its end yet would go on into the next answer.
      if (error instanceof UpstreamFailure && (error.status === 401 || error.kind === "stream-cut")) {
        upstream.drop();
      }
      if (!(error instanceof SocketLost)) throw error;
      if (client.signal.aborted) {
        throw new UpstreamFailure({ kind: "cancelled", message: "The client left." });
      }
      upstream.lose();
      return null;
    }
  };
}
