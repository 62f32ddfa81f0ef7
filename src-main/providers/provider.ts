/**
 * A provider: what serves a turn. The Codex backend is the first. Everything that chooses, retries, records and answers
 * knows this interface alone; a new provider is a folder here and a line where services are built.
 */
import type { ReportedLimits } from "../../src-shared/limits/reported-limits.ts";
import type { ModelView } from "../../src-shared/contract/models.ts";
import type { Problem } from "../../src-shared/problem.ts";
import type { SlotSource } from "../platform/slot-source.ts";
import type { WireEvent, WireRequest } from "../protocols/wire/wire.ts";
import type { AnswerHeaders, EventStream } from "./answer.ts";

/** Fields of a turn that a provider may lack. Whatever else a turn has, it must reach the model. */
export type TurnField = Extract<
  keyof WireRequest,
  "tools" | "tool_choice" | "parallel_tool_calls" | "reasoning" | "text" | "service_tier" | "client_metadata"
>;

/**
 * Why no slot can serve: there is none, the credential of each has ended or is sealed, each is paused or set not to
 * use the model, or has reached its limit.
 */
export type Unavailable = "none" | "ended" | "sealed" | "paused" | "excluded" | "limited";

/**
 * `C` is what a call needs of a slot. Only what `credentials` and `recover` of the same provider gave is handed to
 * `respond`; nobody else looks into it.
 */
export interface Provider<C = unknown> {
  /** As in `NAME:MODEL`: lower case, digits and hyphens. Unique. */
  readonly name: string;
  readonly kind: string;
  readonly slots: SlotSource;
  /** Fields that reach it; others are left out of the turn and named as dropped. */
  readonly takes: "all" | ReadonlySet<TurnField>;
  /** What is known of its models without asking; one that is not known is passed on as it was named. */
  readonly models: { find(id: string): ModelView | undefined };
  /** What a slot's calls need, ready for one. Throws AppError (`network` when it may be had in a moment). */
  credentials(slotId: string): Promise<C>;
  /** After they were refused: others; null when there are none. Left out where nothing can be renewed. */
  recover?(slotId: string, refused: C): Promise<C | null>;
  /**
   * Sends a turn. `headers`: what the client said of its purpose, under the Codex backend's names. `connected` is called
   * once the request leaves. Throws UpstreamFailure, also from the stream; ends with everything freed when `signal` fires.
   */
  respond(
    credentials: C,
    turn: WireRequest,
    headers: Record<string, string>,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<EventStream>;
  /** What the headers of an answer tell of the slot's limits; null: nothing. */
  limitsOfHeaders?(headers: AnswerHeaders): ReportedLimits | null;
  /** The same of an event; asked for every one, so it must be quick to say null. */
  limitsOfEvent?(event: WireEvent): ReportedLimits | null;
  /**
   * Asks whether the slot works, at no cost to the person, and what it has left; null where that cannot be asked.
   * Throws UpstreamFailure or AppError.
   */
  check(slotId: string): Promise<ReportedLimits | null>;
  /** What the client and the person are told. `model`: of the request, where it is known. */
  unavailable(why: Unavailable, model: string | null): Problem;
  /** Ends connections and processes. */
  close?(): Promise<void>;
}
