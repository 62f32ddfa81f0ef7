/** /v1/images/generations and /edits to what the Codex backend takes (translation 5.10, codex-backend 2.12). */
import { z } from "zod";
import { droppedFields, type FieldTable } from "../shared/field-table.ts";
import { editFields, generationFields } from "./fields.ts";
import { parseBody } from "../shared/parse-body.ts";
import { RequestError } from "../shared/request-error.ts";
import type { WireRequest } from "../wire/wire.ts";

export const imageModel = "gpt-image-2";

const common = {
  prompt: z.string().min(1),
  model: z.string().nullish(),
  n: z.number().int().min(1).max(10).nullish(),
  size: z.string().nullish(),
  quality: z.string().nullish(),
  background: z.enum(["transparent", "opaque", "auto"]).nullish(),
  output_format: z.enum(["png", "jpeg", "webp"]).nullish(),
  response_format: z.enum(["b64_json", "url"]).nullish(),
  stream: z.boolean().nullish(),
  partial_images: z.number().int().min(0).max(3).nullish(),
};
const imageReference = z.union([z.string(), z.looseObject({ image_url: z.string() })]);

export const generationSchema = z.looseObject(common);
export const editSchema = z.looseObject({
  ...common,
  images: z.array(imageReference).nullish(),
  image: z.union([imageReference, z.array(imageReference)]).nullish(),
  mask: z.unknown().optional(),
});

export interface ImagePlan {
  prompt: string;
  /** Data or https URLs to start from; empty for a new image. */
  sources: string[];
  count: number;
  size: string;
  quality: string;
  background: string;
  outputFormat: "png" | "jpeg" | "webp";
  asUrl: boolean;
  stream: boolean;
  partialImages: number;
  dropped: string[];
}

/** Throws RequestError. */
export function planGeneration(body: unknown): ImagePlan {
  return plan(parseBody(generationSchema, body), [], generationFields);
}

/** Throws RequestError. */
export function planEdit(body: unknown): ImagePlan {
  const parsed = parseBody(editSchema, body);
  if (parsed.mask !== undefined && parsed.mask !== null) {
    throw new RequestError("'mask' is not taken by the backend: say in the prompt which part to change.", {
      param: "mask",
      code: "unsupported_parameter",
    });
  }
  const given = [
    ...(parsed.images ?? []),
    ...(Array.isArray(parsed.image) ? parsed.image : [parsed.image ?? []]),
  ].flat();
  const sources = given.map((source) => asUrl(typeof source === "string" ? source : source.image_url));
  if (sources.length === 0) {
    throw new RequestError("'image' is missing: an edit starts from at least one image.", {
      param: "image",
      code: "missing_required_parameter",
    });
  }
  return plan(parsed, sources, editFields);
}

function plan(body: z.infer<typeof generationSchema>, sources: string[], fields: FieldTable): ImagePlan {
  return {
    prompt: body.prompt,
    sources,
    count: body.n ?? 1,
    size: wireSize(body.size),
    quality: wireQuality(body.quality),
    background: body.background ?? "opaque",
    outputFormat: body.output_format ?? "png",
    asUrl: body.response_format === "url",
    stream: body.stream === true,
    partialImages: body.partial_images ?? 0,
    dropped: droppedFields(fields, body),
  };
}

/** For POST /codex/images/generations or /edits. */
export function imageCall(plan: ImagePlan): Record<string, unknown> {
  const { prompt, background, quality, size, count, sources } = plan;
  return {
    prompt,
    background,
    model: imageModel,
    quality,
    size,
    ...(count > 1 ? { n: count } : {}),
    ...(sources.length > 0 ? { images: sources.map((source) => ({ image_url: source })) } : {}),
  };
}

/** The older way, through a chat model's hosted tool: for streams, other formats, and where the call is missing. */
export function imageTurn(plan: ImagePlan, model: string, conversation: string): WireRequest {
  const { prompt, sources, size, quality, background, outputFormat, partialImages } = plan;
  const images = sources.map((source) => ({ type: "input_image", image_url: source }));
  return {
    model,
    instructions:
      "Make the image that is asked for with the image_generation tool. Change nothing of the wish.",
    input: [{ type: "message", role: "user", content: [{ type: "input_text", text: prompt }, ...images] }],
    tools: [
      {
        type: "image_generation",
        output_format: outputFormat,
        size,
        quality,
        background,
        ...(partialImages > 0 ? { partial_images: partialImages } : {}),
      },
    ],
    tool_choice: { type: "image_generation" },
    parallel_tool_calls: true,
    store: false,
    stream: true,
    include: ["reasoning.encrypted_content"],
    prompt_cache_key: conversation,
  };
}

/** Sizes that the image model does not know become the nearest it does. */
function wireSize(size: string | null | undefined): string {
  switch (size) {
    case undefined:
    case null:
    case "":
    case "auto":
      return "auto";
    case "256x256":
    case "512x512":
      return "1024x1024";
    case "1792x1024":
      return "1536x1024";
    case "1024x1792":
      return "1024x1536";
    default:
      if (/^\d{2,4}x\d{2,4}$/.test(size)) return size;
      throw new RequestError(`'size' must be auto or WIDTHxHEIGHT, for example 1024x1024.`, {
        param: "size",
        code: "invalid_value",
      });
  }
}

function wireQuality(quality: string | null | undefined): string {
  switch (quality) {
    case "low":
    case "medium":
    case "high":
      return quality;
    case "hd":
      return "high";
    case undefined:
    case null:
    case "auto":
    case "standard":
      return "auto";
    default:
      throw new RequestError("'quality' must be auto, low, medium or high.", {
        param: "quality",
        code: "invalid_value",
      });
  }
}

// Bare base64 is common.
function asUrl(source: string): string {
  return /^(data:|https?:)/.test(source) ? source : `data:image/png;base64,${source}`;
}
