/** POST /v1/completions */
import { translateChat } from "../../protocols/chat/request.ts";
import { completionFields } from "../../protocols/completions/fields.ts";
import {
  chatOfCompletion,
  completionAnswer,
  failCompletion,
  initialCompletion,
  parseCompletion,
  stepCompletion,
} from "../../protocols/completions/completion.ts";
import { droppedFields } from "../../protocols/shared/field-table.ts";
import { readJson } from "../http/body.ts";
import { collectTurn } from "../turn/collect-turn.ts";
import { conversationKey } from "../turn/conversation-key.ts";
import type { Exchange } from "../http/exchange.ts";
import { modelFor } from "../turn/model-choice.ts";
import { noteTurn } from "../turn/record-turn.ts";
import { purposeHeaders } from "../turn/subagent-headers.ts";
import { startTurn } from "../turn/run-turn.ts";
import { streamTurn } from "../turn/stream-turn.ts";

export async function completions(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseCompletion(await readJson(exchange));
  const { choice, traits } = modelFor(services, body.model);
  const conversation = conversationKey(body, request.headers, () => [choice.id, body.prompt]);
  const translated = translateChat(chatOfCompletion(body), traits, conversation);
  noteTurn(exchange, {
    model: choice.id,
    asked: body.model,
    stream: body.stream === true,
    dropped: droppedFields(completionFields, body),
    body,
    fields: completionFields,
  });
  const turn = {
    id: record.row.id.slice("req_".length),
    created: Math.floor(services.now() / 1000),
    model: choice.asked,
    stop: translated.stop,
    includeUsage: body.stream_options?.include_usage === true,
  };
  const started = startTurn(
    services,
    record,
    translated.request,
    purposeHeaders(body, request.headers),
    signal,
  );
  if (body.stream === true) {
    const state = initialCompletion(turn);
    await streamTurn(exchange, started, {
      step: (event) => stepCompletion(state, event),
      fail: (error) => failCompletion(state, exchange.describe(error).body),
    });
    return;
  }
  const collected = await collectTurn(await started);
  response.json(completionAnswer(turn, collected.type, collected.response));
}
