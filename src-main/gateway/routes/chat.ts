/** POST /v1/chat/completions */
import { chatFields } from "../../protocols/chat/fields.ts";
import { chatCompletion } from "../../protocols/chat/answer.ts";
import { parseChatBody, translateChat, type ChatBody } from "../../protocols/chat/request.ts";
import { failChat, initialChat, stepChat, type ChatTurn } from "../../protocols/chat/stream.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import { readJson } from "../http/body.ts";
import { chatChoices } from "../turn/chat-choices.ts";
import { collectTurn } from "../turn/collect-turn.ts";
import { conversationKey } from "../turn/conversation-key.ts";
import type { Exchange } from "../http/exchange.ts";
import { modelFor } from "../turn/model-choice.ts";
import { noteTurn } from "../turn/record-turn.ts";
import { purposeHeaders } from "../turn/subagent-headers.ts";
import { startTurn } from "../turn/run-turn.ts";
import { streamTurn } from "../turn/stream-turn.ts";

export async function chatCompletions(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseChatBody(await readJson(exchange));
  const count = choiceCount(body.n);
  const { choice, traits } = modelFor(services, body.model);
  const conversation = conversationKey(body, request.headers, () => [choice.id, beginningOf(body.messages)]);
  const purpose = purposeHeaders(body, request.headers);
  const { webSearch, chatImages } = services.settings.values().models;
  const added = { webSearch, images: chatImages && !body.response_format };
  const translated = translateChat(body, traits, conversation, added);
  const turn: ChatTurn = {
    id: record.row.id.slice("req_".length),
    created: Math.floor(services.now() / 1000),
    model: choice.asked,
    names: translated.names,
    stop: translated.stop,
    imagesInText: chatImages,
    includeUsage: body.stream_options?.include_usage === true,
    choice: 0,
    alone: count === 1,
  };
  noteTurn(exchange, {
    model: choice.id,
    asked: body.model,
    stream: body.stream === true,
    dropped: translated.dropped,
    body,
    fields: chatFields,
  });

  if (count > 1) {
    const start = (signal: AbortSignal) => startTurn(services, record, translated.request, purpose, signal);
    await chatChoices(exchange, turn, count, body.stream === true, start);
    return;
  }
  const started = startTurn(services, record, translated.request, purpose, signal);
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

/** Each choice is a turn of its own and costs as much. */
const mostChoices = 4;

function choiceCount(n: number | null | undefined): number {
  const count = n ?? 1;
  if (count >= 1 && count <= mostChoices) return count;
  throw new RequestError(`'n' must be between 1 and ${mostChoices}: every choice is a request of its own.`, {
    param: "n",
    code: "unsupported_value",
  });
}
