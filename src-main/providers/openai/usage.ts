import type { WireUsage } from "../../protocols/wire/wire.ts";
import { asObject, type JsonObject } from "../json-events.ts";

/** null where nothing was told. Cached and reasoning tokens are inside of the others on our side, as OpenAI has them (backends 8.5). */
export function wireUsage(usage: JsonObject | null): WireUsage | null {
  if (usage === null) return null;
  const input = count(usage["prompt_tokens"]);
  const told = count(usage["completion_tokens"]);
  if (input === null && told === null) return null;
  const read = asObject(usage["prompt_tokens_details"]);
  const cached = count(read?.["cached_tokens"]) ?? count(usage["prompt_cache_hit_tokens"]) ?? 0;
  const written = count(read?.["cache_write_tokens"]);
  const reasoning = count(asObject(usage["completion_tokens_details"])?.["reasoning_tokens"]) ?? 0;
  // xAI counts its reasoning beside the output; only the total tells.
  const beside = count(usage["total_tokens"]) === (input ?? 0) + (told ?? 0) + reasoning;
  const output = (told ?? 0) + (beside ? reasoning : 0);
  return {
    input_tokens: input ?? 0,
    input_tokens_details: {
      cached_tokens: cached,
      ...(written === null ? {} : { cache_write_tokens: written }),
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: (input ?? 0) + output,
  };
}

function count(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}
