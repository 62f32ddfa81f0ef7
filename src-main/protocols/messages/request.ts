/** POST /v1/messages to the Responses form (translation 5.0, 5.3). */
import { addedTools, nothingAdded, type AddedTools } from "../shared/added-tools.ts";
import type { ModelTraits } from "../protocol.ts";
import { effortOf } from "../shared/effort.ts";
import { droppedFields } from "../shared/field-table.ts";
import { messagesFields } from "./fields.ts";
import { messagesInput } from "./input.ts";
import { blocksOf, type MessagesBody } from "./schema.ts";
import { offeredTools } from "./tools.ts";
import type { WireRequest } from "../wire/wire.ts";
import { RequestError } from "../shared/request-error.ts";
import { addSampling } from "../shared/sampling.ts";
import { serviceTier } from "../shared/service-tier.ts";
import { schemaFormat } from "../shared/text-format.ts";
import { createToolNames, type ToolNames } from "../shared/tool-names.ts";

/** none: the client did not ask for thoughts. omitted: it wants them only to send them back. */
export type ThinkingDisplay = "none" | "omitted" | "shown";

export interface TranslatedMessages {
  request: WireRequest;
  /** The items for one account, by its short name in signatures; absent where they are the same for all. */
  itemsFor: ((account: string) => unknown[]) | undefined;
  names: ToolNames;
  thinking: ThinkingDisplay;
  stop: string[];
  /** Fields and tools that were left out because the backend does not take them. */
  dropped: string[];
}

/** Throws RequestError. `conversation` becomes the cache key. */
export function translateMessages(
  body: MessagesBody,
  model: ModelTraits,
  conversation: string,
  added: AddedTools = nothingAdded,
): TranslatedMessages {
  refuseThreads(body);
  const names = createToolNames();
  const { tools, choice, parallel, dropped: droppedTools } = offeredTools(body, names);
  if (body.tool_choice?.type !== "none") tools.push(...addedTools(tools, choice, added));
  const input = messagesInput(body.messages, names, model.id);
  const thinking = thinkingDisplay(body);
  const { effort, overruled } = effortOf(wantedEffort(body), model);
  const format = body.output_config?.format ?? body.output_format;
  const tier = serviceTier(body.speed === "fast" ? body.speed : body.service_tier, model.tiers);
  const reasoning = {
    ...(effort ? { effort } : {}),
    ...(thinking === "shown" ? { summary: "auto" } : {}),
  };
  const common = {
    model: model.id,
    instructions: systemText(body.system),
    store: false,
    stream: true,
    include: ["reasoning.encrypted_content"],
    prompt_cache_key: conversation,
    ...(Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    ...(tools.length > 0 ? { tools, parallel_tool_calls: parallel } : {}),
    ...(choice === undefined ? {} : { tool_choice: choice }),
    ...(format ? { text: { format: schemaFormat("output", true, format.schema) } } : {}),
    ...tier.wire,
  } as const;
  const itemsFor = (account: string) => {
    const items = input.itemsFor(account);
    return items.length > 0 ? items : [emptyMessage];
  };
  const request: WireRequest = { ...common, include: [...common.include], input: itemsFor("") };
  const stop = (body.stop_sequences ?? []).filter((text) => text !== "");
  addSampling(request, body, stop);
  return {
    request,
    itemsFor: input.owned ? itemsFor : undefined,
    names,
    thinking,
    stop,
    dropped: [
      ...droppedFields(messagesFields, body),
      ...(overruled ? [body.output_config?.effort ? "output_config.effort" : "thinking.budget_tokens"] : []),
      ...(tier.dropped ? [body.speed === "fast" ? "speed" : "service_tier"] : []),
      ...droppedTools,
      ...input.dropped,
    ],
  };
}

/**
 * A thread leaves the conversation with the server, which keeps none here. Anthropic's SDK reads `error_code` and
 * goes on by itself with the whole conversation.
 */
function refuseThreads(body: MessagesBody): void {
  const { thread } = body as { thread?: { type?: string } | null };
  if (!thread) return;
  const lost = thread.type === "continue";
  const data = lost
    ? { error_code: "thread_not_found" }
    : { error_code: "thread_unsupported_request", unsupported: ["thread"] };
  throw new RequestError(
    "'thread' is not available: this gateway keeps no conversations. Send all messages with every request.",
    { param: "thread", code: "unsupported_parameter", data },
  );
}

const emptyMessage = { type: "message", role: "user", content: [{ type: "input_text", text: "" }] };

/** Claude Code's first block changes from request to request and would lose the cache (clients 4.6). */
const billingHeader = "x-anthropic-billing-header:";

export function systemText(system: MessagesBody["system"]): string {
  return blocksOf(system)
    .map((block) => block.text ?? "")
    .filter((text) => text !== "" && !text.trimStart().startsWith(billingHeader))
    .join("\n\n");
}

function thinkingDisplay(body: MessagesBody): ThinkingDisplay {
  const { thinking } = body;
  if (!thinking || thinking.type === "disabled") return "none";
  return thinking.display === "omitted" ? "omitted" : "shown";
}

/** Highest budget of each effort, in tokens (translation 5.3). */
const effortByBudget: readonly [number, string][] = [
  [1024, "low"],
  [8192, "medium"],
  [24_576, "high"],
];

function wantedEffort(body: MessagesBody): string | null {
  const said = body.output_config?.effort;
  if (said) return said;
  const { thinking } = body;
  if (thinking?.type === "disabled") return "low";
  if (thinking?.type !== "enabled" || typeof thinking.budget_tokens !== "number") return null;
  const budget = thinking.budget_tokens;
  return effortByBudget.find(([most]) => budget <= most)?.[1] ?? "xhigh";
}

/** The session inside `metadata.user_id`: JSON of Claude Code, or the end of its older form; else the id itself. */
export function sessionOf(userId: string | null | undefined): string | null {
  if (!userId) return null;
  try {
    const parsed = JSON.parse(userId) as { session_id?: unknown } | null;
    if (typeof parsed?.session_id === "string") return parsed.session_id;
  } catch {
    // Not JSON: the older form, or a name of the client's own.
  }
  return /_session_([0-9a-f-]{36})$/i.exec(userId)?.[1] ?? userId;
}
