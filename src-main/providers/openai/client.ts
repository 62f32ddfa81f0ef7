/** Talks to an OpenAI-compatible endpoint in either dialect, and learns on the way what it does not take. */
import { randomUUID } from "node:crypto";
import type { WireEvent, WireRequest } from "../../protocols/wire/wire.ts";
import type { EventStream, RawAnswer } from "../answer.ts";
import { readResponseEvents } from "../responses/responses-stream.ts";
import type { ProviderParts } from "../entry.ts";
import { classifyThrown, UpstreamFailure } from "../failure.ts";
import { jsonBody, letGo, misshapen, readJson, readRefusal, sendCall } from "../http-call.ts";
import { asObject, asText, createJsonEvents, objectIn, type JsonObject } from "../json-events.ts";
import type { RelayCall } from "../provider.ts";
import { naming } from "../reachable.ts";
import { apiAddress, isOpenai } from "./base-address.ts";
import { createChatEvents, type ChatEvents } from "./chat-events.ts";
import { chatRequest } from "./chat-request.ts";
import { classifyAnswer, classifyEventError } from "./failure.ts";
import { aboutValue, learnedFrom, quirkKey, quirksOf } from "./quirks.ts";
import { learnedOfResponses, responsesRequest } from "./responses-request.ts";

export interface OpenaiKey {
  slotId: string;
  /** null: none is sent. */
  key: string | null;
}

/** Fields that one request may find out to be left out, before it fails as it is. */
const mostLessons = 8;

export function createOpenaiClient(parts: ProviderParts) {
  const { entry, clock, dispatcher, learn } = parts;
  const address = () => apiAddress(entry().base);

  async function send(
    { slotId, key }: OpenaiKey,
    call: {
      method: "GET" | "POST";
      url: string;
      headers: Record<string, string>;
      body: Parameters<typeof sendCall>[0]["body"];
    },
    signal: AbortSignal,
    connected?: () => void,
  ): Promise<RawAnswer> {
    const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
    const headers = { ...call.headers, ...authorization };
    let answer: RawAnswer;
    try {
      answer = await sendCall({ ...call, headers, dispatcher: dispatcher(slotId), signal, connected });
    } catch (error) {
      throw naming(error, entry().name, address());
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    const body = (await readRefusal(answer)).toString("utf8");
    const { status, headers: told } = answer;
    const provider = entry().name;
    const asked = { provider, address: address(), keyed: key !== null };
    throw classifyAnswer({ status, headers: told, body, now: clock.now(), ...asked });
  }

  async function post(
    key: OpenaiKey,
    path: string,
    body: object,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<RawAnswer> {
    const { sent, length } = await jsonBody(body);
    const headers = { accept: "text/event-stream", "content-type": "application/json", ...length };
    return send(key, { method: "POST", url: address() + path, headers, body: sent }, signal, connected);
  }

  const classify = (error: unknown) =>
    classifyEventError(error, { now: clock.now(), provider: entry().name });

  /**
   * Asks until nothing more is to be learned from a refusal; what helped is remembered. `attempt` is given what is known
   * so far, and says what a refusal of it teaches.
   */
  async function learning(attempt: Attempt): Promise<EventStream> {
    /** Left out for this request, and of that what the endpoint never takes. */
    const tried: Record<string, boolean> = {};
    const learned: Record<string, boolean> = {};
    for (let lessons = 0; ; lessons += 1) {
      const { ask, lesson } = attempt({ ...entry().quirks, ...tried });
      try {
        const stream = await ask();
        if (Object.keys(learned).length > 0) learn(learned);
        return stream;
      } catch (error) {
        const found = isRefusal(error) && lessons < mostLessons ? lesson(error) : null;
        if (found === null) throw error;
        Object.assign(tried, found);
        if (!aboutValue.test((error as Error).message)) Object.assign(learned, found);
      }
    }
  }

  function respondChat(
    key: OpenaiKey,
    turn: WireRequest,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<EventStream> {
    const { model } = turn;
    return learning((known) => {
      const quirks = quirksOf(entry().base, model, known);
      const { body, clientTools, sent } = chatRequest(turn, quirks);
      return {
        async ask() {
          const answer = await post(key, "/chat/completions", body, signal, connected);
          const id = randomUUID().replaceAll("-", "");
          const events = createChatEvents({ id, model, now: clock.now(), clientTools, classify });
          return { headers: answer.headers, batches: readChat(answer, events, signal) };
        },
        lesson(refusal) {
          const found = learnedFrom(refusal, quirks, sent);
          return found && { [quirkKey(model, found.quirk)]: found.value };
        },
      };
    });
  }

  function respondResponses(
    key: OpenaiKey,
    turn: WireRequest,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<EventStream> {
    return learning((known) => {
      const body = responsesRequest(turn, isOpenai(entry().base), known);
      return {
        async ask() {
          const answer = await post(key, "/responses", body, signal, connected);
          return { headers: answer.headers, batches: readResponseEvents(answer.body, signal, classify) };
        },
        lesson: (refusal) => learnedOfResponses(refusal, turn.model, body),
      };
    });
  }

  return {
    /** Throws UpstreamFailure. */
    respond: (...call: Parameters<typeof respondChat>) =>
      entry().dialect === "responses" ? respondResponses(...call) : respondChat(...call),

    /** Bytes as they are, our key instead of the client's. Throws UpstreamFailure for any status but 2xx. */
    async relay(
      key: OpenaiKey,
      call: RelayCall,
      signal: AbortSignal,
      connected: () => void,
    ): Promise<RawAnswer> {
      const {
        authorization: _,
        "openai-organization": __,
        "openai-project": ___,
        "content-length": ____,
        ...headers
      } = call.headers;
      const url = address() + call.path.replace(/^\/v1/, "") + call.query;
      const answer = await send(key, { method: "POST", url, headers, body: call.body }, signal, connected);
      const type = answer.headers["content-type"];
      if (typeof type !== "string" || !type.startsWith("text/html")) return answer;
      letGo(answer.body, false);
      throw new UpstreamFailure({
        kind: "protocol",
        message: `${entry().name} answered with a web page, so its address does not lead to an OpenAI-compatible API. Check the address.`,
      });
    },

    /** The JSON of a GET, with a body of a POST. Throws UpstreamFailure. */
    async json(key: OpenaiKey, url: string, signal: AbortSignal, body?: object): Promise<JsonObject> {
      const sent = body === undefined ? null : JSON.stringify(body);
      const headers = {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      };
      const method = body === undefined ? "GET" : "POST";
      const answer = await send(key, { method, url, headers, body: sent }, signal);
      const path = new URL(url).pathname;
      const told = await readJson(answer.body, path, signal);
      // Some list without an envelope.
      const object = Array.isArray(told) ? { data: told } : asObject(told);
      if (object === null) throw misshapen(`the JSON of ${path}`);
      return object;
    },
  };
}

function isRefusal(error: unknown): error is UpstreamFailure {
  if (!(error instanceof UpstreamFailure)) return false;
  return error.kind === "bad-request" && (error.status === 400 || error.status === 422);
}

type Lesson = Readonly<Record<string, boolean>>;

type Attempt = (known: Lesson) => {
  ask: () => Promise<EventStream>;
  /** Quirks to remember; null: nothing. */
  lesson: (refusal: UpstreamFailure) => Lesson | null;
};

/** Bytes of an answer that is no stream, though one was asked for. */
const wholeLimit = 64 * 1024 * 1024;

async function* readChat(
  { headers, body }: RawAnswer,
  events: ChatEvents,
  signal: AbortSignal,
): AsyncGenerator<WireEvent[]> {
  const type = asText(headers["content-type"]);
  const whole = /json/i.test(type) && !/ndjson|stream/i.test(type);
  const decoder = createJsonEvents();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (whole) {
        size += chunk.length;
        if (size > wholeLimit) throw misshapen("an answer without an end");
        chunks.push(chunk);
        continue;
      }
      const made = steps(events, decoder.push(chunk));
      if (made.events.length > 0) yield made.events;
      if (made.failure !== null) throw made.failure;
      if (events.ended()) return;
    }
    const rest = whole ? [objectIn(Buffer.concat(chunks).toString("utf8")) ?? {}] : decoder.end();
    const made = steps(events, rest);
    if (made.failure !== null) throw made.failure;
    yield [...made.events, ...events.end("bytes")];
  } catch (error) {
    const failure = classifyThrown(error, signal);
    if (failure.kind !== "network") throw failure;
    // The connection was there and broke; some do that instead of ending it.
    yield events.end("cut");
  } finally {
    letGo(body, events.ended());
  }
}

/** What came before a failure in the same bytes is told first. */
function steps(
  events: ChatEvents,
  chunks: readonly (JsonObject | "done")[],
): { events: WireEvent[]; failure: unknown } {
  const made: WireEvent[] = [];
  try {
    for (const chunk of chunks) made.push(...(chunk === "done" ? events.end("done") : events.push(chunk)));
    return { events: made, failure: null };
  } catch (failure) {
    return { events: made, failure };
  }
}
