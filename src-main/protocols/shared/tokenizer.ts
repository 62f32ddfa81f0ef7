/** Counts tokens with the o200k tables, which are large and loaded when they are first needed. */
import type { CountText } from "../wire/count-tokens.ts";

/** The tokenizer takes quadratic time for a run of one kind of character: such text is counted in pieces. */
const longRun = /\p{L}{400}|\s{400}|[^\s\p{L}\p{N}]{400}/u;
const pieceLength = 256;
/** Characters beyond which no model could read the text anyway: the rest is taken to be like the beginning. */
const mostCounted = 2_000_000;

export async function loadTokenizer(): Promise<CountText> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  const options = { disallowedSpecial: new Set<string>() };

  function countPieces(text: string): number {
    if (!longRun.test(text)) return countTokens(text, options);
    let total = 0;
    for (let at = 0; at < text.length; at += pieceLength) {
      total += countTokens(text.slice(at, at + pieceLength), options);
    }
    return total;
  }

  return (text) => {
    if (text.length <= mostCounted) return countPieces(text);
    return Math.ceil((countPieces(text.slice(0, mostCounted)) * text.length) / mostCounted);
  };
}
