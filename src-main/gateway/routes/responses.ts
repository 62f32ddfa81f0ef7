/** POST /v1/responses */
import { responsesFields } from "../../translate/responses-fields.ts";
import { parseResponsesBody } from "../../translate/responses-request.ts";
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
import { describeError } from "../describe-error.ts";
import type { Exchange } from "../exchange.ts";
import { noteTurn } from "../note-turn.ts";
import { prepareResponses, storedResponse } from "../responses-turn.ts";
import { purposeHeaders } from "../purpose-headers.ts";
import { startTurn } from "../run-turn.ts";
import { streamTurn } from "../stream-turn.ts";

export async function responses(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseResponsesBody(await readJson(exchange));
  const prepared = prepareResponses(services, request.headers, body, services.responses);
  const { translated, turn, history } = prepared;
  noteTurn(exchange, {
    model: prepared.model,
    asked: body.model,
    stream: body.stream === true,
    dropped: translated.dropped,
    body,
    fields: responsesFields,
  });

  const started = startTurn(
    services,
    record,
    translated.request,
    purposeHeaders(body, request.headers),
    signal,
    history.accountId,
  );
  const keep = (finished: WireResponse) => {
    if (!turn.kept) return;
    services.responses.keep(storedResponse(finished, history.input, record.row.accountId, body.input));
  };
  if (body.stream === true) {
    const state = initialResponses(turn);
    await streamTurn(exchange, started, {
      step: (event) => {
        const text = stepResponses(state, event);
        if (state.ended) keep(state.lastResponse);
        return text;
      },
      fail: (error) => failResponses(state, openaiError(describeError(error, record.row.id)).body.error),
    });
    return;
  }
  const collected = await collectTurn(await started);
  const shown = clientResponse(turn, collected.response);
  keep(shown);
  response.json(shown);
}
