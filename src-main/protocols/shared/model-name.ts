import { effortNames } from "./effort.ts";

export interface ModelChoice {
  /** What is asked for: a model of the accounts, or one of another provider as `NAME:MODEL`. */
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

/** A name that begins with a provider's: `model` is what it is asked for. */
export interface PrefixedModel {
  prefix: string;
  model: string;
  isKnown: (id: string) => boolean;
}

/** The provider that names without a prefix go to, where that is not the accounts. */
export interface HomeProvider {
  prefix: string;
  isKnown: (id: string) => boolean;
  /** What it is asked for by a name that it may not know; null: the request names none. */
  modelFor: (name: string | null) => string;
}

/**
 * Which model a request means (translation 5.0, product: unknown and Anthropic ids become the fallback).
 *
 * @param isKnown to the accounts' catalog
 * @param prefixed null for a name that names no provider; throws where it names one that is not there
 */
export function chooseModel(
  asked: string | null | undefined,
  defaults: ModelDefaults,
  isKnown: (id: string) => boolean,
  prefixed: (name: string) => PrefixedModel | null = () => null,
  home: HomeProvider | null = null,
): ModelChoice {
  const name = asked || defaults.default;
  const said = withoutProvider(name);
  const mapped = Object.hasOwn(defaults.map, name) ? name : said;
  const entry = [mapped, "*"].find((key) => Object.hasOwn(defaults.map, key));
  const meant = (entry === undefined ? undefined : defaults.map[entry]) ?? name;
  const plain = withoutAlias(withoutProvider(meant));
  const atHome = home !== null && !/^codex[:/]/.test(meant);
  if (!atHome && isKnown(plain)) return { id: plain, asked: name, effort: null };
  // A colon is a part of many local models' names.
  const elsewhere = atHome && home.isKnown(meant) ? null : prefixed(plain);
  if (atHome && elsewhere === null) return homeChoice(home, asked ? meant : null, name);
  const [base, effort] = splitEffort(elsewhere?.model ?? plain);
  if (elsewhere !== null) {
    // Another provider's names are its own: only what is known to it tells a suffix from a part of the name.
    const whole = effort === null || elsewhere.isKnown(elsewhere.model) || !elsewhere.isKnown(base);
    const id = `${elsewhere.prefix}:${whole ? elsewhere.model : base}`;
    return { id, asked: name, effort: whole ? null : effort };
  }
  return { id: isKnown(base) ? base : fallbackFor(base), asked: name, effort };

  // An id that looks like one of the backend's own may be newer than the catalog: let the backend decide.
  function fallbackFor(id: string): string {
    return /^gpt-[5-9]/.test(id) ? id : defaults.fallback;
  }
}

function homeChoice(home: HomeProvider, meant: string | null, asked: string): ModelChoice {
  const [base, effort] = meant === null ? [null, null] : splitEffort(meant);
  const whole = meant === null || effort === null || home.isKnown(meant) || !home.isKnown(base);
  const id = `${home.prefix}:${home.modelFor(whole ? meant : base)}`;
  return { id, asked, effort: whole ? null : effort };
}

/** A name and the effort that it ends with, such as `-high`, `(high)` or `:high`. */
function splitEffort(name: string): [base: string, effort: string | null] {
  const suffix = /^(.+?)(?:-|:|\()([a-z]+)\)?$/.exec(name);
  return suffix?.[1] && suffix[2] && effortNames.includes(suffix[2]) ? [suffix[1], suffix[2]] : [name, null];
}

const aliasPrefix = "claude-";

/** A model's name for tools that list only names with "claude" in them (models 3.5); it is understood everywhere. */
export function claudeAlias(id: string): string {
  return aliasPrefix + id;
}

function withoutProvider(name: string): string {
  return name.replace(/^(?:(?:openai|codex|switchyard|anthropic)\/|codex:)/, "");
}

function withoutAlias(name: string): string {
  const rest = name.startsWith(aliasPrefix) ? name.slice(aliasPrefix.length) : name;
  return rest.startsWith("gpt-") ? rest : name;
}
