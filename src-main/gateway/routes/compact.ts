/** POST /v1/responses/compact: the backend's own compaction. */
import { responsesFields } from "../../protocols/responses/fields.ts";
import { fullInput } from "../../protocols/responses/history.ts";
import { translateResponses } from "../../protocols/responses/request.ts";
import { parseResponsesBody } from "../../protocols/responses/schema.ts";
import type { WireResponse } from "../../protocols/wire/wire.ts";
import { tokenUsage } from "../../protocols/wire/token-usage.ts";
import { readJson } from "../http/body.ts";
import { conversationKey } from "../turn/conversation-key.ts";
import type { Exchange } from "../http/exchange.ts";
import { modelFor } from "../turn/model-choice.ts";
import { recordTurn, tellDropped } from "../turn/record-turn.ts";
import { withAccount } from "../turn/account-failover.ts";

export async function compactResponse(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseResponsesBody(await readJson(exchange));
  const { choice, traits } = modelFor(services, body.model);
  const conversation = conversationKey(body, request.headers, () => [choice.id, body.instructions]);
  const { input, accountId } = fullInput(body, services.responses);
  const { request: wire, dropped } = translateResponses({ ...body, input }, traits, conversation);
  const { store: _, stream: __, include: ___, tool_choice: ____, ...call } = wire;
  const { id: model } = choice;
  const { model: asked } = body;
  recordTurn(record, { model, asked, stream: false, dropped, body, fields: responsesFields });
  tellDropped(response, dropped);
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
