/** POST /v1/responses */
import { parseResponsesBody, translateResponses } from "../../translate/responses-request.ts";
import { openaiError } from "../../translate/error-answer.ts";
import {
  clientResponse,
  failResponses,
  initialResponses,
  stepResponses,
} from "../../translate/responses-stream.ts";
import { readJson } from "../body.ts";
import { collectTurn } from "../collect-turn.ts";
import { conversationKey } from "../conversation-key.ts";
import { describeError } from "../describe-error.ts";
import type { Exchange } from "../exchange.ts";
import { modelFor } from "../model-choice.ts";
import { noteTurn } from "../note-turn.ts";
import { startTurn } from "../run-turn.ts";
import { streamTurn } from "../stream-turn.ts";

export async function responses(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseResponsesBody(await readJson(request, services.bodyLimit()));
  const { choice, traits } = modelFor(services, body.model);
  const beginning = () => [
    choice.id,
    body.instructions,
    Array.isArray(body.input) ? body.input[0] : body.input,
  ];
  const conversation = conversationKey(body, request.headers, beginning);
  const translated = translateResponses(body, traits, conversation);
  const turn = { model: choice.asked, names: translated.names };
  noteTurn(exchange, choice.id, body.stream === true, translated.dropped);

  const started = startTurn(services, record, translated.request, {}, signal);
  if (body.stream === true) {
    const state = initialResponses(turn);
    await streamTurn(exchange, started, {
      step: (event) => stepResponses(state, event),
      fail: (error) => failResponses(state, openaiError(describeError(error)).body.error),
    });
    return;
  }
  const collected = await collectTurn(await started);
  response.json(clientResponse(turn, collected.response));
}
