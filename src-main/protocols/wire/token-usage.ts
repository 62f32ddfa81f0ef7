import type { TokenUsage } from "../../../src-shared/contract/requests.ts";
import type { WireUsage } from "./wire.ts";

/** null when the backend told no usage. cached is part of input, reasoning part of output (codex-backend 2.6). */
export function tokenUsage(usage: WireUsage | null | undefined): TokenUsage | null {
  if (!usage || (usage.input_tokens === undefined && usage.output_tokens === undefined)) return null;
  const written = usage.input_tokens_details?.cache_write_tokens;
  return {
    ...(typeof written === "number" ? { cacheWrite: countOf(written) } : {}),
    input: countOf(usage.input_tokens),
    cached: countOf(usage.input_tokens_details?.cached_tokens),
    output: countOf(usage.output_tokens),
    reasoning: countOf(usage.output_tokens_details?.reasoning_tokens),
  };
}

// Sums of months are made of these: one that is no count must not spoil them.
function countOf(told: unknown): number {
  return typeof told === "number" && Number.isFinite(told) && told > 0 ? told : 0;
}

export function chatUsage(usage: TokenUsage): Record<string, unknown> {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** What several turns used together; null when none of them told. */
export function sumUsage(parts: readonly (TokenUsage | null)[]): TokenUsage | null {
  const told = parts.filter((part) => part !== null);
  if (told.length === 0) return null;
  return told.reduce((sum, part) => ({
    ...(sum.cacheWrite === undefined && part.cacheWrite === undefined
      ? {}
      : { cacheWrite: (sum.cacheWrite ?? 0) + (part.cacheWrite ?? 0) }),
    input: sum.input + part.input,
    cached: sum.cached + part.cached,
    output: sum.output + part.output,
    reasoning: sum.reasoning + part.reasoning,
  }));
}
