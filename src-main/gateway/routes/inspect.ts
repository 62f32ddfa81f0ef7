/** POST /v1/inspect: images and a question, one answer. For scripts that want no more than that. */
import { z } from "zod";
import { chatBodySchema, translateChat } from "../../translate/chat-request.ts";
import { textOfResponse } from "../../translate/completion.ts";
import { droppedFields } from "../../translate/field-table.ts";
import { parseBody } from "../../translate/parse-body.ts";
import { inspectFields } from "../../translate/small-fields.ts";
import { tokenUsage } from "../../translate/token-usage.ts";
import { readJson } from "../body.ts";
import { collectTurn } from "../collect-turn.ts";
import { conversationKey } from "../conversation-key.ts";
import type { Exchange } from "../exchange.ts";
import { modelFor } from "../model-choice.ts";
import { noteTurn } from "../note-turn.ts";
import { startTurn } from "../run-turn.ts";

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
