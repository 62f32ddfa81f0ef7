/**
 * A request whose client and provider speak the same protocol: its bytes go through untouched both ways, but for the
 * model's name and the key. Everything else goes on to be translated.
 */
import { parseJson } from "../../platform/json-file.ts";
import { geminiCall } from "../../protocols/gemini/models.ts";
import { asObject } from "../../providers/json-events.ts";
import type { Relay, RelayCall } from "../../providers/provider.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import { readDecoded } from "../http/body.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import { onSlot } from "../turn/account-failover.ts";
import { namedConversation } from "../turn/conversation-key.ts";
import { fallbacksOf, isUnserved } from "../turn/fallbacks.ts";
import { modelFor } from "../turn/model-choice.ts";
import type { RunningProvider } from "../turn/running-provider.ts";
import { modelSpan, withModel } from "./model-span.ts";
import { passedHeaders, returnedHeaders } from "./passed-headers.ts";
import { isEventStream, relayAnswer } from "./relay-answer.ts";
import { answerReader } from "./vendor-taps.ts";
import { patienceOf } from "../waiting/patience.ts";

/** `handler` serves what cannot pass as it is. */
export function relayedOr(handler: Handler): Handler {
  return async (exchange) => {
    const passing = await findRelay(exchange);
    if (passing === null) return handler(exchange);
    try {
      await relay(exchange, passing);
    } catch (error) {
      if (exchange.response.headersSent || !mayBeTranslated(exchange, passing, error)) throw error;
      if (isUnserved(error)) exchange.unserved = error;
      await handler(exchange);
    }
  };
}

/** What could not pass may be served all the same: by a fallback, or in another form. */
function mayBeTranslated(
  { services }: Exchange,
  { relay, names, takesStill }: Passing,
  error: unknown,
): boolean {
  const { fallbacks } = services.settings.values().models;
  if (isUnserved(error) && fallbacksOf(fallbacks, names).length > 0) return true;
  if (!(error instanceof UpstreamFailure)) return false;
  // Translated, the conversation goes on without thoughts that only another provider can read.
  if (error.kind === "foreign-reasoning") return true;
  if (error.kind === "bad-request") return relay.translatesRefused?.() ?? false;
  return error.kind === "protocol" && !takesStill();
}

interface Passing {
  served: RunningProvider;
  relay: Relay<unknown>;
  call: RelayCall;
  /** What the client said, then what it stands for. */
  names: readonly string[];
  model: string;
  takesStill: () => boolean;
}

/** Throws RequestError for the prefix of a provider that is not there. */
async function findRelay(exchange: Exchange): Promise<Passing | null> {
  const { services, request } = exchange;
  const { path } = request;
  if (!services.providers.all().some(({ provider }) => provider.relay?.takes(path))) return null;
  if (/^multipart\//i.test(request.headers["content-type"] ?? "")) return null;
  const bytes = await readDecoded(exchange);
  const inPath = geminiCall(decodeURIComponent(path.slice(path.lastIndexOf("/") + 1)));
  const span = inPath === null ? modelSpan(bytes) : null;
  const asked = inPath?.model ?? span?.model;
  if (asked === undefined) return null;
  const { choice } = modelFor(services, asked);
  const { served, model } = services.providers.route(choice.id);
  const { relay, models } = served.provider;
  const taken = inPath === null ? path : `/v1beta/models/${encodeURIComponent(model)}:${inPath.method}`;
  // An effort behind the name is ours to translate.
  if (relay === undefined || !relay.takes(taken) || choice.effort !== null) return null;
  const own = models.find(model)?.id ?? model;
  const query = request.originalUrl.indexOf("?");
  return {
    served,
    relay,
    names: [choice.asked, choice.id],
    model,
    takesStill: () => relay.takes(taken),
    call: {
      path: taken,
      query: query === -1 ? "" : request.originalUrl.slice(query),
      body: span === null ? bytes : withModel(bytes, span, own),
      headers: oneValueEach(passedHeaders(request.headers)),
    },
  };
}

async function relay(exchange: Exchange, passing: Passing): Promise<void> {
  const patience = patienceOf(exchange.services, exchange.request.headers);
  const { request, record, signal } = exchange;
  const { served, relay, call, model } = passing;
  record.row.model = model;
  const { serving } = await onSlot(
    served,
    record,
    async (credentials, serving) => {
      const { trace } = serving;
      trace.mark("sent");
      const answer = await relay.send(credentials, call, signal, () => trace.mark("connected"));
      trace.answered(answer.headers, answer.status);
      trace.mark("firstByte");
      const told = served.provider.limitsOfHeaders?.(answer.headers);
      if (told) served.limits.note(serving.accountId, told, "headers");
      const reader = answerReader(call.path);
      const tap = isEventStream(answer) ? (reader?.tap() ?? null) : null;
      const headers = returnedHeaders(answer.headers);
      const failureOf = (error: unknown) => relay.failureOf(error);
      const whole = (body: Buffer) => {
        const parsed = reader === null ? null : parseJson(body.toString("utf8"));
        // Gemini's streams may come as a list, the sum in the last of them.
        const object = asObject(Array.isArray(parsed) ? parsed.at(-1) : parsed);
        if (object !== null) trace.counted(reader?.usage(object) ?? null, null);
      };
      await relayAnswer(exchange, { answer, headers, tap, failureOf, whole }, serving);
    },
    {
      model,
      conversation: namedConversation(request.headers),
      // A fallback comes first.
      patience:
        fallbacksOf(exchange.services.settings.values().models.fallbacks, passing.names).length > 0
          ? { ...patience, until: 0 }
          : patience,
      // What only counts tokens costs nothing, and is counted here where nobody may be asked.
      admits: !request.path.endsWith("/count_tokens"),
      signal,
    },
  );
  await serving.end("ok");
}

function oneValueEach(headers: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      // The body goes on without its encoding.
      .filter(([name]) => name !== "content-encoding")
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
