/** POST /v1/inspect: images and a question, one answer. For scripts that want no more than that. */
import { z } from "zod";
import { translateChat } from "../chat/request.ts";
import { chatBodySchema } from "../chat/schema.ts";
import { wholeOnly, type WholeTurn } from "../shared/whole-only.ts";
import type { Protocol } from "../protocol.ts";
import { droppedFields, type FieldTable } from "../shared/field-table.ts";
import { parseBody } from "../shared/parse-body.ts";
import { tokenUsage } from "../wire/token-usage.ts";
import { textOfResponse } from "../wire/wire.ts";

export const inspectSchema = z.looseObject({
  question: z.string().min(1),
  /** https addresses, data URLs or bare base64. */
  images: z.array(z.string().min(1)).min(1).max(20),
  model: z.string().nullish(),
  reasoning_effort: z.string().nullish(),
});

export const inspectFields: FieldTable = {
  question: ["mapped", "a person's message"],
  images: ["mapped", "1 to 20 https addresses, data URLs or bare base64"],
  model: ["mapped", "as in chat completions"],
  reasoning_effort: ["mapped", "clamped to what the model offers"],
};

export const inspect: Protocol<z.infer<typeof inspectSchema>, WholeTurn, WholeTurn> = {
  ...wholeOnly((model, response) => ({
    answer: textOfResponse(response),
    model,
    usage: tokenUsage(response.usage),
  })),
  fields: inspectFields,
  parse: (body) => parseBody(inspectSchema, body),
  asked: ({ model }) => ({ model, stream: false }),
  conversation: ({ question, images }) => ({
    beginning: () => ["inspect", question, images[0]?.slice(0, 200)],
  }),
  prepare(body, { model, asked, conversation }) {
    const images = body.images.map((image) => ({ type: "image_url", image_url: { url: asUrl(image) } }));
    const chat = chatBodySchema.parse({
      reasoning_effort: body.reasoning_effort,
      messages: [{ role: "user", content: [{ type: "text", text: body.question }, ...images] }],
    });
    const { request } = translateChat(chat, model, conversation);
    return { request, turn: { model: asked }, dropped: droppedFields(inspectFields, body) };
  },
};

function asUrl(image: string): string {
  return /^(https?:|data:)/.test(image) ? image : `data:image/png;base64,${image}`;
}
