/**
 * Where an endpoint of the chat protocol differs from OpenAI's own (backends 8.5): by its host, by what a refusal
 * taught, and by what the person set, which beats both.
 */
import { isOpenai } from "./base-address.ts";

/** What an endpoint takes; `late_system`: instructions behind the beginning; `reasoning_back`: it wants the thoughts of earlier answers handed back. */
const quirkNames = [
  "custom_tools",
  "developer_role",
  "image_detail",
  "json_object",
  "json_schema",
  "late_system",
  "max_completion_tokens",
  "max_tokens",
  "parallel_tool_calls",
  "presence_penalty",
  "frequency_penalty",
  "prompt_cache_key",
  "reasoning_back",
  "reasoning_effort",
  "seed",
  "service_tier",
  "stop",
  "stream_options",
  "strict",
  "temperature",
  "tool_choice",
  "top_k",
  "top_p",
  "verbosity",
] as const;

export type Quirk = (typeof quirkNames)[number];
export type Quirks = Readonly<Record<Quirk, boolean>>;

const openai = {
  ...(Object.fromEntries(quirkNames.map((name) => [name, true])) as Record<Quirk, boolean>),
  reasoning_back: false,
  top_k: false,
};

const compatible: Quirks = {
  ...openai,
  custom_tools: false,
  developer_role: false,
  max_completion_tokens: false,
  prompt_cache_key: false,
  top_k: true,
  verbosity: false,
};

/** @param found of the provider's entry: learned or set; a name with `@MODEL` is of that model alone */
export function quirksOf(
  base: string | null,
  model: string,
  found: Readonly<Record<string, boolean>>,
): Quirks {
  const quirks: Record<Quirk, boolean> = { ...(isOpenai(base) ? openai : compatible) };
  for (const name of quirkNames) {
    const set = found[`${name}@${model}`] ?? found[name];
    if (set !== undefined) quirks[name] = set;
  }
  return quirks;
}

/** The name to remember it by: what one model does not take, another one behind the same address may. */
export function quirkKey(model: string, quirk: Quirk): string {
  return ofServer.has(quirk) ? quirk : `${quirk}@${model}`;
}

const ofServer = new Set<Quirk>(["stream_options", "prompt_cache_key"]);

/** Words of a refusal of a field. */
export const refused =
  /extra (?:inputs|fields)|not (?:permitted|supported|allowed|available|valid|implemented)|unknown|unrecogni[sz]ed|unsupported|unexpected|does(?:n't| not) (?:support|accept)|do not support|invalid|must be|cannot|can't|only the default|expected/i;

/** The first that a refusal names and that can be changed is the one. */
const named: readonly (readonly [RegExp, Quirk])[] = [
  [/stream_options|include_usage/, "stream_options"],
  [/parallel_tool_calls/, "parallel_tool_calls"],
  [/max_completion_tokens/, "max_completion_tokens"],
  [/prompt_cache_key/, "prompt_cache_key"],
  [/service_tier/, "service_tier"],
  [/reasoning_effort|support thinking|reasoning\.effort/, "reasoning_effort"],
  [/verbosity/, "verbosity"],
  [/json_schema|structured output/i, "json_schema"],
  [/response_format|json_object|json mode/i, "json_object"],
  [/tool_choice/, "tool_choice"],
  [/\bstrict\b/, "strict"],
  [/\bcustom\b/, "custom_tools"],
  [/\bdetail\b/, "image_detail"],
  [/presence_penalty/, "presence_penalty"],
  [/frequency_penalty/, "frequency_penalty"],
  [/\btemperature\b/, "temperature"],
  [/\btop_k\b/, "top_k"],
  [/\btop_p\b/, "top_p"],
  [/\bseed\b/, "seed"],
  [/\bstop\b/, "stop"],
  [/\bdeveloper\b|\brole\b/i, "developer_role"],
];

/**
 * What a refusal teaches: a field that was sent and is not taken, or one that was missing; null when it is about
 * something else. `sent`: the quirks that had an effect on the request.
 */
export function learnedFrom(
  refusal: { message: string; param: string | null },
  quirks: Quirks,
  sent: ReadonlySet<Quirk>,
): { quirk: Quirk; value: boolean } | null {
  const words = `${refusal.param ?? ""} ${refusal.message}`;
  if (/reasoning_content/.test(words)) {
    const missing = /must|missing|required|pass(?:ed)? back|need/i.test(refusal.message);
    if (missing !== quirks.reasoning_back) return { quirk: "reasoning_back", value: missing };
    return null;
  }
  if (/system (?:message|role).*(?:beginning|first)|must alternate/i.test(refusal.message))
    return quirks.late_system && sent.has("late_system") ? { quirk: "late_system", value: false } : null;
  if (!refused.test(refusal.message)) return null;
  // "Use 'max_completion_tokens' instead" of a model that no longer knows the older name.
  if (/\bmax_tokens\b/.test(words) && sent.has("max_tokens"))
    return /max_completion_tokens/.test(words)
      ? { quirk: "max_completion_tokens", value: true }
      : { quirk: "max_tokens", value: false };
  const found = named.find(([name, quirk]) => name.test(words) && sent.has(quirk) && quirks[quirk]);
  return found === undefined ? null : { quirk: found[1], value: false };
}
