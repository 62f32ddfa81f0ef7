/**
 * Where an endpoint that speaks Anthropic's protocol differs from Anthropic's own (backends 8.3): by its host, by what a
 * refusal taught, and by what the person set, which beats both.
 */

/** What an endpoint takes; `unsigned_thinking`: it wants its own thoughts back though nothing signs them. */
const quirkNames = [
  "cache_control",
  "count_tokens",
  "effort",
  "sampling",
  "stop_sequences",
  "strict",
  "structured_outputs",
  "thinking",
  "thinking_binding",
  "thinking_display",
  "tool_choice",
  "unsigned_thinking",
  "web_search",
] as const;

export type Quirk = (typeof quirkNames)[number];
export type Quirks = Readonly<Record<Quirk, boolean>>;

const anthropic: Quirks = {
  cache_control: true,
  count_tokens: true,
  effort: true,
  sampling: true,
  stop_sequences: true,
  strict: true,
  structured_outputs: true,
  thinking: true,
  thinking_binding: true,
  thinking_display: true,
  tool_choice: true,
  unsigned_thinking: false,
  web_search: true,
};

const compatible: Quirks = {
  ...anthropic,
  strict: false,
  structured_outputs: false,
  thinking_binding: false,
  thinking_display: false,
  unsigned_thinking: true,
};

const hosts: Readonly<Record<string, Quirks>> = {
  "api.anthropic.com": anthropic,
  "api.deepseek.com": { ...compatible, cache_control: false, tool_choice: false, web_search: false },
};

/** @param found of the provider's entry: learned or set; a name with `@MODEL` is of that model alone */
export function quirksOf(base: string, model: string, found: Readonly<Record<string, boolean>>): Quirks {
  const quirks: Record<Quirk, boolean> = { ...(hosts[hostOf(base)] ?? compatible) };
  for (const name of quirkNames) {
    const set = found[`${name}@${model}`] ?? found[name];
    if (set !== undefined) quirks[name] = set;
  }
  return quirks;
}

/** The name to remember for what a refusal taught: of the one model where others of the host differ. */
export function quirkKey(base: string, model: string, quirk: Quirk): string {
  return hostOf(base) === "api.anthropic.com" ? `${quirk}@${model}` : quirk;
}

const refused =
  /extra inputs|not (?:permitted|supported|allowed|available)|unknown|unrecogni[sz]ed|unsupported|unexpected|does not support|not compatible|deprecated/i;

/** The first that a message names and that was sent is the one. */
const named: readonly (readonly [RegExp, Quirk])[] = [
  [/cache_control/, "cache_control"],
  [/block_binding/, "thinking_binding"],
  [/thinking\.(?:adaptive\.|enabled\.)?display/, "thinking_display"],
  [/output_config\.format|structured output/i, "structured_outputs"],
  [/output_config|\beffort\b/, "effort"],
  [/tool_choice/, "tool_choice"],
  [/\bstrict\b/, "strict"],
  [/web_search/, "web_search"],
  [/stop_sequences/, "stop_sequences"],
  [/\btemperature\b|\btop_[pk]\b/, "sampling"],
  [/\bthinking\b|budget_tokens/, "thinking"],
];

/** What a refusal says that the endpoint does not take; null when it is about something else, or about nothing sent. */
export function learnedFrom(message: string, quirks: Quirks): Quirk | null {
  if (!refused.test(message)) return null;
  return named.find(([name, quirk]) => name.test(message) && quirks[quirk])?.[1] ?? null;
}

function hostOf(base: string): string {
  return URL.parse(base)?.hostname ?? "";
}
