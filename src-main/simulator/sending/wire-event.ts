/** An event of an answer, and what all events of a turn are made from. */
import type { IdSource } from "../answers/seeded-ids.ts";
import type { Json } from "../rules/json-shape.ts";
import type { TokenCounts } from "../rules/token-counts.ts";

/** `sequence_number` is added when the stream is complete. */
export interface WireEvent {
  type: string;
  [field: string]: unknown;
}

/** How a stream ends. `none`: the connection closes without a terminal event. */
export type StreamEnd =
  | { kind: "completed" }
  | { kind: "none" }
  | { kind: "failed"; error: Json }
  /** A bare `error` event. */
  | { kind: "error"; error: Json }
  | { kind: "incomplete"; reason: string };

export interface TurnContext {
  ids: IdSource;
  /** Epoch seconds. */
  createdAt: number;
  body: Json;
  usage: TokenCounts;
  /** Ciphertext that only the same account can use again. */
  encrypt: (note: string) => string;
  /** Size and seed of an image are taken from the prompt. */
  renderImage: (prompt: string) => string;
  /** Open all calls before any is filled. */
  interleaved: boolean;
  /** Puts the items into `response.completed` too; the real backend leaves them out. */
  fillOutput: boolean;
  end: StreamEnd;
  /** Output events to send before the end; all when null. */
  endAfterOutputEvents: number | null;
  /** Goes out before the first output event, as `codex.rate_limits`. */
  rateLimits: object | null;
}
