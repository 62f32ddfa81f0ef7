/**
 * Where an endpoint that speaks Anthropic's protocol differs from Anthropic's own (backends 8.3): by its host, by what a
 * refusal taught, and by what the person set, which beats both.
 */
import { fieldsOf, type Block, type MessagesRequest } from "./shapes.ts";

/** What an endpoint takes. */
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
  web_search: true,
};

const compatible: Quirks = {
  ...anthropic,
  strict: false,
  structured_outputs: false,
  thinking_binding: false,
  thinking_display: false,
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

/** The name to remember for what a refusal taught: of the one model, since others of the host may differ. */
export function quirkKey(model: string, quirk: Quirk): string {
  return `${quirk}@${model}`;
}

const refused =
  /extra inputs|not (?:permitted|supported|allowed|available)|unknown|unrecogni[sz]ed|unsupported|unexpected|does not support|not compatible|deprecated/i;

interface Lesson {
  quirk: Quirk;
  /** Of how a refusal names it. */
  named: RegExp;
  sent: (body: MessagesRequest) => boolean;
}

/** The first that a message names and that was sent is the one. */
const lessons: readonly Lesson[] = [
  { quirk: "cache_control", named: /cache_control/, sent: hasCacheMark },
  { quirk: "thinking_binding", named: /block_binding/, sent: has("thinking", "block_binding") },
  {
    quirk: "thinking_display",
    named: /thinking\.(?:adaptive\.|enabled\.)?display/,
    sent: has("thinking", "display"),
  },
  {
    quirk: "structured_outputs",
    named: /output_config\.format|structured output/i,
    sent: has("output_config", "format"),
  },
  { quirk: "effort", named: /output_config|\beffort\b/, sent: has("output_config", "effort") },
  { quirk: "tool_choice", named: /tool_choice/, sent: has("tool_choice") },
  { quirk: "strict", named: /\bstrict\b/, sent: hasTool((tool) => tool["strict"] === true) },
  {
    quirk: "web_search",
    named: /web_search/,
    sent: hasTool(({ type }) => typeof type === "string" && type.startsWith("web_search")),
  },
  { quirk: "stop_sequences", named: /stop_sequences/, sent: has("stop_sequences") },
  {
    quirk: "sampling",
    named: /\btemperature\b|\btop_[pk]\b/,
    sent: (body) => "temperature" in body || "top_p" in body || "top_k" in body,
  },
  { quirk: "thinking", named: /\bthinking\b|budget_tokens/, sent: has("thinking") },
];

function has(field: keyof MessagesRequest, inner?: string): Lesson["sent"] {
  return (body) => body[field] !== undefined && (inner === undefined || inner in fieldsOf(body[field]));
}

function hasTool(wanted: (tool: Block) => boolean): Lesson["sent"] {
  return ({ tools = [] }) => tools.some(wanted);
}

function hasCacheMark({ tools = [], system = [], messages }: MessagesRequest): boolean {
  const marked = (blocks: readonly Block[]) => blocks.some((block) => block.cache_control !== undefined);
  return marked(tools) || marked(system) || messages.some(({ content }) => marked(content));
}

/**
 * What a refusal of this body says that the endpoint does not take; null when it is about something else, or about
 * nothing sent. `lasting`: false where it is about this one schema, and the next may pass.
 */
export function learnedFrom(
  message: string,
  body: MessagesRequest,
): { quirk: Quirk; lasting: boolean } | null {
  if (!refused.test(message)) return null;
  const lesson = lessons.find(({ named, sent }) => named.test(message) && sent(body));
  if (lesson === undefined) return null;
  const { quirk } = lesson;
  const ofSchema = (quirk === "structured_outputs" || quirk === "strict") && schemaWords.test(message);
  return { quirk, lasting: !ofSchema };
}

const schemaWords = /schema|\$ref|propert(?:y|ies)|keyword|recurs/i;

function hostOf(base: string): string {
  return URL.parse(base)?.hostname ?? "";
}
