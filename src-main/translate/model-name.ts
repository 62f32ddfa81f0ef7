import { effortNames } from "./effort.ts";

export interface ModelChoice {
  /** What the backend is asked for. */
  id: string;
  /** What the client said: answers name it back. */
  asked: string;
  /** From a suffix such as `-high`, `(high)` or `:high`. */
  effort: string | null;
}

/** Which model a request means (translation 5.0, product: unknown and Anthropic ids become the fallback). */
export function chooseModel(
  asked: string | null | undefined,
  defaults: { default: string; fallback: string },
  isKnown: (id: string) => boolean,
): ModelChoice {
  const name = asked || defaults.default;
  const plain = name.replace(/^(openai|codex|switchyard)\//, "");
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
