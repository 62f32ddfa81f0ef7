import type { WireUsage } from "../../protocols/wire/wire.ts";
import { asObject, type JsonObject } from "../json-events.ts";

/** null where nothing was told. Cached and reasoning tokens are inside of the others on both sides (backends 8.5). */
export function wireUsage(usage: JsonObject | null): WireUsage | null {
  if (usage === null) return null;
  const input = count(usage["prompt_tokens"]);
  const output = count(usage["completion_tokens"]);
  if (input === null && output === null) return null;
  const read = asObject(usage["prompt_tokens_details"]);
  const cached = count(read?.["cached_tokens"]) ?? count(usage["prompt_cache_hit_tokens"]) ?? 0;
  const written = count(read?.["cache_write_tokens"]);
  const reasoning = count(asObject(usage["completion_tokens_details"])?.["reasoning_tokens"]) ?? 0;
  return {
    input_tokens: input ?? 0,
    input_tokens_details: {
      cached_tokens: cached,
      ...(written === null ? {} : { cache_write_tokens: written }),
    },
    output_tokens: output ?? 0,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: (input ?? 0) + (output ?? 0),
  };
}

function count(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}
