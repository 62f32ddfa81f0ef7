/**
 * The one runner of translated turns: parse, choose a model, record, translate, start. What becomes of the events is
 * the business of a sink: a stream, a whole body, WebSocket frames, the result of a batch.
 */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { RequestRecord } from "../../logs/request-log.ts";
import type {
  KnownResponses,
  ModelTraits,
  PreparedTurn,
  Protocol,
  StoredResponse,
} from "../../protocols/protocol.ts";
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import type { GatewayServices } from "../services.ts";
import { readJson } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { conversationKey } from "./conversation-key.ts";
import { fallbacksOf, isUnserved } from "./fallbacks.ts";
import { modelFor } from "./model-choice.ts";
import { recordTurn, tellDropped } from "./record-turn.ts";
import { startTurn, type RequestFor, type Turn } from "./run-turn.ts";
import { stripForeign } from "./strip-encrypted-items.ts";
import { purposeHeaders } from "./subagent-headers.ts";
import { loadTokenCounter } from "./token-counter.ts";
import { leftOut } from "./turn-fields.ts";
import { patienceOf, type Patience } from "../waiting/patience.ts";

export type TurnBody = Readonly<Record<string, unknown>>;

/** Where a request came from, and what is remembered for it. */
export interface TurnSource {
  record: RequestRecord;
  headers: IncomingHttpHeaders;
  memory: TurnMemory;
  /** Of a transport that knows only streams. */
  stream?: true;
  /** As in Patience. */
  alive?: () => void;
  /** As in Exchange. */
  unserved?: unknown;
}

export interface TurnMemory extends KnownResponses {
  /** `kept`: the client may ask for it by its id. */
  keep(stored: StoredResponse, kept: boolean): void;
}

export interface StartedTurn {
  /** The short name of the account that serves. */
  account: string;
  batches: Turn["batches"];
}

/** A request made ready to be sent, and sent as often as it is started. */
export interface ReadyTurn<Spec, State> {
  turn: Spec;
  stream: boolean;
  dropped: readonly string[];
  /** Throws UpstreamFailure. The batches are the caller's: read to the end, or returned. */
  start(signal: AbortSignal): Promise<StartedTurn>;
  /** Steps a stream's events through the protocol, and keeps the answer that it ends with. */
  step(state: State, event: WireEvent, account: string): string;
  /** The whole answer, kept like that of a stream. Throws UpstreamFailure, also when it is cut. */
  collect(signal: AbortSignal): Promise<object>;
}

/** What a transport does with a turn that is ready. */
export type Sink<Body extends TurnBody, Spec, State> = (
  exchange: Exchange,
  protocol: Protocol<Body, Spec, State>,
  ready: ReadyTurn<Spec, State>,
) => Promise<void>;

export type AnySink = <Body extends TurnBody, Spec, State>(
  ...given: Parameters<Sink<Body, Spec, State>>
) => Promise<void>;

/** Answers a request over HTTP. Throws while a status can still say what went wrong. */
export async function serveTurn<Body extends TurnBody, Spec, State>(
  exchange: Exchange,
  protocol: Protocol<Body, Spec, State>,
  sink: Sink<Body, Spec, State>,
): Promise<void> {
  const { services, request, response, record } = exchange;
  const body = protocol.parse(await readJson(exchange));
  const { unserved } = exchange;
  const source = { record, headers: request.headers, memory: sharedMemory(services), unserved };
  const ready = readyTurn(services, protocol, body, source);
  tellDropped(response, ready.dropped);
  await sink(exchange, protocol, ready);
}

/** Translates and records. Throws RequestError. */
export function readyTurn<Body extends TurnBody, Spec, State>(
  services: GatewayServices,
  protocol: Protocol<Body, Spec, State>,
  body: Body,
  source: TurnSource,
): ReadyTurn<Spec, State> {
  const { record, headers, memory } = source;
  const { model: asked, ...said } = protocol.asked(body);
  const stream = source.stream ?? said.stream;
  const { choice, traits } = modelFor(services, asked);
  const full = protocol.memory?.resolve(body, memory) ?? { body, accountId: null };
  const named = protocol.conversation(full.body, choice.id);
  const { webSearch, chatImages } = services.settings.values().models;
  const conversation = conversationKey(named, headers, named.beginning);
  const prepareFor = (model: ModelTraits) =>
    protocol.prepare(full.body, {
      id: record.row.id.replace(/^req_/, ""),
      now: services.now,
      model,
      asked: choice.asked,
      conversation,
      added: { webSearch, images: chatImages },
    });
  const prepared = prepareFor(traits);
  const purpose = protocol.purpose ? purposeHeaders(protocol.purpose(body), headers) : {};
  const { turn } = prepared;
  const { served, model } = services.providers.route(choice.id);
  const dropped = leftOut(served.provider, model, prepared.request, prepared.dropped);
  recordTurn(record, {
    model: choice.id,
    asked,
    stream,
    dropped: prepared.dropped,
    body,
    fields: protocol.fields,
  });

  const patience = patienceOf(services, headers, source.alive);
  const providerOf = (model: string) => services.providers.route(model).served;

  async function start(signal: AbortSignal): Promise<StartedTurn> {
    const { fallbacks } = services.settings.values().models;
    const names = fallbacksOf(fallbacks, [choice.asked, choice.id]);
    const own = (waits: boolean) =>
      startAs(
        choice.id,
        requestOf(prepared),
        full.accountId,
        signal,
        waits ? patience : { ...patience, until: 0 },
      );
    try {
      if (source.unserved !== undefined) throw source.unserved;
      return await own(names.length === 0);
    } catch (error) {
      const { provider, dropped } = record.row;
      for (const name of isUnserved(error) ? names : []) {
        const started = signal.aborted ? null : await startInstead(name, signal);
        if (started !== null) return started;
      }
      // It says best when the model that was asked for works again, and the row tells of that one.
      Object.assign(record.row, { model, provider, dropped });
      if (patience.until <= services.now() || names.length === 0 || !isUnserved(error)) throw error;
      return own(true);
    }
  }

  /** Null when it cannot serve either. */
  async function startInstead(name: string, signal: AbortSignal): Promise<StartedTurn | null> {
    try {
      const next = modelFor(services, name);
      const other = prepareFor(next.traits);
      const elsewhere = providerOf(next.choice.id) !== providerOf(choice.id);
      if (elsewhere) record.note("provider-changed");
      record.row.model = next.choice.id;
      record.row.dropped = [...new Set([...record.row.dropped, ...other.dropped])];
      return await startAs(
        next.choice.id,
        elsewhere ? foreignRequest(other, record) : requestOf(other),
        null,
        signal,
        null,
      );
    } catch (error) {
      if (signal.aborted) throw error;
      services.logger.debug({ request: record.row.id, fallback: name }, "a fallback could not serve");
      return null;
    }
  }

  async function startAs(
    model: string,
    request: RequestFor,
    prefer: string | null,
    signal: AbortSignal,
    patience: Patience | null,
  ): Promise<StartedTurn> {
    try {
      const wish = { prefer, patience };
      const started = await startTurn(services, record, request, purpose, signal, wish);
      return { account: accountTag(started.accountId), batches: started.batches };
    } catch (error) {
      const tooLong = error instanceof UpstreamFailure && error.kind === "context-length";
      // Anthropic's own words count exactly.
      if (!tooLong || protocol.tooLong === undefined || error.message.startsWith("prompt is too long:"))
        throw error;
      const window = contextWindowOf(services, model);
      const message = protocol.tooLong(body, await loadTokenCounter(), window);
      throw new UpstreamFailure({ kind: error.kind, code: error.code, message, cause: error });
    }
  }

  function keep(answer: object): void {
    if (protocol.memory === undefined) return;
    const stored = protocol.memory.stored(answer, full.body, body);
    memory.keep({ ...stored, accountId: record.row.accountId ?? "" }, protocol.memory.kept(turn));
  }

  return {
    turn,
    stream,
    dropped,
    start,
    step(state, event, account) {
      const text = protocol.step(state, event, account);
      const answer = protocol.memory?.finished(state) ?? null;
      if (answer !== null) keep(answer);
      return text;
    },
    async collect(signal) {
      const { account, batches } = await start(signal);
      const fold = protocol.fold(turn);
      for await (const batch of batches) for (const event of batch) fold.push(event, account);
      const answer = fold.answer();
      keep(answer);
      return answer;
    },
  };
}

/** What every request may build on; what was not to be kept is forgotten. */
export function sharedMemory({ responses }: GatewayServices): TurnMemory {
  return {
    get: responses.get,
    item: responses.item,
    keep: (stored, kept) => {
      if (kept) responses.keep(stored);
    },
  };
}

function contextWindowOf({ providers }: GatewayServices, model: string): number | null {
  const { served, model: id } = providers.route(model);
  return served.provider.models.find(id)?.contextWindow ?? null;
}

/** For another provider than the conversation's: without what only the former one can read. */
function foreignRequest<Spec>(prepared: PreparedTurn<Spec>, record: RequestRecord): RequestFor {
  // Signed thoughts are sorted by who made them anyway.
  if (prepared.itemsFor !== undefined) return requestOf(prepared);
  const { input, notes } = stripForeign(prepared.request.input);
  for (const note of notes) record.note(note);
  return { ...prepared.request, input };
}

/** Items are put together once an account, and only where accounts differ. */
function requestOf<Spec>({ request, itemsFor }: PreparedTurn<Spec>) {
  if (itemsFor === undefined) return request;
  return (accountId: string) =>
    accountId === "" ? request : { ...request, input: itemsFor(accountTag(accountId)) };
}

const tags = new Map<string, string>();
const mostTags = 1000;

/** An account's name in signatures: always the same, and it tells nobody anything. */
function accountTag(accountId: string): string {
  let tag = tags.get(accountId);
  if (tag === undefined) {
    tag = createHash("sha256").update(accountId).digest("hex").slice(0, 10);
    if (tags.size >= mostTags) tags.clear();
    tags.set(accountId, tag);
  }
  return tag;
}
