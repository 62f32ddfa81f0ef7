/**
 * A provider: what serves a turn. The Codex backend is the first. Everything that chooses, retries, records and answers
 * knows this interface alone; a new provider is a folder here and a line where services are built.
 */
import type { ReportedLimits } from "../../src-shared/limits/reported-limits.ts";
import type { ModelView } from "../../src-shared/contract/models.ts";
import type { Problem } from "../../src-shared/problem.ts";
import type { SlotSource } from "../platform/slot-source.ts";
import type { Sampling, WireEvent, WireRequest } from "../protocols/wire/wire.ts";
import type { UpstreamFailure } from "./failure.ts";
import type { AnswerHeaders, EventStream, RawAnswer } from "./answer.ts";

/** Fields of a turn that a provider may lack. Whatever else a turn has, it must reach the model. */
export type TurnField = Extract<
  keyof WireRequest,
  | "tools"
  | "tool_choice"
  | "parallel_tool_calls"
  | "reasoning"
  | "text"
  | "service_tier"
  | "client_metadata"
  | "sampling"
>;

/**
 * Why no slot can serve: there is none, the credential of each has ended or is sealed, each is paused or set not to
 * use the model, or has reached its limit.
 */
export type Unavailable = "none" | "ended" | "sealed" | "paused" | "excluded" | "limited";

/** A request in a protocol that client and provider share. */
export interface RelayCall {
  /** As the gateway serves it, without query: `/v1/messages`, `/v1/chat/completions`, `/v1/embeddings` … */
  path: string;
  /** The query as it came, with its question mark; empty without. */
  query: string;
  /** As the client wrote it but for the model's name, which is the provider's own. */
  body: Buffer;
  /** The client's, without credentials, hop-by-hop headers and ours. */
  headers: Readonly<Record<string, string>>;
}

/** Same protocol: bytes go through untouched both ways. */
export interface Relay<C> {
  /** Which calls it takes, by `RelayCall.path`; asked anew for each. */
  takes(path: string): boolean;
  /** Resolves with any 2xx answer; throws UpstreamFailure for every other. `connected` as for `respond`. */
  send(credentials: C, call: RelayCall, signal: AbortSignal, connected: () => void): Promise<RawAnswer>;
  /**
   * Of a request that was refused as wrong: it may be the endpoint that is particular, and serve the request when it is
   * translated. Absent: never.
   */
  translatesRefused?(): boolean;
  /** Of an error that a stream told after it began. */
  failureOf(error: unknown): UpstreamFailure;
}

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
  /** Of the sampling settings, those that a model takes; absent: all, where `takes` has them. */
  sampling?(model: string): ReadonlySet<keyof Sampling>;
  /** What is known of its models without asking; one that is not known is passed on as it was named. */
  readonly models: {
    find(id: string): ModelView | undefined;
    /** In the provider's order; absent where only `find` is served. */
    all?(): readonly ModelView[];
    /** Asks the provider for its list. Throws AppError or UpstreamFailure. */
    refresh?(signal?: AbortSignal): Promise<void>;
    /** The one that stands for no name of a model; null: there is none. */
    default?(): string | null;
  };
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
  /** Absent: every request is translated. */
  readonly relay?: Relay<C>;
  /** What the headers of an answer tell of the slot's limits; null: nothing. */
  limitsOfHeaders?(headers: AnswerHeaders): ReportedLimits | null;
  /** The same of an event; asked for every one, so it must be quick to say null. */
  limitsOfEvent?(event: WireEvent): ReportedLimits | null;
  /**
   * Asks whether the slot works, at no cost to the person, and what it has left; null where that cannot be asked.
   * Throws UpstreamFailure or AppError.
   */
  check(slotId: string): Promise<ReportedLimits | null>;
  /** What it finds out of a slot's limits by itself goes to the listener, from now on. */
  tellLimits?(listener: (slotId: string, limits: ReportedLimits) => void): void;
  /** What the client and the person are told. `model`: of the request, where it is known. */
  unavailable(why: Unavailable, model: string | null): Problem;
  /** Ends connections and processes. */
  close?(): Promise<void>;
}
