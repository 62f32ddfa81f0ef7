/** POST /v1/chat/completions */
import { chatCompletion } from "../../translate/chat-completion.ts";
import { parseChatBody, translateChat, type ChatBody } from "../../translate/chat-request.ts";
import { failChat, initialChat, stepChat, type ChatTurn } from "../../translate/chat-stream.ts";
import { RequestError } from "../../translate/request-error.ts";
import { readJson } from "../body.ts";
import { collectTurn } from "../collect-turn.ts";
import { conversationKey } from "../conversation-key.ts";
import type { Exchange } from "../exchange.ts";
import { modelFor } from "../model-choice.ts";
import { startTurn } from "../run-turn.ts";
import { streamTurn } from "../stream-turn.ts";

export async function chatCompletions(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseChatBody(await readJson(request, services.bodyLimit()));
  if (body.n !== null && body.n !== undefined && body.n !== 1) {
    throw new RequestError("'n' must be 1: the backend answers a request once.", {
      param: "n",
      code: "unsupported_value",
    });
  }
  const { choice, traits } = modelFor(services, body.model);
  const conversation = conversationKey(body, request.headers, () => [choice.id, beginningOf(body.messages)]);
  const translated = translateChat(body, traits, conversation);
  const turn: ChatTurn = {
    id: record.row.id.slice("req_".length),
    created: Math.floor(services.now() / 1000),
    model: choice.asked,
    names: translated.names,
    stop: translated.stop,
    includeUsage: body.stream_options?.include_usage === true,
  };
  record.row.model = choice.id;
  record.row.stream = body.stream === true;
  record.row.dropped = translated.dropped;
  if (translated.dropped.length > 0)
    response.setHeader("x-switchyard-dropped", translated.dropped.join(", "));

  const started = startTurn(services, record, translated.request, {}, signal);
  if (body.stream === true) {
    const state = initialChat(turn);
    await streamTurn(exchange, started, {
      step: (event) => stepChat(state, event),
      fail: (error) => failChat(state, exchange.describe(error).body),
    });
    return;
  }
  const collected = await collectTurn(await started);
  response.json(chatCompletion(turn, collected.type, collected.response));
}

// Up to the first words of the person: what follows is not there yet in a conversation's first request.
function beginningOf(messages: ChatBody["messages"]): ChatBody["messages"] {
  const first = messages.findIndex(({ role }) => role === "user");
  return messages.slice(0, Math.max(1, first + 1));
}
