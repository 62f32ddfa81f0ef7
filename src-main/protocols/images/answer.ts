/** Images as OpenAI's image API shows them, from both ways the backend makes them. */
import type { ImagePlan } from "./request.ts";
import type { WireEvent, WireItem } from "../wire/wire.ts";

export interface MadeImage {
  b64: string;
  revisedPrompt: string | null;
  /** As the backend says it was made, which need not be what was asked; absent = not told. */
  told: ToldShape;
}

interface ToldShape {
  size?: string;
  quality?: string;
  background?: string;
  output_format?: string;
}

/** What an answer, or an item of one, says of the image in it. */
export function toldShape(source: Record<string, unknown>): ToldShape {
  const names = ["size", "quality", "background", "output_format"] as const;
  return Object.fromEntries(
    names.flatMap((name) => (typeof source[name] === "string" ? [[name, source[name]]] : [])),
  );
}

export function imagesAnswer(
  plan: ImagePlan,
  made: MadeImage[],
  created: number,
  usage: unknown,
): Record<string, unknown> {
  // The API has one word for all of them; they are made alike.
  const told = made[0]?.told ?? {};
  const outputFormat = told.output_format ?? plan.outputFormat;
  return {
    created,
    data: made.map(({ b64, revisedPrompt }) => ({
      ...(plan.asUrl ? { url: `data:image/${outputFormat};base64,${b64}` } : { b64_json: b64 }),
      ...(revisedPrompt === null ? {} : { revised_prompt: revisedPrompt }),
    })),
    background: told.background ?? plan.background,
    output_format: outputFormat,
    quality: told.quality ?? plan.quality,
    size: told.size ?? plan.size,
    ...(usage ? { usage } : {}),
  };
}

/** The image of a finished item, null for items of other kinds. */
export function imageOfItem(item: WireItem): MadeImage | null {
  if (item.type !== "image_generation_call" || !item.result) return null;
  const revised = item["revised_prompt"];
  return {
    b64: item.result,
    revisedPrompt: typeof revised === "string" ? revised : null,
    told: toldShape(item),
  };
}

/** `image/png` and its like, by what the item says of itself. */
export function imageType(item: WireItem): string {
  const format = item["output_format"];
  return `image/${format === "jpeg" || format === "webp" ? format : "png"}`;
}

export interface ImageStreamState {
  plan: ImagePlan;
  created: number;
  /** image_generation or image_edit */
  prefix: string;
  made: number;
  ended: boolean;
}

export function initialImages(plan: ImagePlan, created: number): ImageStreamState {
  return {
    plan,
    created,
    prefix: plan.sources.length > 0 ? "image_edit" : "image_generation",
    made: 0,
    ended: false,
  };
}

export function stepImages(state: ImageStreamState, event: WireEvent): string {
  if (state.ended) return "";
  const { data } = event;
  if (event.type === "response.image_generation_call.partial_image") {
    const index = data["partial_image_index"];
    const fields = { b64_json: data["partial_image_b64"], partial_image_index: index };
    return frame(state, "partial_image", fields, toldShape(data));
  }
  const image = event.type === "response.output_item.done" && data.item ? imageOfItem(data.item) : null;
  if (image) {
    state.made += 1;
    return frame(state, "completed", { b64_json: image.b64 }, image.told);
  }
  if (event.type === "response.completed" || event.type === "response.incomplete") {
    state.ended = true;
    const { count } = state.plan;
    if (state.made === 0) return failFrame("The model answered without an image.", "no_image");
    if (state.made < count)
      return failFrame(`The model made ${state.made} of ${count} images.`, "too_few_images");
  }
  return "";
}

export function failImages(state: ImageStreamState, error: { message: string; code: string | null }): string {
  if (state.ended) return "";
  state.ended = true;
  return failFrame(error.message, error.code);
}

function frame(
  state: ImageStreamState,
  kind: string,
  fields: Record<string, unknown>,
  told: ToldShape,
): string {
  const { size, quality, background, outputFormat } = state.plan;
  const type = `${state.prefix}.${kind}`;
  const shape = {
    created_at: state.created,
    size,
    quality,
    background,
    output_format: outputFormat,
    ...told,
  };
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields, ...shape })}\n\n`;
}

function failFrame(message: string, code: string | null): string {
  return `event: error\ndata: ${JSON.stringify({ type: "error", error: { message, type: "server_error", code } })}\n\n`;
}
