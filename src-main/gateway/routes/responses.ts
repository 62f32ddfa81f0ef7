/** POST /v1/responses */
import { parseResponsesBody, translateResponses } from "../../translate/responses-request.ts";
import { openaiError } from "../../translate/error-answer.ts";
import {
  clientResponse,
  failResponses,
  initialResponses,
  stepResponses,
} from "../../translate/responses-stream.ts";
import type { WireResponse } from "../../translate/responses-wire.ts";
import { readJson } from "../body.ts";
import { collectTurn } from "../collect-turn.ts";
import { conversationKey } from "../conversation-key.ts";
import { describeError } from "../describe-error.ts";
import type { Exchange } from "../exchange.ts";
import { modelFor } from "../model-choice.ts";
import { noteTurn } from "../note-turn.ts";
import { fullInput, type FullInput } from "../response-history.ts";
import { startTurn } from "../run-turn.ts";
import { streamTurn } from "../stream-turn.ts";

export async function responses(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseResponsesBody(await readJson(request, services.bodyLimit()));
  const { choice, traits } = modelFor(services, body.model);
  const history = fullInput(body, services.responses);
  const beginning = () => [
    choice.id,
    body.instructions,
    Array.isArray(history.input) ? history.input[0] : history.input,
  ];
  const conversation = conversationKey(body, request.headers, beginning);
  const translated = translateResponses({ ...body, input: history.input }, traits, conversation);
  const turn = { model: choice.asked, names: translated.names, kept: body["store"] !== false };
  noteTurn(exchange, choice.id, body.stream === true, translated.dropped);

  const started = startTurn(services, record, translated.request, {}, signal, history.accountId);
  const keep = (finished: WireResponse) => {
    if (turn.kept) keepResponse(exchange, history.input, finished);
  };
  if (body.stream === true) {
    const state = initialResponses(turn);
    await streamTurn(exchange, started, {
      step: (event) => {
        const text = stepResponses(state, event);
        if (state.ended) keep(state.lastResponse);
        return text;
      },
      fail: (error) => failResponses(state, openaiError(describeError(error)).body.error),
    });
    return;
  }
  const collected = await collectTurn(await started);
  const shown = clientResponse(turn, collected.response);
  keep(shown);
  response.json(shown);
}

function keepResponse(
  { services, request, record }: Exchange,
  input: FullInput["input"],
  finished: WireResponse,
): void {
  const items = typeof input === "string" ? [{ type: "message", role: "user", content: input }] : input;
  // Memory shared with earlier responses of the chain is counted there.
  const asked = Number(request.headers["content-length"] ?? 0);
  const answered = JSON.stringify(finished.output ?? []).length;
  services.responses.keep({
    response: finished,
    accountId: record.row.accountId ?? "",
    input: items,
    bytes: asked + answered,
  });
}
