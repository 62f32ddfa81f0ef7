/** Token numbers worked out from text lengths: four characters are a token, an image is a thousand. */
import type { PlannedItem } from "../answers/answer-plan.ts";
import type { Json } from "./json-shape.ts";

/** `cached` is part of `input`, `reasoning` is part of `output`. */
export interface TokenCounts {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

function weigh(value: unknown): number {
  if (typeof value === "string") return value.startsWith("data:") ? 4_000 : value.length;
  if (typeof value !== "object" || value === null) return 0;
  let characters = 0;
  for (const entry of Object.values(value)) characters += weigh(entry);
  return characters;
}

export function inputTokens(body: Json): number {
  const characters = weigh(body["instructions"]) + weigh(body["input"]) + weigh(body["tools"]);
  return Math.max(1, Math.ceil(characters / 4));
}

function itemTokens(item: PlannedItem): number {
  switch (item.kind) {
    case "reasoning":
      return item.tokens;
    case "text":
    case "refusal":
      return tokensOf(item.text);
    case "call":
      return tokensOf(item.call.name + item.call.payload);
    case "web-search":
      return tokensOf(item.query);
    case "image":
      return 1_000;
    case "compaction":
      return 64;
  }
}

export function outputTokens(plan: PlannedItem[]): { output: number; reasoning: number } {
  let output = 0;
  let reasoning = 0;
  for (const item of plan) {
    const tokens = itemTokens(item);
    output += tokens;
    if (item.kind === "reasoning") reasoning += tokens;
  }
  return { output, reasoning };
}

/** Remembers how much of a conversation was seen before, in steps of 128 tokens as the real cache does. */
export class PromptCache {
  private readonly seen = new Map<string, number>();

  /** Cached share of `input` tokens; without a key nothing is cached. */
  use(accountId: string, model: string, key: unknown, input: number): number {
    if (typeof key !== "string") return 0;
    const name = `${accountId}\n${model}\n${key}`;
    const before = this.seen.get(name) ?? 0;
    this.seen.set(name, input);
    return Math.floor(Math.min(before, input) / 128) * 128;
  }
}
