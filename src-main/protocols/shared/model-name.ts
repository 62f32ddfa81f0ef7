import { effortNames } from "./effort.ts";

export interface ModelChoice {
  /** What the backend is asked for. */
  id: string;
  /** What the client said: answers name it back. */
  asked: string;
  /** From a suffix such as `-high`, `(high)` or `:high`. */
  effort: string | null;
}

export interface ModelDefaults {
  default: string;
  fallback: string;
  /** Names of clients → models, the latter with or without a suffix; `*` stands for every name that is not there. */
  map: Readonly<Record<string, string>>;
}

/** Which model a request means (translation 5.0, product: unknown and Anthropic ids become the fallback). */
export function chooseModel(
  asked: string | null | undefined,
  defaults: ModelDefaults,
  isKnown: (id: string) => boolean,
): ModelChoice {
  const name = asked || defaults.default;
  const said = withoutProvider(name);
  const mapped = Object.hasOwn(defaults.map, name) ? name : said;
  const entry = [mapped, "*"].find((key) => Object.hasOwn(defaults.map, key));
  const plain = withoutAlias((entry === undefined ? undefined : defaults.map[entry]) ?? said);
  if (isKnown(plain)) return { id: plain, asked: name, effort: null };
  const suffix = /^(.+?)(?:-|:|\()([a-z]+)\)?$/.exec(plain);
  if (suffix?.[1] && suffix[2] && effortNames.includes(suffix[2])) {
    return { id: isKnown(suffix[1]) ? suffix[1] : fallbackFor(suffix[1]), asked: name, effort: suffix[2] };
  }
  return { id: fallbackFor(plain), asked: name, effort: null };

  // An id that looks like one of the backend's own may be newer than the catalog: let the backend decide.
  function fallbackFor(id: string): string {
    return /^gpt-[5-9]/.test(id) ? id : defaults.fallback;
  }
}

const aliasPrefix = "claude-";

/** A model's name for tools that list only names with "claude" in them (models 3.5); it is understood everywhere. */
export function claudeAlias(id: string): string {
  return aliasPrefix + id;
}

function withoutProvider(name: string): string {
  return name.replace(/^(openai|codex|switchyard|anthropic)\//, "");
}

function withoutAlias(name: string): string {
  const rest = name.startsWith(aliasPrefix) ? name.slice(aliasPrefix.length) : name;
  return rest.startsWith("gpt-") ? rest : name;
}
