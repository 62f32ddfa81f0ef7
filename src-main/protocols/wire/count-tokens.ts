/** How many input tokens a wire request has: text by the tokenizer, images and files by estimates. */
import type { WireRequest } from "./wire.ts";

export type CountText = (text: string) => number;

/** Tokens around every item and tool that are no text of theirs. */
const frame = 4;
const imageTokens = 1000;
const fileTokens = 1500;

export function countWire(request: WireRequest, count: CountText): number {
  const text = (value: string) => (value === "" ? 0 : count(value));
  let total = text(request.instructions);
  for (const item of request.input) total += frame + weigh(item, text);
  for (const tool of request.tools ?? []) total += frame + text(JSON.stringify(tool));
  return total;
}

/** Keys whose text is no input of the model. */
const silent = new Set([
  "type",
  "role",
  "id",
  "status",
  "call_id",
  "detail",
  "encrypted_content",
  "filename",
]);

function weigh(value: unknown, text: CountText): number {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + weigh(entry, text), 0);
  if (typeof value !== "object" || value === null) return 0;
  const { type } = value as { type?: unknown };
  if (type === "input_image") return imageTokens;
  if (type === "input_file") return fileTokens;
  return Object.entries(value).reduce(
    (sum, [key, entry]) => sum + (silent.has(key) ? 0 : weigh(entry, text)),
    0,
  );
}
