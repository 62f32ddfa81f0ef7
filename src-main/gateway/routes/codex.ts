/**
 * /codex/v1/*: the caller speaks the backend's own protocol. Bytes go through untouched both ways; only the
 * credentials are ours. Another account is tried while nothing of an answer has been passed on.
 */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { limitsFromEvent, limitsFromHeaders } from "../../providers/codex/limits.ts";
import type { Credentials } from "../../platform/credentials.ts";
import type { RawAnswer } from "../../providers/answer.ts";
import { readRefusal } from "../../providers/http-call.ts";
import { classifyAnswer, classifyEventError } from "../../providers/codex/failure.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import { userAgent } from "../../providers/codex/identity.ts";
import { withAnyLogin } from "../turn/with-any-account.ts";
import { readBody, readDecoded } from "../http/body.ts";
import { asksElsewhere } from "../codex/asks-elsewhere.ts";
import { modelSpan } from "../relay/model-span.ts";
import { conversationOf, modelOf, withoutForeign } from "../codex/request.ts";
import { codexRefusal } from "../codex/refusal.ts";
import { retryAfterMs } from "../http/describe-error.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import { isEventStream, relayAnswer } from "../relay/relay-answer.ts";
import { createResponsesTap } from "../relay/responses-tap.ts";
import { passedHeaders, returnedHeaders } from "../relay/passed-headers.ts";
import { withAccount, type AccountWish, type Serving } from "../turn/account-failover.ts";
import { patienceOf } from "../waiting/patience.ts";

/** POST /codex/v1/responses: passed on, or translated where its model is another provider's. */
export function codexTurn(path: string, translated: Handler): Handler {
  const pass = passThrough(path);
  return async (exchange) => {
    const { services } = exchange;
    if (services.providers.all().length === 1) return pass(exchange);
    try {
      const span = modelSpan(await readDecoded(exchange));
      if (!asksElsewhere(services, span?.model)) return await pass(exchange);
      await translated(exchange);
    } catch (error) {
      refuse(exchange, error, new Map());
    }
  };
}

interface Call {
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string | string[]>;
  body: Buffer | null;
  signal: AbortSignal;
}

/** The backend's own words, by the failure they stand for. */
type Refusals = Map<unknown, { status: number; headers: RawAnswer["headers"]; body: Buffer }>;

/** Passes a call on to `path` under the backend's base, query included. */
export function passThrough(path: string) {
  return async (exchange: Exchange): Promise<void> => {
    const { services, request, record, signal } = exchange;
    services.sawCodex(request.headers);
    const limit = services.bodyLimit();
    const body = request.method === "POST" ? await readBody(exchange, limit) : null;
    const passed = { headers: request.headers, body, limit };
    const query = request.originalUrl.includes("?")
      ? request.originalUrl.slice(request.originalUrl.indexOf("?"))
      : "";
    const call: Call = {
      method: request.method === "POST" ? "POST" : "GET",
      path: path + query,
      headers: forwardedHeaders(request.headers, services.settings.values().network.clientVersion),
      body,
      signal,
    };
    // Only then it is worth reading the body.
    const { key } = record.row;
    const keyChooses = key !== undefined && services.settings.values().gateway.keys[key]?.models != null;
    const choosy =
      keyChooses ||
      services.store
        .all()
        .some(({ id, excludedModels }) => excludedModels.length > 0 || services.limits.limitsModels(id));
    const wish: AccountWish = {
      conversation: conversationOf(passed),
      fingerprint: () =>
        createHash("sha256")
          .update(body ?? path)
          .digest("base64url"),
      model: choosy ? await modelOf(passed) : null,
      patience: patienceOf(services, request.headers),
      signal,
    };
    const refusals: Refusals = new Map();
    try {
      try {
        await pass(exchange, call, wish, refusals, () => modelOf(passed));
      } catch (error) {
        if (!(error instanceof UpstreamFailure) || error.kind !== "foreign-reasoning") throw error;
        const stripped = await withoutForeign(passed);
        if (stripped === null) throw error;
        for (const note of stripped.notes) record.note(note);
        const { "content-encoding": _, ...headers } = call.headers;
        const plain = { ...call, headers, body: stripped.body };
        await pass(exchange, plain, wish, refusals, () => modelOf(passed));
      }
    } catch (error) {
      refuse(exchange, error, refusals);
    }
  };
}

async function pass(
  exchange: Exchange,
  call: Call,
  wish: AccountWish,
  refusals: Refusals,
  model: () => Promise<string | null>,
): Promise<void> {
  const { services, record } = exchange;
  const send = async (credentials: Credentials, serving: Serving) => {
    const { trace } = serving;
    trace.mark("sent");
    const answer = await services.codex.raw(credentials, {
      ...call,
      connected: () => trace.mark("connected"),
    });
    trace.answered(answer.headers, answer.status);
    trace.mark("firstByte");
    const told = limitsFromHeaders(answer.headers);
    if (told) services.limits.note(credentials.accountId, told, "headers");
    if (answer.status >= 400) {
      const failure = await refusedBy(answer, services.now(), refusals);
      // A meter of its own: that it is used up is to be held against this model alone.
      if (failure.meter !== null) record.row.model ??= await model();
      throw failure;
    }
    const tap = isEventStream(answer)
      ? createResponsesTap((event) => {
          const limits = limitsFromEvent(event);
          if (limits) services.limits.note(serving.accountId, limits, "event");
        })
      : null;
    const failureOf = (error: unknown) => classifyEventError(error, services.now());
    await relayAnswer(
      exchange,
      { answer, headers: returnedHeaders(answer.headers), tap, failureOf },
      serving,
    );
  };
  // Only the catalog is read by GET: Codex wants it at its start, when every plan is used up too.
  if (call.method === "GET") await withAnyLogin(services, record, send);
  else await withAccount(services, record, send, wish);
}

async function refusedBy(answer: RawAnswer, now: number, refusals: Refusals): Promise<UpstreamFailure> {
  const { status, headers } = answer;
  const body = await readRefusal(answer);
  const failure = classifyAnswer({ status, headers, body: body.toString("utf8"), now });
  refusals.set(failure, { status, headers, body });
  return failure;
}

/** Tells Codex why; throws what the exchange tells as well as anything. */
export function refuse(exchange: Exchange, error: unknown, refusals: Refusals): void {
  const { services, response } = exchange;
  if (response.headersSent) throw error;
  // The backend's own words, untouched, when it was the backend that refused.
  const refused = refusals.get(error);
  if (refused && refused.status !== 401) {
    response.writeHead(refused.status, {
      ...returnedHeaders(refused.headers),
      "content-length": String(refused.body.length),
    });
    exchange.fail(error);
    response.end(refused.body);
    return;
  }
  const refusal = codexRefusal(error, services.now());
  if (refusal === null) throw error;
  const waitMs = retryAfterMs(error, services.now());
  if (waitMs !== null) response.setHeader("retry-after", String(Math.max(1, Math.ceil(waitMs / 1000))));
  response.status(refusal.status);
  exchange.fail(error);
  response.json(refusal.body);
}

/** What passes, and who it is stays (codex-backend 2.2). */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  clientVersion: string,
): Record<string, string | string[]> {
  const kept = passedHeaders(headers);
  // A provider of its own sends no version (clients 4.1), and the newest models want one.
  const agent = typeof kept["user-agent"] === "string" ? kept["user-agent"] : "";
  kept["version"] ??= /^codex[\w -]*\/(\d+\.\d+\.\d+)/i.exec(agent)?.[1] ?? clientVersion;
  if (kept["originator"] === undefined) {
    kept["originator"] = "codex_cli_rs";
    kept["user-agent"] = userAgent(clientVersion);
  }
  return kept;
}
