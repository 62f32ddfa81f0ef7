/** Behaviours a test queues for coming requests. Each is used up by the requests it matches. */
import type { StreamEnd } from "../sending/wire-event.ts";
import type { Gate } from "./gate.ts";
import type { Json } from "../rules/json-shape.ts";
import type { Reply } from "./reply.ts";
import type { LoggedRequest } from "../request-log.ts";
import type { SimulatedAccount } from "../accounts/simulated-account.ts";
import type { PlannedCall } from "../rules/tool-requests.ts";

export interface Behaviour {
  /**
   * Which requests: POST /backend-api/codex/responses of any account unless said otherwise, `response.create` frames
   * included. The upgrade to a WebSocket is a GET of that path: refused by `reply`, left waiting by `headersGate`.
   */
  account?: string;
  method?: string;
  path?: string;
  when?: (request: LoggedRequest) => boolean;
  /** Frames that only warm up (codex-backend 2.9) use it, and nothing else does. */
  prewarm?: boolean;
  /** How many requests use it; 1 when left out. */
  times?: number;
  /** Never used up. */
  always?: boolean;

  /** Whole answer in place of the usual one, on a WebSocket an error frame. A known account's rate headers are added. */
  reply?: Reply | ((account: SimulatedAccount | null) => Reply);

  /** Milliseconds of the simulator's clock before status and headers go out. */
  headersDelayMs?: number;
  headersGate?: Gate;
  /** Between headers and the first byte of the body. */
  firstByteDelayMs?: number;
  firstByteGate?: Gate;
  /** Before every event but the first. 0 still sends each event by itself. */
  eventDelayMs?: number;
  /** Holds the stream after so many events until opened. */
  gate?: { afterEvents: number; gate: Gate };
  /** Sends nothing more after so many events and keeps the connection open. */
  stallAfterEvents?: number;
  /** Destroys the connection after so many events, or bytes of the body; 0 bytes: before any byte of the answer. */
  cutAfterEvents?: number;
  cutAfterBytes?: number;
  /** Closes the WebSocket behind the answer. */
  closeAfterwards?: boolean;
  /** Sends the body in pieces: of this size, or cut at these offsets. */
  splitEveryBytes?: number;
  splitAt?: number[];

  /** Framing of the events. */
  lineEnd?: "\n" | "\r\n";
  /** Comments and events of unknown types in between. */
  noise?: boolean;
  omitEventLines?: boolean;
  /** `data: [DONE]` at the end. */
  doneMarker?: boolean;

  /** Added to or put over the headers of the stream. */
  headers?: Record<string, string>;
  /** Text of the answer in place of the planned one. */
  text?: string;
  /** Calls in place of the planned answer. */
  calls?: PlannedCall[];
  /** Opens all items before filling any. */
  interleaved?: boolean;
  /** Fills `response.completed.response.output`. */
  fillOutput?: boolean;
  end?: StreamEnd;
  /** Output events (after created and in_progress) before the end; all when left out. */
  endAfterOutputEvents?: number;
  /** Sends a `codex.rate_limits` event with the account's windows, or with this payload. */
  rateLimitsEvent?: boolean | Json;
  /** The body as it is, in place of everything. */
  rawSse?: string;
}

export interface QueuedBehaviour {
  /** Requests that used it so far. */
  readonly uses: number;
  remove: () => void;
}

interface Entry {
  behaviour: Behaviour;
  left: number;
  uses: number;
}

function matches(behaviour: Behaviour, request: LoggedRequest): boolean {
  return (
    request.method === (behaviour.method ?? "POST") &&
    request.path === (behaviour.path ?? "/backend-api/codex/responses") &&
    request.prewarm === (behaviour.prewarm ?? false) &&
    (behaviour.account === undefined || behaviour.account === request.accountId) &&
    (behaviour.when?.(request) ?? true)
  );
}

export class Script {
  private entries: Entry[] = [];

  /** Queues behind those already there; the first that matches is used. */
  next(behaviour: Behaviour): QueuedBehaviour {
    const left = behaviour.always ? Number.POSITIVE_INFINITY : (behaviour.times ?? 1);
    const entry: Entry = { behaviour, left, uses: 0 };
    this.entries.push(entry);
    return {
      get uses() {
        return entry.uses;
      },
      remove: () => {
        this.entries = this.entries.filter((other) => other !== entry);
      },
    };
  }

  take(request: LoggedRequest): Behaviour | null {
    const entry = this.entries.find((candidate) => matches(candidate.behaviour, request));
    if (!entry) return null;
    entry.left -= 1;
    entry.uses += 1;
    if (entry.left <= 0) this.entries = this.entries.filter((other) => other !== entry);
    return entry.behaviour;
  }

  clear(): void {
    this.entries = [];
  }
}
