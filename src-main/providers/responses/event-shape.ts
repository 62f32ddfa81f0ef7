/** Whether an event has the shape that everything behind it relies on: the backend is a program too, and may be wrong. */
import type { WireEvent } from "../../protocols/wire/wire.ts";

/** Levels of nesting. JSON that is deeper can be read, but not written again without running out of stack. */
const deepest = 500;

/** Events whose `delta` is text. */
const pieces = new Set([
  "response.output_text.delta",
  "response.refusal.delta",
  "response.reasoning_summary_text.delta",
  "response.reasoning_text.delta",
  "response.function_call_arguments.delta",
  "response.custom_tool_call_input.delta",
]);

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is wrong with the event, null when nothing is. Only what the gateway reads is looked at: of what it does not
 * know, kinds of items that are still to come included, any shape is right.
 */
export function faultIn({ type, raw, data }: WireEvent): string | null {
  const { response, item, delta, item_id: itemId, output_index: index } = data as Fields;
  if (!isText(delta) && pieces.has(type)) return `the piece in ${type}`;
  if (!isText(itemId)) return `the item's id in ${type}`;
  if (isThere(index) && typeof index !== "number") return `the index in ${type}`;
  if (isThere(response) && !isResponse(response)) return `the response in ${type}`;
  if (isThere(item) && !isItem(item)) return `the item in ${type}`;
  // Every level takes two characters at least.
  if (raw.length > deepest * 2 && isDeeper(data)) return `the nesting of ${type}`;
  return null;
}

function isResponse(response: unknown): boolean {
  if (!isObject(response)) return false;
  const { id, model, output, usage, incomplete_details: details } = response;
  return (
    isText(id) &&
    isText(model) &&
    (!isThere(output) || isListOf(output, isItem)) &&
    (!isThere(usage) || isObject(usage)) &&
    (!isThere(details) || isObject(details))
  );
}

function isItem(item: unknown): boolean {
  if (!isObject(item)) return false;
  const { type, id, call_id: callId, name, content, summary, result } = item;
  if (typeof type !== "string" || !isText(id)) return false;
  switch (type) {
    case "function_call":
      return isText(callId) && isText(name) && isText(item["arguments"]);
    case "custom_tool_call":
      return isText(callId) && isText(name) && isText(item["input"]);
    case "image_generation_call":
      return isText(result);
    case "message":
    case "reasoning":
      return (
        (!isThere(content) || isListOf(content, isPart)) && (!isThere(summary) || isListOf(summary, isPart))
      );
    default:
      return true;
  }
}

function isPart(part: unknown): boolean {
  if (!isObject(part)) return false;
  const { text, refusal, annotations } = part;
  return isText(text) && isText(refusal) && (!isThere(annotations) || isListOf(annotations, isObject));
}

function isText(value: unknown): boolean {
  return typeof value === "string" || !isThere(value);
}

function isListOf(value: unknown, holds: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Level by level, with no recursion: the question is whether there is too much of it. */
function isDeeper(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    level = level.flatMap((entry): unknown[] =>
      typeof entry === "object" && entry !== null ? Object.values(entry) : [],
    );
  }
  return false;
}
