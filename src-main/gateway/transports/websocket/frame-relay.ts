/**
 * The frames of one response on their way to the client. Until the first output they are held back, so that a failure
 * can still go to another account; from then on every frame is passed on as it came. Only the few frames that log,
 * limits and history live on are parsed.
 */
import type { TokenUsage } from "../../../../src-shared/contract/requests.ts";
import type { ReportedLimits } from "../../../../src-shared/limits/reported-limits.ts";
import { limitsFromEvent } from "../../../providers/codex/limits.ts";
import { isHandshake, terminalOf, type WireEventData } from "../../../protocols/wire/wire.ts";
import { tokenUsage } from "../../../protocols/wire/token-usage.ts";
import { classifyAnswer, classifyEventError } from "../../../providers/codex/failure.ts";
import type { UpstreamFailure } from "../../../providers/failure.ts";
import { holdingBound } from "../../turn/held-back.ts";
import { frameType, parseFrame } from "./frame-type.ts";

export interface RelayOptions {
  send: (text: string) => void;
  /** A first frame came. */
  received(): void;
  /** Just before a first frame is sent. */
  begin(): void;
  limits(limits: ReportedLimits): void;
  now: () => number;
}

interface RelayedTurn {
  id: string | null;
  model: string | null;
  usage: TokenUsage | null;
  /** Finished items in their order. */
  output: unknown[];
  outputBytes: number;
  /** A failure that was told inside the answer. */
  failure: UpstreamFailure | null;
}

export interface FrameRelay {
  /**
   * True with the terminal frame. Throws UpstreamFailure for a failure before any output, `stream-cut` when there is
   * none within bounds: nothing was sent then.
   */
  push(text: string): boolean;
  begun(): boolean;
  turn: RelayedTurn;
  /** The frames in which a failure before any output was told. */
  refused: string[];
}

export function createFrameRelay(options: RelayOptions): FrameRelay {
  const turn: RelayedTurn = { id: null, model: null, usage: null, output: [], outputBytes: 0, failure: null };
  const relay: FrameRelay = { push, begun: () => begun, turn, refused: [] };
  let begun = false;
  let held: string[] = [];
  const hold = holdingBound();

  function push(text: string): boolean {
    if (!begun) options.received();
    const type = frameType(text);
    const terminal = terminalOf(type);
    if (terminal === "failed" || terminal === "error") {
      turn.failure = failureIn(text, options.now());
      if (!begun) {
        relay.refused = [...held, text];
        throw turn.failure;
      }
    }
    read(type, text);
    if (!begun && isHandshake(type)) {
      hold(text.length);
      held.push(text);
      return false;
    }
    if (!begun) {
      begun = true;
      options.begin();
      for (const earlier of held) options.send(earlier);
      held = [];
    }
    options.send(text);
    return terminal !== null;
  }

  function read(type: string, text: string): void {
    if (type === "response.output_item.done") {
      turn.output.push(parseFrame(text)?.["item"]);
      turn.outputBytes += text.length;
    } else if (type === "codex.rate_limits") {
      const told = limitsFromEvent(parseFrame(text));
      if (told) options.limits(told);
    } else if (type === "response.created" || terminalOf(type) !== null) {
      const response = (parseFrame(text) as WireEventData | null)?.response;
      if (typeof response?.id === "string") turn.id = response.id;
      if (typeof response?.model === "string") turn.model = response.model;
      turn.usage = tokenUsage(response?.usage) ?? turn.usage;
    }
  }

  return relay;
}

function failureIn(text: string, now: number): UpstreamFailure {
  const frame = (parseFrame(text) ?? {}) as Partial<WireEventData> & {
    status?: unknown;
    status_code?: unknown;
    headers?: unknown;
  };
  const status = frame.status ?? frame.status_code;
  if (typeof status !== "number")
    return classifyEventError(frame.response?.error ?? frame.error ?? frame, now);
  const headers = (typeof frame.headers === "object" ? frame.headers : null) ?? {};
  const body = JSON.stringify({ error: frame.error });
  return classifyAnswer({ status, headers: headers as Record<string, string>, body, now });
}
