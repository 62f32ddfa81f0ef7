/** POST /v1/completions */
import { translateChat } from "../../translate/chat-request.ts";
import { completionFields } from "../../translate/completion-fields.ts";
import {
  chatOfCompletion,
  completionAnswer,
  failCompletion,
  initialCompletion,
  parseCompletion,
  stepCompletion,
} from "../../translate/completion.ts";
import { droppedFields } from "../../translate/field-table.ts";
import { readJson } from "../body.ts";
import { collectTurn } from "../collect-turn.ts";
import { conversationKey } from "../conversation-key.ts";
import type { Exchange } from "../exchange.ts";
import { modelFor } from "../model-choice.ts";
import { noteTurn } from "../note-turn.ts";
import { purposeHeaders } from "../purpose-headers.ts";
import { startTurn } from "../run-turn.ts";
import { streamTurn } from "../stream-turn.ts";

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
