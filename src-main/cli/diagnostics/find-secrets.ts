/** Pure: what of a text looks like a secret, or is one. */

/** Shapes of tokens and keys, whoever they belong to. */
const shapes: Record<string, RegExp> = {
  "a signed token": /\beyJ[\w-]{10,}\.[\w-]+/,
  "an API key": /\bsk-[\w-]{16,}/,
  "a refresh token": /\brt[_.][\w.-]{16,}/,
  "a bearer header": /\bbearer\s+[\w.~+/-]{8,}/i,
  "an e-mail address": /[\w.+-]+@[\w-]+(\.[\w-]+)+/,
};

/** What was found, in words that do not repeat it; empty when the text is clean. */
export function findSecrets(text: string, known: ReadonlySet<string>): string[] {
  const shaped = Object.entries(shapes).flatMap(([name, pattern]) => (pattern.test(text) ? [name] : []));
  // In JSON a text stands escaped.
  const own = [...known].filter(
    (secret) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)),
  );
  return own.length === 0 ? shaped : [...shaped, "a token, key, e-mail or id of an account"];
}
