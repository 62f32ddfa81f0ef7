/**
 * POST /v1/responses/compact, and /codex/v1/responses/compact of an older Codex. The backend's own endpoint of that
 * name is gone: both go as a turn whose last item asks for it (clients 4.4), folded into the answer it used to give.
 */
import { responsesFields } from "../../protocols/responses/fields.ts";
import { fullInput } from "../../protocols/responses/history.ts";
import { translateResponses } from "../../protocols/responses/request.ts";
import { parseResponsesBody } from "../../protocols/responses/schema.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import { createCollector } from "../../protocols/wire/collect.ts";
import type { WireItem, WireRequest, WireUsage } from "../../protocols/wire/wire.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import { readJson } from "../http/body.ts";
import { conversationKey } from "../turn/conversation-key.ts";
import type { Exchange } from "../http/exchange.ts";
import { modelFor } from "../turn/model-choice.ts";
import { recordTurn, tellDropped } from "../turn/record-turn.ts";
import { startTurn } from "../turn/run-turn.ts";
import type { GatewayServices } from "../services.ts";
import { forwardedHeaders, refuse } from "./codex.ts";
import { patienceOf } from "../waiting/patience.ts";

export async function compactResponse(exchange: Exchange): Promise<void> {
  const { services, request, response, record } = exchange;
  const body = parseResponsesBody(await readJson(exchange));
  const { choice, traits } = modelFor(services, body.model);
  requireAccounts(services, choice.id);
  const conversation = conversationKey(body, request.headers, () => [choice.id, body.instructions]);
  const { input, accountId } = fullInput(body, services.responses);
  const { request: wire, dropped } = translateResponses({ ...body, input }, traits, conversation);
  const { id: model } = choice;
  const { model: asked } = body;
  recordTurn(record, { model, asked, stream: false, dropped, body, fields: responsesFields });
  tellDropped(response, dropped);
  response.json({
    id: `resp_${record.row.id.slice("req_".length)}`,
    object: "response.compaction",
    created_at: Math.floor(services.now() / 1000),
    ...(await compacted(exchange, wire, {}, accountId)),
  });
}

/** The body is Codex's own and goes on as it is, with what a turn needs beside. */
export async function compactForCodex(exchange: Exchange): Promise<void> {
  const { services, request, response } = exchange;
  try {
    const body = (await readJson(exchange)) as Partial<WireRequest> | null;
    if (!Array.isArray(body?.input)) throw new RequestError("'input' must be a list.", { param: "input" });
    const { input, model, instructions } = body;
    const { choice } = modelFor(services, typeof model === "string" ? model : null);
    requireAccounts(services, choice.id);
    const conversation = conversationKey(body, request.headers, () => [model, instructions]);
    const wire: WireRequest = {
      ...body,
      model: typeof model === "string" ? model : choice.id,
      instructions: instructions ?? "",
      input,
      store: false,
      stream: true,
      include: ["reasoning.encrypted_content"],
      prompt_cache_key: conversation,
    };
    exchange.record.row.model = wire.model;
    const { output } = await compacted(exchange, wire, ownHeaders(exchange), null);
    response.json({ output });
  } catch (error) {
    refuse(exchange, error, new Map());
  }
}

/** Others know no compaction: they would write an answer that is paid for and of no use. Throws RequestError. */
function requireAccounts({ providers }: GatewayServices, model: string): void {
  if (providers.route(model).served === providers.accounts) return;
  throw new RequestError(
    "Only the ChatGPT accounts can compact a conversation this way. POST /v1/compact sums one up with any model.",
    { param: "model", code: "unsupported_value" },
  );
}

/** Throws UpstreamFailure. */
async function compacted(
  exchange: Exchange,
  request: WireRequest,
  headers: Record<string, string>,
  prefer: string | null,
): Promise<{ output: WireItem[]; usage: WireUsage | null }> {
  const { services, record, signal } = exchange;
  const { tool_choice: _, ...wire } = request;
  const asked = { ...wire, input: [...wire.input, { type: "compaction_trigger" }] };
  const features = { "x-codex-beta-features": "remote_compaction_v2" };
  const collector = createCollector();
  const { batches } = await startTurn(services, record, asked, { ...headers, ...features }, signal, {
    prefer,
    patience: patienceOf(services, exchange.request.headers),
  });
  for await (const batch of batches) for (const event of batch) collector.push(event);
  const answer = collector.response();
  const summary = answer?.output?.filter(({ type }) => type === "compaction") ?? [];
  if (summary.length === 0)
    throw new UpstreamFailure({ kind: "protocol", message: "The backend answered without a compaction." });
  return { output: [...request.input.filter(isAsked), ...summary], usage: answer?.usage ?? null };
}

/** What a person said stays beside the summary, as it did (clients 4.4). */
function isAsked(item: unknown): item is WireItem {
  return typeof item === "object" && item !== null && "role" in item && item.role === "user";
}

/** Who asks stays; what describes the former body does not. */
function ownHeaders({ services, request }: Exchange): Record<string, string> {
  const { clientVersion } = services.settings.values().network;
  const ofTheBody = new Set(["accept", "accept-encoding", "content-encoding", "content-type"]);
  const kept = Object.entries(forwardedHeaders(request.headers, clientVersion));
  return Object.fromEntries(
    kept.flatMap(([name, value]) =>
      typeof value === "string" && !ofTheBody.has(name) ? [[name, value]] : [],
    ),
  );
}
