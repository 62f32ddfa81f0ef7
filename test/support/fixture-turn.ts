/**
 * One fixture of test/fixtures/turns through its protocol, without sockets: what the backend is sent, and what a client
 * sees, streamed and not. Ids and times are fixed.
 */
import { describeError } from "../../src-main/gateway/http/describe-error.ts";
import { turnFor } from "../../src-main/gateway/turn/turn-fields.ts";
import { chat } from "../../src-main/protocols/chat/index.ts";
import { completions } from "../../src-main/protocols/completions/index.ts";
import { gemini, type GeminiManner } from "../../src-main/protocols/gemini/index.ts";
import { messages } from "../../src-main/protocols/messages/index.ts";
import { ollamaChat, ollamaGenerate } from "../../src-main/protocols/ollama/index.ts";
import type { ModelTraits, Protocol } from "../../src-main/protocols/protocol.ts";
import { responses } from "../../src-main/protocols/responses/index.ts";
import { nothingAdded } from "../../src-main/protocols/shared/added-tools.ts";
import { errorAnswer } from "../../src-main/protocols/shared/error-answer.ts";
import { chooseModel } from "../../src-main/protocols/shared/model-name.ts";
import {
  isHandshake,
  terminalOf,
  type WireEvent,
  type WireRequest,
} from "../../src-main/protocols/wire/wire.ts";
import { classifyEventError } from "../../src-main/providers/codex/failure.ts";
import { codexTakes } from "../../src-main/providers/codex/provider.ts";
import { UpstreamFailure } from "../../src-main/providers/failure.ts";
import { createEventDecoder } from "../../src-main/providers/responses/sse-events.ts";

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

type Body = Readonly<Record<string, unknown>>;
type Run = (body: Body, upstream: Upstream) => FixtureResult;

const model = "gpt-5.5";

const endpoints: Record<string, Run> = {
  "/v1/chat/completions": runner(chat),
  "/v1/completions": runner(completions),
  "/v1/responses": runner(responses),
  "/v1/messages": runner(messages),
  "/api/chat": runner(ollamaChat),
  "/api/generate": runner(ollamaGenerate),
  [`/v1beta/models/${model}:generateContent`]: geminiRunner("events"),
  [`/v1beta/models/${model}:streamGenerateContent`]: geminiRunner("array"),
};

// What the others say in the body stands in the address.
function geminiRunner(manner: GeminiManner): Run {
  return runner(gemini(model, "whole"), gemini(model, manner), (body) => body);
}

export function runFixture({ endpoint, body }: FixtureRequest, upstream: Buffer): FixtureResult {
  const run = endpoints[endpoint];
  if (run === undefined) throw new Error(`No fixture endpoint: ${endpoint}`);
  return run(body as Body, readEvents(upstream));
}

const account = "account";
function runner<B extends Body, Turn, State>(
  protocol: Protocol<B, Turn, State>,
  streaming = protocol,
  asking = (body: Body, stream: boolean): Body => ({ ...body, stream }),
): Run {
  return (body, { events, failure, shown }) => {
    const whole = prepared(protocol, asking(body, false));
    const streamed = prepared(streaming, asking(body, true));
    const described = failure === null ? null : describeError(failure);
    const answer = described === null ? null : errorAnswer(described, protocol.dialect);
    const state = streaming.initial(streamed.turn);
    const written = events.map((event) => streaming.step(state, event, account)).join("");
    const last = described === null ? "" : streaming.fail(state, described);
    const fold = protocol.fold(whole.turn);
    for (const event of events) fold.push(event, account);
    const { itemsFor, dropped } = whole;
    const request = turnFor({ takes: codexTakes }, whole.request.model, whole.request, [], { dropped: [] });
    const early = answer !== null && !shown;
    return {
      sent: { dropped, request: itemsFor ? { ...request, input: itemsFor(account) } : request },
      stream: early ? `HTTP ${answer.status}\n${JSON.stringify(answer.body)}\n` : written + last,
      whole: answer ?? { status: 200, body: fold.answer() },
    };
  };
}

function prepared<B extends Body, Turn, State>(protocol: Protocol<B, Turn, State>, sent: Body) {
  const body = protocol.parse(sent);
  const { model: asked } = protocol.asked(body);
  const defaults = { default: model, fallback: model, map: {} };
  const choice = chooseModel(asked, defaults, (name) => name === model);
  const traits: ModelTraits = {
    id: choice.id,
    effort: choice.effort,
    forcedEffort: null,
    efforts: ["low", "medium", "high", "xhigh"],
    tiers: ["priority"],
  };
  const made = protocol.prepare(body, {
    id: "0001",
    now: () => 1_760_000_000_000,
    model: traits,
    asked: choice.asked,
    conversation: "11111111-1111-5111-8111-111111111111",
    added: nothingAdded,
  });
  // The estimate of a Messages stream depends on every word that is sent: here it is always the same.
  return { ...made, turn: { ...made.turn, inputTokens: 90 } };
}

interface Upstream {
  events: WireEvent[];
  failure: UpstreamFailure | null;
  /** Whether anything was shown to the client before the failure. */
  shown: boolean;
}

/** Events up to the terminal one, as the gateway's turn passes them on. */
function readEvents(upstream: Buffer): Upstream {
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
