/** POST /v1/messages, and /v1/messages/compact, which answers with a checkpoint of the messages. */
import { messagesFields } from "../../protocols/messages/fields.ts";
import { checkpointRequest } from "../../protocols/compact/checkpoint.ts";
import { parseMessagesBody, type MessagesBody } from "../../protocols/messages/schema.ts";
import { failMessages, writeMessagesEvent } from "../../protocols/messages/stream.ts";
import { readJson } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectMessage, messagesSteps, prepareMessages } from "../turn/messages-turn.ts";
import { noteTurn } from "../turn/record-turn.ts";
import { streamTurn } from "../turn/stream-turn.ts";

export async function messages(exchange: Exchange): Promise<void> {
  await answer(exchange, await readBody(exchange));
}

/** A turn over the same messages that sums them up: no tools, no thoughts. `instructions` may add a wish. */
export async function compactConversation(exchange: Exchange): Promise<void> {
  const body = await readBody(exchange);
  const {
    tools: _,
    tool_choice: __,
    thinking: ___,
    output_config: ____,
    output_format: _____,
    instructions,
    ...kept
  } = body;
  const wish = typeof instructions === "string" ? `\n\n${instructions}` : "";
  const asked = { role: "user" as const, content: checkpointRequest + wish };
  const none = { type: "none" as const };
  await answer(exchange, { ...kept, tool_choice: none, messages: [...body.messages, asked] });
}

async function readBody(exchange: Exchange): Promise<MessagesBody> {
  return parseMessagesBody(await readJson(exchange));
}

async function answer(exchange: Exchange, body: MessagesBody): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const prepared = prepareMessages(services, record, body, request.headers);
  noteTurn(exchange, {
    model: prepared.model,
    asked: body.model,
    stream: body.stream === true,
    dropped: prepared.dropped,
    body,
    fields: messagesFields,
  });
  if (body.stream !== true) {
    response.json(await collectMessage(prepared, signal));
    return;
  }
  const { state, step } = messagesSteps(prepared.turn);
  await streamTurn(exchange, prepared.start(signal), {
    step: (event, accountId) => step(event, accountId).map(writeMessagesEvent).join(""),
    fail: (error) =>
      failMessages(state, exchange.describe(error).body as { type: string })
        .map(writeMessagesEvent)
        .join(""),
    heartbeat: writeMessagesEvent({ type: "ping" }),
  });
}
