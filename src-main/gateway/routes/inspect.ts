/** POST /v1/inspect: images and a question, one answer. For scripts that want no more than that. */
import { z } from "zod";
import { chatBodySchema, translateChat } from "../../protocols/chat/request.ts";
import { textOfResponse } from "../../protocols/completions/completion.ts";
import { droppedFields } from "../../protocols/shared/field-table.ts";
import { parseBody } from "../../protocols/shared/parse-body.ts";
import { inspectFields } from "../../protocols/shared/inspect-and-compact-fields.ts";
import { tokenUsage } from "../../protocols/wire/token-usage.ts";
import { readJson } from "../http/body.ts";
import { collectTurn } from "../turn/collect-turn.ts";
import { conversationKey } from "../turn/conversation-key.ts";
import type { Exchange } from "../http/exchange.ts";
import { modelFor } from "../turn/model-choice.ts";
import { noteTurn } from "../turn/record-turn.ts";
import { startTurn } from "../turn/run-turn.ts";

export const inspectSchema = z.looseObject({
  question: z.string().min(1),
  /** https addresses, data URLs or bare base64. */
  images: z.array(z.string().min(1)).min(1).max(20),
  model: z.string().nullish(),
  reasoning_effort: z.string().nullish(),
});

export async function inspect(exchange: Exchange): Promise<void> {
  const { services, request, response, record, signal } = exchange;
  const body = parseBody(inspectSchema, await readJson(exchange));
  const { choice, traits } = modelFor(services, body.model);
  const images = body.images.map((image) => ({ type: "image_url", image_url: { url: asUrl(image) } }));
  const chat = chatBodySchema.parse({
    reasoning_effort: body.reasoning_effort,
    messages: [{ role: "user", content: [{ type: "text", text: body.question }, ...images] }],
  });
  const conversation = conversationKey({}, request.headers, () => [
    "inspect",
    body.question,
    body.images[0]?.slice(0, 200),
  ]);
  const translated = translateChat(chat, traits, conversation);
  noteTurn(exchange, {
    model: choice.id,
    asked: body.model,
    stream: false,
    dropped: droppedFields(inspectFields, body),
    body,
    fields: inspectFields,
  });
  const collected = await collectTurn(await startTurn(services, record, translated.request, {}, signal));
  response.json({
    answer: textOfResponse(collected.response),
    model: choice.asked,
    usage: tokenUsage(collected.response.usage),
  });
}

function asUrl(image: string): string {
  return /^(https?:|data:)/.test(image) ? image : `data:image/png;base64,${image}`;
}
