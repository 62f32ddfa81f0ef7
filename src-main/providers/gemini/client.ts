/** Talks to the Gemini API with a key: turns, bytes of its own protocol, and its list of models. */
import { randomUUID } from "node:crypto";
import type { WireEvent, WireRequest } from "../../protocols/wire/wire.ts";
import type { EventStream, RawAnswer } from "../answer.ts";
import type { ProviderParts } from "../entry.ts";
import { classifyThrown, UpstreamFailure } from "../failure.ts";
import { jsonBody, letGo, readObject, readRefusal, sendCall } from "../http-call.ts";
import { createJsonEvents, type JsonObject } from "../json-events.ts";
import type { RelayCall } from "../provider.ts";
import { naming } from "../reachable.ts";
import { createGeminiEvents, type GeminiEvents } from "./events.ts";
import { classifyAnswer, classifyEventError } from "./failure.ts";
import { geminiQuirks, geminiRequest, learnedFrom } from "./request.ts";
import { createSignatureStore, signaturesOf } from "./signatures.ts";

export interface GeminiKey {
  slotId: string;
  /** null: none is sent. */
  key: string | null;
}

const vendor = "https://generativelanguage.googleapis.com/v1beta";

/** With the API's version, without a slash at the end. null: Google's own. */
export function geminiAddress(base: string | null): string {
  const written = (base ?? "").trim().replace(/\/+$/, "");
  if (written === "") return vendor;
  const whole = /^https?:\/\//i.test(written) ? written : `https://${written}`;
  const root = whole.replace(/\/models(\/.*)?$/, "").replace(/(\/v1(beta\d*|alpha)?)+$/, "");
  return `${root}/v1beta`;
}

export function createGeminiClient(parts: ProviderParts) {
  const { entry, clock, dispatcher, learn } = parts;
  const kept = createSignatureStore(clock);
  const address = () => geminiAddress(entry().base);

  async function send(
    { slotId, key }: GeminiKey,
    call: {
      method: "GET" | "POST";
      url: string;
      headers: Record<string, string>;
      body: Parameters<typeof sendCall>[0]["body"];
    },
    signal: AbortSignal,
    connected?: () => void,
  ): Promise<RawAnswer> {
    const credential: Record<string, string> =
      key === null
        ? {}
        : entry().keyHeader === "bearer"
          ? { authorization: `Bearer ${key}` }
          : { "x-goog-api-key": key };
    const headers = { ...call.headers, ...credential };
    let answer: RawAnswer;
    try {
      answer = await sendCall({ ...call, headers, dispatcher: dispatcher(slotId), signal, connected });
    } catch (error) {
      throw naming(error, entry().name, address());
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    const { status, headers: told } = answer;
    const body = (await readRefusal(answer)).toString("utf8");
    const provider = entry().name;
    const asked = { provider, address: address(), keyed: key !== null };
    throw classifyAnswer({ status, headers: told, body, now: clock.now(), ...asked });
  }

  return {
    /** Throws UpstreamFailure. */
    async respond(
      key: GeminiKey,
      turn: WireRequest,
      signal: AbortSignal,
      connected: () => void,
    ): Promise<EventStream> {
      const { model } = turn;
      const signatures = signaturesOf(kept, model);
      /** For this turn, and what of it is remembered. */
      const learned: Record<string, boolean> = {};
      const lasting: Record<string, boolean> = {};
      for (;;) {
        const quirks = geminiQuirks(model, { ...entry().quirks, ...learned });
        const { body, clientTools } = geminiRequest(turn, quirks, signatures);
        const { sent, length } = await jsonBody(body);
        const url = `${address()}/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`;
        const headers = { accept: "text/event-stream", "content-type": "application/json", ...length };
        try {
          const answer = await send(key, { method: "POST", url, headers, body: sent }, signal, connected);
          if (Object.keys(lasting).length > 0) learn(lasting);
          const classify = (error: unknown) =>
            classifyEventError(error, { now: clock.now(), provider: entry().name });
          const id = randomUUID().replaceAll("-", "").slice(0, 24);
          const events = createGeminiEvents({
            id,
            model,
            now: clock.now(),
            clientTools,
            signatures,
            classify,
          });
          return { headers: answer.headers, batches: readGemini(answer, events, signal) };
        } catch (error) {
          const refused = error instanceof UpstreamFailure && error.kind === "bad-request";
          const lesson = refused ? learnedFrom(error.message, body) : null;
          // What is learned is left out from then on, so it ends.
          if (lesson === null) throw error;
          learned[`${lesson}@${model}`] = false;
          // One level may be refused and the next one taken.
          if (lesson !== "thinking_effort") lasting[`${lesson}@${model}`] = false;
        }
      }
    },

    /** Bytes as they are, our key instead of the client's. Throws UpstreamFailure for any status but 2xx. */
    relay(key: GeminiKey, call: RelayCall, signal: AbortSignal, connected: () => void): Promise<RawAnswer> {
      const { authorization: _, "x-goog-api-key": __, "content-length": ___, ...headers } = call.headers;
      // A key may stand in the address too.
      const query = new URLSearchParams(call.query);
      query.delete("key");
      const asked = query.size === 0 ? "" : `?${query.toString()}`;
      const url = address() + call.path.replace(/^\/v1(beta|alpha)?\//, "/") + asked;
      return send(key, { method: "POST", url, headers, body: call.body }, signal, connected);
    },

    /** The JSON of a GET. Throws UpstreamFailure. */
    async json(key: GeminiKey, path: string, signal: AbortSignal): Promise<JsonObject> {
      const headers = { accept: "application/json" };
      const answer = await send(key, { method: "GET", url: address() + path, headers, body: null }, signal);
      return (await readObject(answer.body, path, signal)) as JsonObject;
    },
  };
}

async function* readGemini(
  { body }: RawAnswer,
  events: GeminiEvents,
  signal: AbortSignal,
): AsyncGenerator<WireEvent[]> {
  const decoder = createJsonEvents();
  const pushAll = (pieces: ReturnType<typeof decoder.push>) =>
    pieces.flatMap((piece) => (piece === "done" ? [] : events.push(piece)));
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const made = pushAll(decoder.push(chunk));
      if (made.length > 0) yield made;
    }
    yield [...pushAll(decoder.end()), ...events.end()];
  } catch (error) {
    const failure = classifyThrown(error, signal);
    if (failure.kind !== "network") throw failure;
    const message = "The answer broke off before its end.";
    throw new UpstreamFailure({ kind: "stream-cut", message, cause: error });
  } finally {
    letGo(body, events.ended());
  }
}
