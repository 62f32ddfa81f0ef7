/** A Messages request made ready to be sent, for the route, for checkpoints and for batches alike. */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { RequestRecord } from "../../logs/request-log.ts";
import { createMessagesFold } from "../../protocols/messages/fold.ts";
import { sessionOf, systemText, translateMessages } from "../../protocols/messages/request.ts";
import { blocksOf, type MessagesBody } from "../../protocols/messages/schema.ts";
import {
  initialMessages,
  stepMessages,
  type MessagesEvent,
  type MessagesTurn,
} from "../../protocols/messages/stream.ts";
import { countMessages, roughTokens } from "../../protocols/messages/count-tokens.ts";
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import type { GatewayServices } from "../http/app.ts";
import { conversationKey } from "./conversation-key.ts";
import { modelFor } from "./model-choice.ts";
import { startTurn, type Turn } from "./run-turn.ts";
import { loadTokenCounter } from "./token-counter.ts";

export interface PreparedMessages {
  /** The model that is asked. */
  model: string;
  turn: MessagesTurn;
  dropped: string[];
  /** Throws UpstreamFailure; a prompt that is too long in the words Anthropic's clients look for. */
  start(signal: AbortSignal): Promise<Turn>;
}

/** Throws RequestError. */
export function prepareMessages(
  services: GatewayServices,
  record: RequestRecord,
  body: MessagesBody,
  headers: IncomingHttpHeaders,
): PreparedMessages {
  const { choice, traits } = modelFor(services, body.model);
  const named = { user: sessionOf(body.metadata?.user_id) };
  const conversation = conversationKey(named, headers, () => [choice.id, ...beginningOf(body)]);
  const { webSearch } = services.settings.values().models;
  const { requestFor, names, thinking, stop, dropped } = translateMessages(body, traits, conversation, {
    webSearch,
    images: false,
  });
  const turn: MessagesTurn = {
    id: record.row.id.replace(/^req_/, ""),
    model: choice.asked,
    servedBy: choice.id,
    names,
    thinking,
    stop,
    inputTokens: body.stream === true ? roughTokens(requestFor("")) : 0,
  };
  return {
    model: choice.id,
    turn,
    dropped,
    async start(signal) {
      try {
        return await startTurn(services, record, (id) => requestFor(accountTag(id)), {}, signal);
      } catch (error) {
        if (!(error instanceof UpstreamFailure) || error.kind !== "context-length") throw error;
        const window = services.catalog.find(choice.id)?.contextWindow ?? null;
        throw tooLong(error, countMessages(body, await loadTokenCounter()), window);
      }
    },
  };
}

/** Steps a turn's events through the translation. */
export function messagesSteps(turn: MessagesTurn): {
  step: (event: WireEvent, accountId: string) => MessagesEvent[];
  state: ReturnType<typeof initialMessages>;
} {
  const state = initialMessages(turn);
  return { state, step: (event, accountId) => stepMessages(state, event, accountTag(accountId)) };
}

/** The whole answer. Throws UpstreamFailure, also when it is cut. */
export async function collectMessage(
  prepared: PreparedMessages,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const { accountId, batches } = await prepared.start(signal);
  const { step } = messagesSteps(prepared.turn);
  const fold = createMessagesFold();
  for await (const batch of batches) {
    for (const event of batch) for (const shown of step(event, accountId)) fold.push(shown);
  }
  return fold.message();
}

/** An account's name in signatures: always the same, and it tells nobody anything. */
function accountTag(accountId: string): string {
  return createHash("sha256").update(accountId).digest("hex").slice(0, 10);
}

// Claude Code offers to compact when it reads exactly this (clients 4.6).
function tooLong(error: UpstreamFailure, counted: number, window: number | null): UpstreamFailure {
  const most = window ?? counted - 1;
  const message = `prompt is too long: ${Math.max(counted, most + 1)} tokens > ${most} maximum`;
  return new UpstreamFailure({ kind: "context-length", code: error.code, message, cause: error });
}

// Text alone, up to the first words of the person: cache marks move on from request to request.
function beginningOf({ system, messages }: MessagesBody): string[] {
  const first = messages.findIndex(({ role }) => role === "user");
  const said = messages.slice(0, first + 1).flatMap(({ content }) => blocksOf(content));
  return [systemText(system), ...said.map((block) => block.text ?? block.type)];
}
