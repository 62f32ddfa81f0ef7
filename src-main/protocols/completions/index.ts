/** POST /v1/completions */
import { translateChat } from "../chat/request.ts";
import type { Protocol } from "../protocol.ts";
import { openaiError } from "../shared/error-answer.ts";
import { droppedFields } from "../shared/field-table.ts";
import { addSampling } from "../shared/sampling.ts";
import { foldResponse } from "../wire/collect.ts";
import { completionAnswer } from "./answer.ts";
import { completionFields } from "./fields.ts";
import { chatOfCompletion } from "./request.ts";
import { parseCompletion, type CompletionBody } from "./schema.ts";
import {
  failCompletion,
  initialCompletion,
  stepCompletion,
  type CompletionState,
  type CompletionTurn,
} from "./stream.ts";

export const completions: Protocol<CompletionBody, CompletionTurn, CompletionState> = {
  dialect: "openai",
  fields: completionFields,
  parse: parseCompletion,
  asked: ({ model, stream }) => ({ model, stream: stream === true }),
  conversation: (body, model) => ({ ...body, beginning: () => [model, body.prompt] }),
  purpose: (body) => body,
  prepare(body, { id, now, model, asked, conversation }) {
    const { request, stop } = translateChat(chatOfCompletion(body), model, conversation);
    addSampling(request, body, stop);
    const turn = {
      id,
      created: Math.floor(now() / 1000),
      model: asked,
      stop,
      includeUsage: body.stream_options?.include_usage === true,
    };
    return { request, turn, dropped: droppedFields(completionFields, body) };
  },
  initial: initialCompletion,
  step: stepCompletion,
  fail: (state, failure) => failCompletion(state, openaiError(failure).body),
  fold: (turn) => foldResponse((type, response) => completionAnswer(turn, type, response)),
};
