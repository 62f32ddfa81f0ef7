/**
 * One fixture of test/fixtures/turns through the pure translators, without sockets: what the backend is sent, and what
 * a client sees, streamed and not. Ids and times are fixed.
 */
import { describeError } from "../../src-main/gateway/http/describe-error.ts";
import { chatCompletion } from "../../src-main/protocols/chat/answer.ts";
import { parseChatBody, translateChat, type ModelTraits } from "../../src-main/protocols/chat/request.ts";
import { failChat, initialChat, stepChat } from "../../src-main/protocols/chat/stream.ts";
import { createCollector } from "../../src-main/protocols/wire/collect.ts";
import { completionFields } from "../../src-main/protocols/completions/fields.ts";
import {
  chatOfCompletion,
  completionAnswer,
  failCompletion,
  initialCompletion,
  parseCompletion,
  stepCompletion,
} from "../../src-main/protocols/completions/completion.ts";
import { errorAnswer, openaiError, type Dialect } from "../../src-main/protocols/shared/error-answer.ts";
import { droppedFields } from "../../src-main/protocols/shared/field-table.ts";
import { createMessagesFold } from "../../src-main/protocols/messages/fold.ts";
import { translateMessages } from "../../src-main/protocols/messages/request.ts";
import { parseMessagesBody } from "../../src-main/protocols/messages/schema.ts";
import {
  failMessages,
  initialMessages,
  stepMessages,
  writeMessagesEvent,
} from "../../src-main/protocols/messages/stream.ts";
import { chooseModel } from "../../src-main/protocols/shared/model-name.ts";
import { parseResponsesBody, translateResponses } from "../../src-main/protocols/responses/request.ts";
import {
  clientResponse,
  failResponses,
  initialResponses,
  stepResponses,
} from "../../src-main/protocols/responses/stream.ts";
import {
  isHandshake,
  terminalOf,
  type WireEvent,
  type WireRequest,
} from "../../src-main/protocols/wire/wire.ts";
import { classifyEventError } from "../../src-main/providers/codex/failure.ts";
import { UpstreamFailure } from "../../src-main/providers/failure.ts";
import { createEventDecoder } from "../../src-main/providers/codex/sse-events.ts";

export interface FixtureRequest {
  endpoint: string;
  body: unknown;
}

export interface FixtureResult {
  /** What the backend is sent, and what was left out. */
  sent: { dropped: string[]; request: WireRequest };
  /** The bytes of the stream; a failure before any output is an HTTP answer. */
  stream: string;
  /** Status and body of the answer that is not streamed. */
  whole: { status: number; body: unknown };
}

interface Translation {
  dialect: Dialect;
  dropped: string[];
  request: WireRequest;
  step(event: WireEvent): string;
  fail(error: unknown): string;
  /** All events up to the end. */
  whole(events: readonly WireEvent[]): unknown;
}

const id = "0001";
const created = 1_760_000_000;
const conversation = "11111111-1111-5111-8111-111111111111";
const account = "account";
const known = "gpt-5.5";

export function runFixture({ endpoint, body }: FixtureRequest, upstream: Buffer): FixtureResult {
  const translation = (streamed: boolean) => translate(endpoint, { ...(body as object), stream: streamed });
  const { events, failure, shown } = readEvents(upstream);
  const { dialect, dropped, request, whole } = translation(false);
  const answer = failure === null ? null : errorAnswer(describeError(failure), dialect);
  return {
    sent: { dropped, request },
    stream:
      answer !== null && !shown
        ? `HTTP ${answer.status}\n${JSON.stringify(answer.body)}\n`
        : streamOf(translation(true), events, failure),
    whole: answer ?? { status: 200, body: whole(events) },
  };
}

function streamOf(translation: Translation, events: readonly WireEvent[], failure: unknown): string {
  const written = events.map((event) => translation.step(event)).join("");
  return failure === null ? written : written + translation.fail(failure);
}

/** Events up to the terminal one, as the gateway's turn passes them on. */
function readEvents(upstream: Buffer): {
  events: WireEvent[];
  failure: UpstreamFailure | null;
  shown: boolean;
} {
  const events: WireEvent[] = [];
  const ended = (failure: UpstreamFailure | null) => ({
    events,
    failure,
    shown: events.some((event) => !isHandshake(event.type)),
  });
  for (const event of createEventDecoder().push(upstream)) {
    const terminal = terminalOf(event.type);
    if (terminal === "failed" || terminal === "error") {
      const { data } = event;
      return ended(classifyEventError(data.response?.error ?? data.error ?? data, 0));
    }
    events.push(event);
    if (terminal !== null) return ended(null);
  }
  return ended(new UpstreamFailure({ kind: "stream-cut", message: "The backend's answer broke off." }));
}

function translate(endpoint: string, body: Record<string, unknown>): Translation {
  const asked = typeof body["model"] === "string" ? body["model"] : null;
  const defaults = { default: known, fallback: known, map: {} };
  const choice = chooseModel(asked, defaults, (name) => name === known);
  const traits: ModelTraits = {
    id: choice.id,
    effort: choice.effort,
    forcedEffort: null,
    efforts: ["low", "medium", "high", "xhigh"],
    tiers: ["priority"],
  };
  const model = choice.asked;
  switch (endpoint) {
    case "/v1/chat/completions": {
      const parsed = parseChatBody(body);
      const translated = translateChat(parsed, traits, conversation);
      const { names, stop } = translated;
      const includeUsage = parsed.stream_options?.include_usage === true;
      const said = { id, created, model, names, stop, includeUsage };
      const turn = { ...said, imagesInText: false, choice: 0, alone: true };
      const state = initialChat(turn);
      return {
        ...translated,
        dialect: "openai",
        step: (event) => stepChat(state, event),
        fail: (error) => failChat(state, openaiError(describeError(error)).body),
        whole: (events) => {
          const { type, response } = collected(events);
          return chatCompletion(turn, type, response);
        },
      };
    }
    case "/v1/completions": {
      const parsed = parseCompletion(body);
      const translated = translateChat(chatOfCompletion(parsed), traits, conversation);
      const includeUsage = parsed.stream_options?.include_usage === true;
      const turn = { id, created, model, stop: translated.stop, includeUsage };
      const state = initialCompletion(turn);
      return {
        ...translated,
        dropped: droppedFields(completionFields, parsed),
        dialect: "openai",
        step: (event) => stepCompletion(state, event),
        fail: (error) => failCompletion(state, openaiError(describeError(error)).body),
        whole: (events) => {
          const { type, response } = collected(events);
          return completionAnswer(turn, type, response);
        },
      };
    }
    case "/v1/responses": {
      const parsed = parseResponsesBody(body);
      const translated = translateResponses(parsed, traits, conversation);
      const turn = { model, names: translated.names, kept: parsed["store"] !== false };
      const state = initialResponses(turn);
      return {
        ...translated,
        dialect: "openai",
        step: (event) => stepResponses(state, event),
        fail: (error) => failResponses(state, openaiError(describeError(error)).body.error),
        whole: (events) => clientResponse(turn, collected(events).response),
      };
    }
    case "/v1/messages": {
      const { requestFor, names, thinking, stop, dropped } = translateMessages(
        parseMessagesBody(body),
        traits,
        conversation,
      );
      const turn = { id, model, servedBy: choice.id, names, thinking, stop, inputTokens: 90 };
      const state = initialMessages(turn);
      return {
        dropped,
        request: requestFor(account),
        dialect: "anthropic",
        step: (event) => stepMessages(state, event, account).map(writeMessagesEvent).join(""),
        fail: (error) => {
          const { body: told } = errorAnswer(describeError(error), "anthropic");
          return failMessages(state, told as { type: string })
            .map(writeMessagesEvent)
            .join("");
        },
        whole: (events) => {
          const fold = createMessagesFold();
          const fresh = initialMessages(turn);
          for (const event of events)
            for (const shown of stepMessages(fresh, event, account)) fold.push(shown);
          return fold.message();
        },
      };
    }
    default:
      throw new Error(`No fixture endpoint: ${endpoint}`);
  }
}

function collected(events: readonly WireEvent[]) {
  const collector = createCollector();
  for (const event of events) collector.push(event);
  return { type: collector.terminalType() ?? "", response: collector.response() ?? {} };
}
