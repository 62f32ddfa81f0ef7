/** A turn for an endpoint that speaks the Responses protocol itself: the Wire without what only Codex knows. Pure. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import { asObject, asText } from "../json-events.ts";
import { refused } from "./quirks.ts";

/** Fields that some model or server does not take, and that a turn can go without. */
const optional = [
  "include",
  "reasoning",
  "service_tier",
  "parallel_tool_calls",
  "prompt_cache_key",
  "max_output_tokens",
  "temperature",
  "top_p",
  "tool_choice",
] as const;

const quirk = (name: string, model: string) => `responses_${name}@${model}`;

/** @param known of the provider's entry: learned or set */
export function responsesRequest(
  turn: WireRequest,
  openai: boolean,
  known: Readonly<Record<string, boolean>>,
): Record<string, unknown> {
  const body = allFields(turn, openai);
  for (const name of optional) if (known[quirk(name, turn.model)] === false) delete body[name];
  return body;
}

/** What to remember of a refusal; null when it is about something else. */
export function learnedOfResponses(
  { message, param }: { message: string; param: string | null },
  model: string,
  body: Readonly<Record<string, unknown>>,
): Record<string, boolean> | null {
  if (!refused.test(message)) return null;
  const words = `${param ?? ""} ${/encrypted content/i.test(message) ? "include" : ""} ${message}`;
  const name = optional.find((each) => each in body && new RegExp(`\\b${each}\\b`).test(words));
  return name === undefined ? null : { [quirk(name, model)]: false };
}

function allFields(turn: WireRequest, openai: boolean): Record<string, unknown> {
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
