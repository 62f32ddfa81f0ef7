/** Reading what a client sent, whose shape nobody checked yet. */

export type Json = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A message's or a result's content as blocks. */
export function blocksOf(content: unknown): readonly Json[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return listOf(content).map(objectOf);
}

/** JSON without cache marks: they are no part of what a model reads. */
export function readable(value: unknown): string {
  return JSON.stringify(value, (key, entry: unknown) => (key === "cache_control" ? undefined : entry)) ?? "";
}

/** Roughly: four characters each. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

export function isThought(block: Json | undefined): boolean {
  return block?.["type"] === "thinking" || block?.["type"] === "redacted_thinking";
}
