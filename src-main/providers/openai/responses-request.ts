/** A turn for an endpoint that speaks the Responses protocol itself: the Wire without what only Codex knows. Pure. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import { asObject, asText } from "../json-events.ts";

export function responsesRequest(turn: WireRequest, openai: boolean): Record<string, unknown> {
  const { sampling = {}, client_metadata: _, prompt_cache_key, input, service_tier, ...kept } = turn;
  const { max_output_tokens, temperature, top_p } = sampling;
  return {
    ...kept,
    input: input.flatMap(sentItem),
    ...(openai ? { prompt_cache_key } : {}),
    ...(service_tier === undefined ? {} : { service_tier }),
    ...(max_output_tokens === undefined ? {} : { max_output_tokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
  };
}

/** Seals of other providers of ours, whose thoughts nobody else can read. */
const ours = /^sw[a-z]\d\./;

// Nothing is stored there, so an item is known by its content and never by its id.
function sentItem(raw: unknown): unknown[] {
  const item = asObject(raw);
  if (item === null) return [raw];
  const { id: _, ...rest } = item;
  if (item["type"] !== "reasoning") return [rest];
  const encrypted = asText(item["encrypted_content"]);
  return encrypted === "" || ours.test(encrypted) ? [] : [rest];
}
