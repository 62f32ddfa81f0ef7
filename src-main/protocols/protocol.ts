/**
 * What a client speaks, as a value. Everything in it is pure: ids, times and the conversation are handed in. One
 * runner (`gateway/turn/serve-turn.ts`) serves them all, over every transport.
 */
import type { AddedTools } from "./shared/added-tools.ts";
import type { EffortTraits } from "./shared/effort.ts";
import type { DescribedFailure, Dialect } from "./shared/error-answer.ts";
import type { FieldTable } from "./shared/field-table.ts";
import type { CountText } from "./wire/count-tokens.ts";
import type { Fold } from "./wire/collect.ts";
import type { WireEvent, WireItem, WireRequest, WireResponse } from "./wire/wire.ts";

/** What the model of a request can do, from the catalog; empty lists when unknown. */
export interface ModelTraits extends EffortTraits {
  id: string;
  tiers: readonly string[];
}

export interface TurnContext {
  /** Of the request, without prefix: the answer's id is made of it. */
  id: string;
  /** Epoch milliseconds. */
  now: () => number;
  model: ModelTraits;
  /** The model's name as the client said it: answers name it back. */
  asked: string;
  /** Becomes the cache key. */
  conversation: string;
  /** What every request is offered, by the settings. */
  added: AddedTools;
}

export interface PreparedTurn<Turn> {
  /** What is sent, as it reads for every account. */
  request: WireRequest;
  /** Where encrypted reasoning of some account is in it: the items for one, by its short name. */
  itemsFor?: ((account: string) => unknown[]) | undefined;
  turn: Turn;
  /** Fields that were left out because the backend does not take them. */
  dropped: string[];
}

/** What names a conversation: the body itself, else what does not change from turn to turn. */
interface ConversationOf {
  prompt_cache_key?: string | null | undefined;
  user?: string | null | undefined;
  beginning: () => unknown;
}

/** What a request is for, where the body can say it. */
export interface Purpose {
  subagent?: string | null | undefined;
  memgen?: boolean | null | undefined;
}

export interface Protocol<Body extends Readonly<Record<string, unknown>>, Turn, State> {
  dialect: Dialect;
  fields: FieldTable;
  /** Throws RequestError. */
  parse(body: unknown): Body;
  asked(body: Body): { model: string | null | undefined; stream: boolean };
  /** `model`: as the backend is asked for it. */
  conversation(body: Body, model: string): ConversationOf;
  /** Absent where a body cannot say it. */
  purpose?(body: Body): Purpose;
  /** Throws RequestError. */
  prepare(body: Body, context: TurnContext): PreparedTurn<Turn>;
  initial(turn: Turn): State;
  /** The text to write for an event, often none. `account`: the short name of the one that answers. */
  step(state: State, event: WireEvent, account: string): string;
  /** The last word of a stream that fails after it began; nothing after the terminal event. */
  fail(state: State, failure: DescribedFailure, requestId?: string): string;
  /** The whole answer, folded from the events. */
  fold(turn: Turn): Fold;
  /** Written while the model is silent; a comment when it is missing. */
  heartbeat?(turn: Turn): string;
  /** Of a stream; server-sent events when it is missing. */
  contentType?: string;
  /** How a prompt that is too long is told. `window`: tokens the model takes, null when unknown. */
  tooLong?(body: Body, count: CountText, window: number | null): string;
  /** Of a protocol whose requests may build on earlier answers. */
  memory?: ProtocolMemory<Body, Turn, State>;
}

interface ProtocolMemory<Body, Turn, State> {
  /** The request with everything in place that it only names. Throws RequestError. */
  resolve(body: Body, known: KnownResponses): { body: Body; accountId: string | null };
  /** The answer of a stream that has ended well; null until then. */
  finished(state: State): object | null;
  /** How an answer is kept. `full` and `asked`: the request resolved, and as it came. */
  stored(response: object, full: Body, asked: Body): Omit<StoredResponse, "accountId">;
  /** Whether the client may ask for the answer itself. */
  kept(turn: Turn): boolean;
}

export interface StoredResponse {
  response: WireResponse;
  accountId: string;
  /** Everything the model was given for it, chains included. */
  input: Record<string, unknown>[];
  /** What this response added to memory, roughly. */
  bytes: number;
}

/** Responses and items that a request may name. */
export interface KnownResponses {
  get(id: string): StoredResponse | null;
  item(id: string): WireItem | null;
}
