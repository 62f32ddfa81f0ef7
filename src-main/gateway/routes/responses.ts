/** POST /v1/responses */
import { responsesFields } from "../../protocols/responses/fields.ts";
import { parseResponsesBody } from "../../protocols/responses/request.ts";
import { openaiError } from "../../protocols/shared/error-answer.ts";
import {
  clientResponse,
  failResponses,
  initialResponses,
  stepResponses,
} from "../../protocols/responses/stream.ts";
import type { WireResponse } from "../../protocols/wire/wire.ts";
import { readJson } from "../http/body.ts";
import { collectTurn } from "../turn/collect-turn.ts";
import { describeError } from "../http/describe-error.ts";
import type { Exchange } from "../http/exchange.ts";
import { noteTurn } from "../turn/record-turn.ts";
import { prepareResponses, storedResponse } from "../turn/responses-turn.ts";
import { purposeHeaders } from "../turn/subagent-headers.ts";
import { startTurn } from "../turn/run-turn.ts";
import { streamTurn } from "../turn/stream-turn.ts";

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
