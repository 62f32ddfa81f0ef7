/**
 * One turn of a translated request: events are held back up to the first output, so that until then another account
 * may serve. After it there is no way back, and failures are thrown to the reader.
 */
import type { LimitTracker } from "../../limits/limit-tracker.ts";
import type { RequestRecord } from "../../logs/request-log.ts";
import { attachmentsOf } from "../../protocols/shared/attachments.ts";
import { isHandshake, terminalOf, type WireEvent, type WireRequest } from "../../protocols/wire/wire.ts";
import { tokenUsage } from "../../protocols/wire/token-usage.ts";
import type { EventStream } from "../../providers/answer.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import type { Provider } from "../../providers/provider.ts";
import { holdingBound } from "./held-back.ts";
import { stripForeign } from "./strip-encrypted-items.ts";
import { onSlot, type AccountWish, type Serving, type TurnServices } from "./account-failover.ts";
import type { RunningProvider } from "./running-provider.ts";
import { turnFor } from "./turn-fields.ts";

export interface Turn {
  accountId: string;
  /** Throws UpstreamFailure; ends after the batch with the terminal event. */
  batches: AsyncGenerator<WireEvent[]>;
}

/** A request, or how it reads for an account: encrypted reasoning is of use only to the one that made it. */
export type RequestFor = WireRequest | ((accountId: string) => WireRequest);

/** Resolves at the first output; until then nothing was shown and another account may serve. */
export async function startTurn(
  services: TurnServices,
  record: RequestRecord,
  request: RequestFor,
  headers: Record<string, string>,
  signal: AbortSignal,
  { prefer = null, patience = null }: Pick<AccountWish, "prefer" | "patience"> = {},
): Promise<Turn> {
  const bodyFor = typeof request === "function" ? request : () => request;
  const { model: asked, prompt_cache_key: conversation, input } = bodyFor("");
  if (services.providers.isGone(asked))
    throw new UpstreamFailure({
      kind: "model-unavailable",
      message: `The provider of '${asked}' was removed or renamed meanwhile.`,
    });
  const { served, model } = services.providers.route(asked);
  // The prefix is no part of the name; pictures are recorded under the model that draws them.
  if (model !== asked) record.row.model = model;
  // Several choices of one request carry the same.
  if (record.row.tries.length === 0 && record.row.attachments.length === 0)
    record.row.attachments = attachmentsOf(input);
  const { dropped } = record.row;
  const start = async (body: (accountId: string) => WireRequest): Promise<Turn> => {
    const { value, serving } = await onSlot(
      served,
      record,
      (credentials, serving) => {
        const turn = turnFor(served.provider, model, body(serving.accountId), dropped, record.row);
        return tryOnce(served, credentials, serving, turn, headers, signal);
      },
      { model, conversation, prefer, patience, signal },
    );
    return { accountId: serving.accountId, batches: follow(value.held, value.reader, serving) };
  };
  try {
    return await start(bodyFor);
  } catch (error) {
    if (!(error instanceof UpstreamFailure) || error.kind !== "foreign-reasoning") throw error;
    // Encrypted thoughts of another account or model: the conversation goes on without them.
    return start((accountId) => {
      const whole = bodyFor(accountId);
      const { input, notes } = stripForeign(whole.input);
      for (const note of notes) record.note(note);
      return { ...whole, input };
    });
  }
}

interface Held {
  held: WireEvent[];
  reader: AsyncGenerator<WireEvent[]>;
}

async function tryOnce(
  { provider, limits }: RunningProvider,
  credentials: unknown,
  serving: Serving,
  request: WireRequest,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Held> {
  const { accountId, trace } = serving;
  trace.mark("sent");
  const stream = await provider.respond(credentials, request, headers, signal, () => trace.mark("connected"));
  trace.answered(stream.headers, 200);
  trace.mark("firstByte");
  const reported = provider.limitsOfHeaders?.(stream.headers);
  if (reported) limits.note(accountId, reported, "headers");

  const reader = watch(provider, limits, serving, stream);
  const held: WireEvent[] = [];
  const hold = holdingBound();
  try {
    for (;;) {
      const { value: batch, done } = await reader.next();
      if (done) throw new UpstreamFailure({ kind: "stream-cut", message: "The backend sent no answer." });
      for (const event of batch) held.push(event);
      if (batch.some((event) => !isHandshake(event.type))) break;
      for (const { raw } of batch) hold(raw.length);
    }
  } catch (error) {
    await reader.return(undefined);
    throw error;
  }
  trace.mark("firstOutput");
  serving.answered();
  return { held, reader };
}

async function* follow(
  held: WireEvent[],
  reader: AsyncGenerator<WireEvent[]>,
  serving: Serving,
): AsyncGenerator<WireEvent[]> {
  try {
    yield held;
    if (!held.some((event) => terminalOf(event.type) !== null)) yield* reader;
    await serving.end("ok");
  } catch (failure) {
    await serving.end({ failure });
    throw failure;
  } finally {
    await serving.end("left");
    await reader.return(undefined);
  }
}

/** Passes batches on up to the terminal event, and notes limits and usage on the way. */
async function* watch(
  provider: Provider,
  limits: LimitTracker,
  { accountId, trace }: Serving,
  stream: EventStream,
): AsyncGenerator<WireEvent[]> {
  for await (const batch of stream.batches) {
    for (const event of batch) {
      const terminal = terminalOf(event.type);
      if (terminal !== null) {
        trace.counted(tokenUsage(event.data.response?.usage), event.data.response?.model ?? null);
      }
      const reported = provider.limitsOfEvent?.(event);
      if (reported) limits.note(accountId, reported, "event");
    }
    yield batch;
    if (batch.some((event) => terminalOf(event.type) !== null)) return;
  }
}
