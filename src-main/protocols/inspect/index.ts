/** POST /v1/inspect: images and a question, one answer. For scripts that want no more than that. */
import { z } from "zod";
import { translateChat } from "../chat/request.ts";
import { chatBodySchema } from "../chat/schema.ts";
import { wholeOnly, type WholeTurn } from "../shared/whole-only.ts";
import type { Protocol } from "../protocol.ts";
import { droppedFields, type FieldTable } from "../shared/field-table.ts";
import { parseBody } from "../shared/parse-body.ts";
import { RequestError } from "../shared/request-error.ts";
import { tokenUsage } from "../wire/token-usage.ts";
import { textOfResponse } from "../wire/wire.ts";

const address = z.string().min(1);

/** https addresses, data URLs or bare base64; also in the forms that messages have for them. */
const image = z.union([
  address,
  z.looseObject({ image_url: z.union([address, z.looseObject({ url: address })]) }),
  z.looseObject({ url: address }),
]);

export const inspectSchema = z.looseObject({
  question: z.string().min(1).nullish(),
  prompt: z.string().min(1).nullish(),
  images: z.array(image).min(1).max(20),
  model: z.string().nullish(),
  reasoning_effort: z.string().nullish(),
});

export const inspectFields: FieldTable = {
  question: ["mapped", "a person's message"],
  prompt: ["mapped", "the same by another name"],
  images: ["mapped", "1 to 20 https addresses, data URLs or bare base64, plain or as image_url"],
  "images[].*": ["mapped", "the address, in the forms that messages have for it"],
  model: ["mapped", "as in chat completions"],
  reasoning_effort: ["mapped", "clamped to what the model offers"],
};

export const inspect: Protocol<InspectBody, WholeTurn, WholeTurn> = {
  ...wholeOnly((model, response) => ({
    answer: textOfResponse(response),
    model,
    usage: tokenUsage(response.usage),
  })),
  fields: inspectFields,
  parse(body) {
    const parsed = parseBody(inspectSchema, body);
    if (!questionOf(parsed))
      throw new RequestError("'question' is missing.", {
        param: "question",
        code: "missing_required_parameter",
      });
    return parsed;
  },
  asked: ({ model }) => ({ model, stream: false }),
  conversation: (body) => ({
    beginning: () => ["inspect", questionOf(body), addressOf(body.images[0]).slice(0, 200)],
  }),
  prepare(body, { model, asked, conversation }) {
    const images = body.images.map((image) => ({
      type: "image_url",
      image_url: { url: asUrl(addressOf(image)) },
    }));
    const chat = chatBodySchema.parse({
      reasoning_effort: body.reasoning_effort,
      messages: [{ role: "user", content: [{ type: "text", text: questionOf(body) }, ...images] }],
    });
    const { request } = translateChat(chat, model, conversation);
    return { request, turn: { model: asked }, dropped: droppedFields(inspectFields, body) };
  },
};

type InspectBody = z.infer<typeof inspectSchema>;

function questionOf({ question, prompt }: Pick<InspectBody, "question" | "prompt">): string {
  return question || prompt || "";
}

function addressOf(given: InspectBody["images"][number] | undefined): string {
  if (typeof given !== "object") return given ?? "";
  const named = given["image_url"] ?? given["url"];
  if (typeof named === "string") return named;
  return typeof named === "object" && named !== null && "url" in named ? String(named.url) : "";
}

function asUrl(image: string): string {
  return /^(https?:|data:)/.test(image) ? image : `data:image/png;base64,${image}`;
}
