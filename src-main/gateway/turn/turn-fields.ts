/** A turn as its provider takes it. */
import type { RequestRow } from "../../../src-shared/contract/requests.ts";
import { isSampled } from "../../protocols/shared/sampling.ts";
import type { WireRequest } from "../../protocols/wire/wire.ts";
import type { Provider, TurnField } from "../../providers/provider.ts";

const fields: readonly TurnField[] = [
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "text",
  "service_tier",
  "client_metadata",
  "sampling",
];

type Takes = Pick<Provider, "takes" | "sampling">;

/**
 * `model`: as the provider knows it. What it does not take is left out, and the row names it. `dropped`: what the
 * client's protocol left out. Changes no request.
 */
export function turnFor(
  provider: Takes,
  model: string,
  request: WireRequest,
  dropped: readonly string[],
  row: Pick<RequestRow, "dropped">,
): WireRequest {
  const { takes } = provider;
  const lacking = takes === "all" ? [] : fields.filter((field) => field in request && !takes.has(field));
  // The client's own names of its sampling settings are told already.
  const named = lacking.filter((field) => field !== "sampling");
  row.dropped = [...new Set([...leftOut(provider, model, request, dropped), ...named])];
  if (lacking.length === 0 && request.model === model) return request;
  const turn = { ...request, model };
  for (const field of lacking) delete turn[field];
  return turn;
}

/** Without the sampling settings that the provider is given: of those a protocol cannot know. */
export function leftOut(
  provider: Takes,
  model: string,
  { sampling }: WireRequest,
  dropped: readonly string[],
): readonly string[] {
  const { takes } = provider;
  if (sampling === undefined || (takes !== "all" && !takes.has("sampling"))) return dropped;
  const taken = provider.sampling?.(model) ?? null;
  return dropped.filter((field) => !isSampled(field, sampling, taken));
}
