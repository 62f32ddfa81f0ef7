/** POST /v1/messages, and /v1/messages/compact, which answers with a checkpoint of the messages. */
import { checkpointRequest } from "../compact/checkpoint.ts";
import type { Protocol } from "../protocol.ts";
import { anthropicError } from "../shared/error-answer.ts";
import { foldMessages } from "./answer.ts";
import { editContext } from "./context-editing.ts";
import { countMessages, roughTokens } from "./count-tokens.ts";
import { refusePrevious } from "../shared/refuse-previous.ts";
import { messagesFields } from "./fields.ts";
import { sessionOf, systemText, translateMessages } from "./request.ts";
import { blocksOf, parseMessagesBody, type MessagesBody } from "./schema.ts";
import {
  failMessages,
  initialMessages,
  stepMessages,
  writeMessagesEvent,
  type MessagesState,
  type MessagesTurn,
} from "./stream.ts";

export const messages: Protocol<MessagesBody, MessagesTurn, MessagesState> = {
  dialect: "anthropic",
  fields: messagesFields,
  parse(body) {
    const parsed = parseMessagesBody(body);
    refusePrevious(parsed);
    return parsed;
  },
  asked: ({ model, stream }) => ({ model, stream: stream === true }),
  conversation: (body, model) => ({
    user: sessionOf(body.metadata?.user_id),
    beginning: () => [model, ...beginningOf(body)],
  }),
  purpose: (body) => body,
  prepare(asked, { id, model, asked: name, conversation, added }) {
    const { body, applied, dropped: unknownEdits } = editContext(asked);
    const { request, itemsFor, names, thinking, stop, dropped } = translateMessages(
      body,
      model,
      conversation,
      {
        ...added,
        images: false,
      },
    );
    const inputTokens = body.stream === true ? roughTokens(request) : 0;
    const turn = { id, model: name, servedBy: model.id, names, thinking, stop, inputTokens, edits: applied };
    return { request, itemsFor, turn, dropped: [...dropped, ...unknownEdits] };
  },
  initial: initialMessages,
  step: (state, event, account) => stepMessages(state, event, account).map(writeMessagesEvent).join(""),
  fail: (state, failure, requestId) =>
    failMessages(state, anthropicError(failure, requestId).body).map(writeMessagesEvent).join(""),
  fold: foldMessages,
  heartbeat: () => writeMessagesEvent({ type: "ping" }),
  // Claude Code offers to compact when it reads this: older ones the words, newer ones the token (clients 4.6, 4.8).
  tooLong(body, count, window) {
    const counted = countMessages(body, count);
    const most = window ?? counted - 1;
    return `prompt is too long: ${Math.max(counted, most + 1)} tokens > ${most} maximum (capability_rejected: prompt_too_long)`;
  },
};

/** A turn over the same messages that sums them up: no tools, no thoughts. `instructions` may add a wish. */
export const messagesCheckpoint: typeof messages = {
  ...messages,
  parse(body) {
    const {
      tools: _,
      tool_choice: __,
      thinking: ___,
      output_config: ____,
      output_format: _____,
      instructions,
      ...kept
    } = parseMessagesBody(body);
    const wish = typeof instructions === "string" ? `\n\n${instructions}` : "";
    const asked = { role: "user" as const, content: checkpointRequest + wish };
    return { ...kept, tool_choice: { type: "none" as const }, messages: [...kept.messages, asked] };
  },
};

// Text alone, up to the first words of the person: cache marks move on from request to request.
function beginningOf({ system, messages: all }: MessagesBody): string[] {
  const first = all.findIndex(({ role }) => role === "user");
  const said = all.slice(0, first + 1).flatMap(({ content }) => blocksOf(content));
  return [systemText(system), ...said.map((block) => block.text ?? block.type)];
}
