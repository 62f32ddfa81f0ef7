/** POST /v1/responses */
import type { Protocol } from "../protocol.ts";
import { openaiError } from "../shared/error-answer.ts";
import { foldResponse } from "../wire/collect.ts";
import type { WireResponse } from "../wire/wire.ts";
import { responsesFields } from "./fields.ts";
import { fullInput, storedResponse } from "./history.ts";
import { translateResponses } from "./request.ts";
import { parseResponsesBody, type ResponsesBody } from "./schema.ts";
import {
  clientResponse,
  failResponses,
  initialResponses,
  stepResponses,
  type ResponsesState,
  type ResponsesTurn,
} from "./stream.ts";

export const responses: Protocol<ResponsesBody, ResponsesTurn, ResponsesState> = {
  dialect: "openai",
  fields: responsesFields,
  parse: parseResponsesBody,
  asked: ({ model, stream }) => ({ model, stream: stream === true }),
  conversation: (body, model) => ({
    ...body,
    beginning: () => [model, body.instructions, Array.isArray(body.input) ? body.input[0] : body.input],
  }),
  purpose: (body) => body,
  prepare(body, { model, asked, conversation }) {
    const { request, names, dropped } = translateResponses(body, model, conversation);
    return { request, turn: { model: asked, names, kept: body["store"] !== false }, dropped };
  },
  initial: initialResponses,
  step: stepResponses,
  fail: (state, failure) => failResponses(state, openaiError(failure).body.error),
  fold: (turn) => foldResponse((_type, response) => clientResponse(turn, response)),
  memory: {
    resolve(body, known) {
      const { input, accountId } = fullInput(body, known);
      return { body: { ...body, input }, accountId };
    },
    finished: (state) => (state.ended ? state.lastResponse : null),
    stored: (answer, full, asked) => storedResponse(answer as WireResponse, full.input, asked.input),
    kept: (turn) => turn.kept,
  },
};
