/** An endpoint of Anthropic's Messages API as a provider: Anthropic's own with a key, or any that speaks the same. */
import { randomUUID } from "node:crypto";
import { AppError } from "../../platform/app-error.ts";
import type { Sampling, WireRequest } from "../../protocols/wire/wire.ts";
import type { EventStream, RawAnswer } from "../answer.ts";
import type { CreateProvider, ProviderParts } from "../entry.ts";
import { UpstreamFailure } from "../failure.ts";
import { failureOfEvent } from "./failure.ts";
import { readObject } from "../http-call.ts";
import type { Provider, RelayCall, TurnField } from "../provider.ts";
import { keyUnavailable } from "../unavailable.ts";
import { answerStream } from "./answer-stream.ts";
import { apiBase, createMessagesClient, refusePage, type MessagesAccess } from "./client.ts";
import { initialEvents } from "./events.ts";
import { limitsOfHeaders } from "./limits.ts";
import { createMessagesModels } from "./models.ts";
import { learnedFrom, quirkKey, quirksOf } from "./quirks.ts";
import { messagesRequest } from "./request.ts";
import type { MessagesRequest } from "./shapes.ts";

const anthropicBase = "https://api.anthropic.com";

const takes: ReadonlySet<TurnField> = new Set<TurnField>([
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "text",
  "sampling",
]);

/** The API knows no seed and no penalties; the newest models decide themselves how to sample. */
const onlyLimits: ReadonlySet<keyof Sampling> = new Set<keyof Sampling>(["max_output_tokens", "stop"]);
const settings: ReadonlySet<keyof Sampling> = new Set([
  ...onlyLimits,
  "temperature",
  "top_p",
  "top_k",
] as const);

/** Fields that a refusal may teach to leave out, one after the other, before it is told. */
const mostLessons = 4;
const patienceMs = 15_000;
const countTokens = "/v1/messages/count_tokens";

/** With the key of a slot, at Anthropic's or the entry's address. */
export const createAnthropicProvider: CreateProvider = (parts) =>
  createMessagesProvider(parts, {
    base: () => apiBase(parts.entry().base ?? anthropicBase),
    access(slot) {
      const { base, keyHeader, name } = parts.entry();
      const key = keyHeader === "none" ? null : parts.secret(slot);
      if (key === null && keyHeader !== "none") {
        throw new AppError(
          "key_refused",
          `The provider '${name}' has no key.`,
          "Give it one: in the window under Accounts, or with `switchyard providers`.",
        );
      }
      return Promise.resolve({ slot, base: apiBase(base ?? anthropicBase), key, keyHeader });
    },
  });

/** Where an endpoint is, and what a call to it needs. */
export interface MessagesEndpoint {
  /** As it was last known; empty: never yet. */
  base: () => string;
  /** As it is now. Throws AppError. */
  access: (slotId: string) => Promise<MessagesAccess>;
}

export function createMessagesProvider(
  parts: ProviderParts,
  endpoint: MessagesEndpoint,
): Provider<MessagesAccess> {
  const { name, kind } = parts.entry();
  const { slots, clock } = parts;
  const client = createMessagesClient({ name, dispatcher: parts.dispatcher, now: () => clock.now() });
  /** Tokens that a model gives at most, as a refusal told. */
  const limits = new Map<string, number>();
  const models = createMessagesModels(clock, readList, () => endpoint.base() === anthropicBase);

  async function credentials(slotId: string): Promise<MessagesAccess> {
    const access = await endpoint.access(slotId);
    if (access.key !== null) refuseSubscription(access.key);
    return access;
  }

  async function readList(path: string, signal: AbortSignal): Promise<unknown> {
    const slot = slots.activeId() ?? slots.all()[0]?.id;
    if (slot === undefined)
      throw new AppError("no_account", keyUnavailable(titleOf(name), "none", null).message);
    const access = await credentials(slot);
    const answer = await client.call(access, { method: "GET", path, signal });
    refusePage(answer, access.base);
    return readObject(answer.body, path, signal);
  }

  async function respond(
    access: MessagesAccess,
    turn: WireRequest,
    _headers: Record<string, string>,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<EventStream> {
    const model = models.idOf(turn.model);
    const owner = { provider: name, slot: access.slot, model };
    const facts = models.facts(model);
    /** For this turn, and what of it is remembered once the turn is taken without it. */
    const learned: Record<string, boolean> = {};
    const lasting: Record<string, boolean> = {};
    for (let lessons = 0; ; lessons += 1) {
      const quirks = quirksOf(access.base, model, { ...parts.entry().quirks, ...learned });
      const { body, betas, reading } = messagesRequest(turn, {
        owner,
        facts,
        quirks,
        mostTokens: limits.get(model),
      });
      const send = (asked: MessagesRequest): Promise<RawAnswer> =>
        client.call(access, {
          method: "POST",
          path: "/v1/messages",
          headers: {
            accept: "text/event-stream",
            ...(betas.length > 0 ? { "anthropic-beta": betas.join(",") } : {}),
          },
          body: asked,
          signal,
          connected,
        });
      try {
        const answer = await send(body);
        refusePage(answer, access.base);
        if (Object.keys(lasting).length > 0) parts.learn(lasting);
        const id = randomUUID().replaceAll("-", "");
        const state = initialEvents(reading, clock.now(), id);
        return { headers: answer.headers, batches: answerStream(state, answer, body, send, signal) };
      } catch (error) {
        if (lessons === mostLessons || !isRefused(error)) throw error;
        const most = mostTokensIn(error.message);
        const lesson = learnedFrom(error.message, body);
        if (most !== null && limits.get(model) !== most) limits.set(model, most);
        else if (lesson !== null && quirks[lesson.quirk]) {
          const key = quirkKey(model, lesson.quirk);
          learned[key] = false;
          if (lesson.lasting) lasting[key] = false;
        } else throw error;
      }
    }
  }

  async function relay(
    access: MessagesAccess,
    call: RelayCall,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<RawAnswer> {
    try {
      const answer = await client.call(access, {
        method: "POST",
        path: call.path + call.query,
        headers: passedOn(call.headers),
        body: call.body,
        signal,
        connected,
      });
      refusePage(answer, access.base);
      return answer;
    } catch (error) {
      // Compatible endpoints have no counter, mostly: then it is counted here.
      if (call.path === countTokens && error instanceof UpstreamFailure && error.kind === "protocol")
        parts.learn({ count_tokens: false });
      throw error;
    }
  }

  return {
    name,
    kind,
    slots,
    takes,
    sampling: (model) => (models.facts(models.idOf(model)).sampling ? settings : onlyLimits),
    models,
    credentials,
    respond,
    relay: {
      takes(path) {
        if (path === "/v1/messages") return true;
        return path === countTokens && quirksOf(endpoint.base(), "", parts.entry().quirks).count_tokens;
      },
      send: relay,
      failureOf: failureOfEvent,
    },
    limitsOfHeaders,
    async check(slotId) {
      const access = await credentials(slotId);
      const signal = AbortSignal.timeout(patienceMs);
      try {
        const answer = await client.call(access, { method: "GET", path: "/v1/models?limit=1", signal });
        refusePage(answer, access.base);
        await answer.body.dump();
        return limitsOfHeaders(answer.headers);
      } catch (error) {
        // Compatible endpoints need not have a list; what cannot be asked is not wrong.
        const own = access.base === anthropicBase;
        const listless = !own && error instanceof UpstreamFailure && error.status === 404;
        if (listless) return null;
        throw error;
      }
    },
    unavailable: (why, model) => keyUnavailable(titleOf(name), why, model),
  };
}

function isRefused(error: unknown): error is UpstreamFailure {
  return error instanceof UpstreamFailure && error.kind === "bad-request";
}

/** "max_tokens: 9 > 8, which is the maximum …": the only place where many endpoints tell it. */
function mostTokensIn(message: string): number | null {
  const told = /max_tokens\D*\d+ > (\d+)/.exec(message)?.[1];
  return told === undefined ? null : Number(told);
}

function titleOf(name: string): string {
  return `The provider '${name}'`;
}

/** The client's own credentials and the connection's headers are no part of what is passed on. */
const notPassedOn = new Set([
  "authorization",
  "x-api-key",
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept-encoding",
]);

function passedOn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !notPassedOn.has(name.toLowerCase())));
}

/** A login of claude.ai is no key (backends 1, 9). */
function refuseSubscription(key: string): void {
  if (!key.startsWith("sk-ant-oat")) return;
  throw new UpstreamFailure({
    kind: "key-refused",
    code: "subscription_token",
    message:
      "This key is the token of a Claude subscription. Anthropic lets only its own programs use that login; it bills or blocks others, and accounts were suspended. Use a key of the Anthropic Console.",
  });
}
