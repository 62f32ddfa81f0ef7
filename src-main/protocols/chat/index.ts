/** POST /v1/chat/completions */
import type { Protocol } from "../protocol.ts";
import { openaiError } from "../shared/error-answer.ts";
import { refusePrevious } from "../shared/refuse-previous.ts";
import { RequestError } from "../shared/request-error.ts";
import { foldResponse } from "../wire/collect.ts";
import { chatCompletion } from "./answer.ts";
import { chatFields } from "./fields.ts";
import { translateChat } from "./request.ts";
import { parseChatBody, type ChatBody } from "./schema.ts";
import { failChat, initialChat, stepChat, type ChatState, type ChatTurn } from "./stream.ts";

export const chat: Protocol<ChatBody, ChatTurn, ChatState> = {
  dialect: "openai",
  fields: chatFields,
  parse(body) {
    const parsed = parseChatBody(body);
    refusePrevious(parsed);
    refuseChoices(parsed.n ?? 1);
    return parsed;
  },
  asked: ({ model, stream }) => ({ model, stream: stream === true }),
  conversation: (body, model) => ({ ...body, beginning: () => [model, beginningOf(body.messages)] }),
  purpose: (body) => body,
  prepare(body, { id, now, model, asked, conversation, added }) {
    const { request, names, stop, dropped } = translateChat(body, model, conversation, {
      ...added,
      images: added.images && !body.response_format,
    });
    const turn = {
      id,
      created: Math.floor(now() / 1000),
      model: asked,
      names,
      stop,
      imagesInText: added.images,
      includeUsage: body.stream_options?.include_usage === true,
      choice: 0,
      choices: body.n ?? 1,
    };
    return { request, turn, dropped };
  },
  initial: initialChat,
  step: stepChat,
  fail: (state, failure) => failChat(state, openaiError(failure).body),
  fold: (turn) => foldResponse((type, response) => chatCompletion(turn, type, response)),
};

// Up to the first words of the person: what follows is not there yet in a conversation's first request.
function beginningOf(messages: ChatBody["messages"]): ChatBody["messages"] {
  const first = messages.findIndex(({ role }) => role === "user");
  return messages.slice(0, Math.max(1, first + 1));
}

/** Each choice is a turn of its own and costs as much. */
const mostChoices = 4;

function refuseChoices(count: number): void {
  if (count >= 1 && count <= mostChoices) return;
  throw new RequestError(`'n' must be between 1 and ${mostChoices}: every choice is a request of its own.`, {
    param: "n",
    code: "unsupported_value",
  });
}
