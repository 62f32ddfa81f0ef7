/** What a Codex client is told when no account could serve its frame. */
import { UpstreamFailure } from "../../../providers/failure.ts";
import { refusalFrames } from "./codex-turn.ts";
import { codexErrorFrame } from "./error-frame.ts";
import type { FrameRelay } from "./frame-relay.ts";

export interface Words {
  status: number;
  frames: string[];
}

/** The backend's own words when it was the backend that refused; never its 401, which Codex takes for its own. */
export function wordsFor(
  error: unknown,
  relay: FrameRelay | undefined,
  now: number,
  requestId: string,
): Words {
  const { status, text } = codexErrorFrame(error, now, requestId);
  const own = { status, frames: [text] };
  if (!(error instanceof UpstreamFailure) || error.status === 401) return own;
  const answered = refusalFrames.get(error);
  if (answered) return { status: answered.status, frames: [answered.text] };
  const told = relay !== undefined && relay.turn.failure === error ? relay.refused : [];
  // Inside a stream Codex takes a used-up plan for something that passes (codex-backend 2.8).
  const misread = error.kind === "usage-limit" && error.status === null;
  return told.length === 0 || misread ? own : { status: error.status ?? status, frames: told };
}
