/** POST /v1/compact: messages to a checkpoint. */
import { z } from "zod";
import { chatFields } from "../chat/fields.ts";
import { translateChat } from "../chat/request.ts";
import { chatBodySchema } from "../chat/schema.ts";
import type { Protocol } from "../protocol.ts";
import { droppedFields, type FieldTable } from "../shared/field-table.ts";
import { parseBody } from "../shared/parse-body.ts";
import { wholeOnly, type WholeTurn } from "../shared/whole-only.ts";
import { tokenUsage } from "../wire/token-usage.ts";
import { textOfResponse } from "../wire/wire.ts";
import { checkpointRequest } from "./checkpoint.ts";

export const compactSchema = chatBodySchema.pick({ model: true, messages: true }).extend({
  instructions: z.string().nullish(),
});

const messageFields = Object.entries(chatFields).filter(
  ([field]) => field === "messages" || field.startsWith("messages["),
);

export const compactFields: FieldTable = {
  ...Object.fromEntries(messageFields),
  model: ["mapped", "as in chat completions"],
  instructions: ["mapped", "a wish on top: what the checkpoint must keep"],
};

export const compact: Protocol<z.infer<typeof compactSchema>, WholeTurn, WholeTurn> = {
  ...wholeOnly((model, response) => ({
    object: "compaction",
    checkpoint: textOfResponse(response),
    model,
    usage: tokenUsage(response.usage),
  })),
  fields: compactFields,
  parse: (body) => parseBody(compactSchema, body),
  asked: ({ model }) => ({ model, stream: false }),
  conversation: ({ messages }, model) => ({ beginning: () => [model, messages.slice(0, 2)] }),
  prepare(body, { model, asked, conversation }) {
    const wish = body.instructions ? `${checkpointRequest}\n\n${body.instructions}` : checkpointRequest;
    const chat = chatBodySchema.parse({ messages: [...body.messages, { role: "user", content: wish }] });
    const { request } = translateChat(chat, model, conversation);
    return { request, turn: { model: asked }, dropped: droppedFields(compactFields, body) };
  },
};
