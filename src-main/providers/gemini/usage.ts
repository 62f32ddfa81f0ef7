import type { WireUsage } from "../../protocols/wire/wire.ts";
import { asObject } from "../json-events.ts";

/** Thoughts are counted beside the candidates there and inside the output here; tools' prompts beside the prompt (backends 8.4). */
export function wireUsage(metadata: unknown): WireUsage | null {
  const usage = asObject(metadata);
  if (usage === null) return null;
  const count = (name: string) => {
    const value = usage[name];
    return typeof value === "number" && value > 0 ? value : 0;
  };
  const input = count("promptTokenCount") + count("toolUsePromptTokenCount");
  const reasoning = count("thoughtsTokenCount");
  const output = count("candidatesTokenCount") + reasoning;
  if (input === 0 && output === 0) return null;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: count("cachedContentTokenCount") },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
