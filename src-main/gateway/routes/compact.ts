/** POST /v1/compact: messages to a checkpoint. POST /v1/responses/compact: the backend's own compaction. */
import { z } from "zod";
import { chatBodySchema, translateChat } from "../../protocols/chat/request.ts";
import { checkpointRequest } from "../../protocols/compact/checkpoint.ts";
import { textOfResponse } from "../../protocols/completions/completion.ts";
import { droppedFields } from "../../protocols/shared/field-table.ts";
import { parseBody } from "../../protocols/shared/parse-body.ts";
import { responsesFields } from "../../protocols/responses/fields.ts";
import { parseResponsesBody, translateResponses } from "../../protocols/responses/request.ts";
import type { WireResponse } from "../../protocols/wire/wire.ts";
import { compactFields } from "../../protocols/shared/inspect-and-compact-fields.ts";
import { tokenUsage } from "../../protocols/wire/token-usage.ts";
import { readJson } from "../http/body.ts";
import { collectTurn } from "../turn/collect-turn.ts";
import { conversationKey } from "../turn/conversation-key.ts";
import type { Exchange } from "../http/exchange.ts";
import { modelFor } from "../turn/model-choice.ts";
import { noteTurn } from "../turn/record-turn.ts";
import { fullInput } from "../turn/response-history.ts";
import { startTurn } from "../turn/run-turn.ts";
import { withAccount } from "../turn/account-failover.ts";

export const compactSchema = chatBodySchema.pick({ model: true, messages: true }).extend({
  instructions: z.string().nullish(),
});

export async function compactMessages(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseBody(compactSchema, await readJson(exchange));
  const { choice, traits } = modelFor(services, body.model);
  const wish = body.instructions ? `${checkpointRequest}\n\n${body.instructions}` : checkpointRequest;
  const chat = chatBodySchema.parse({ messages: [...body.messages, { role: "user", content: wish }] });
  const conversation = conversationKey({}, request.headers, () => [choice.id, body.messages.slice(0, 2)]);
  const translated = translateChat(chat, traits, conversation);
  noteTurn(exchange, {
    model: choice.id,
    asked: body.model,
    stream: false,
    dropped: droppedFields(compactFields, body),
    body,
    fields: compactFields,
  });
  const collected = await collectTurn(await startTurn(services, record, translated.request, {}, signal));
  const usage = tokenUsage(collected.response.usage);
  response.json({
    object: "compaction",
    checkpoint: textOfResponse(collected.response),
    model: choice.asked,
    usage,
  });
}

export async function compactResponse(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseResponsesBody(await readJson(exchange));
  const { choice, traits } = modelFor(services, body.model);
  const conversation = conversationKey(body, request.headers, () => [choice.id, body.instructions]);
  const { input, accountId } = fullInput(body, services.responses);
  const { request: wire, dropped } = translateResponses({ ...body, input }, traits, conversation);
  const { store: _, stream: __, include: ___, tool_choice: ____, ...call } = wire;
  noteTurn(exchange, {
    model: choice.id,
    asked: body.model,
    stream: false,
    dropped: dropped,
    body,
    fields: responsesFields,
  });
  const answer = await withAccount(
    services,
    record,
    async (credentials, serving) => {
      const { trace } = serving;
      trace.mark("sent");
      const { headers, json } = await services.codex.json(
        credentials,
        "/codex/responses/compact",
        signal,
        call,
        () => trace.mark("connected"),
      );
      trace.answered(headers, 200);
      trace.mark("firstOutput");
      trace.counted(tokenUsage((json as WireResponse).usage), null);
      serving.answered();
      return json as Record<string, unknown>;
    },
    { conversation, prefer: accountId, signal },
  );
  response.json({
    id: `resp_${record.row.id.slice("req_".length)}`,
    object: "response.compaction",
    created_at: Math.floor(services.now() / 1000),
    ...answer,
  });
}
