/** Counts tokens with the o200k tables, which are loaded when they are first needed. */
import { createHash } from "node:crypto";
import type { CountText } from "../translate/messages-tokens.ts";

/** Counts of long texts are kept: system prompts and tools come again with every request. */
const remembered = { entries: 2000, fromLength: 200 };
/** The tokenizer takes quadratic time for a run of one kind of character: such text is counted in pieces. */
const longRun = /\p{L}{400}|\s{400}|[^\s\p{L}\p{N}]{400}/u;
const pieceLength = 256;
/** Characters beyond which no model could read the text anyway: the rest is taken to be like the beginning. */
const mostCounted = 2_000_000;

let loading: Promise<CountText> | null = null;

export function loadTokenCounter(): Promise<CountText> {
  loading ??= load();
  return loading;
}

async function load(): Promise<CountText> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  const options = { disallowedSpecial: new Set<string>() };
  const counts = new Map<string, number>();

  function countPieces(text: string): number {
    if (!longRun.test(text)) return countTokens(text, options);
    let total = 0;
    for (let at = 0; at < text.length; at += pieceLength) {
      total += countTokens(text.slice(at, at + pieceLength), options);
    }
    return total;
  }

  function countWhole(text: string): number {
    if (text.length <= mostCounted) return countPieces(text);
    return Math.ceil((countPieces(text.slice(0, mostCounted)) * text.length) / mostCounted);
  }

  return (text) => {
    if (text.length < remembered.fromLength) return countWhole(text);
    // By hash: no prompt outlives its request.
    const key = createHash("sha256").update(text).digest("base64");
    const known = counts.get(key);
    if (known !== undefined) return known;
    const count = countWhole(text);
    counts.set(key, count);
    const oldest = counts.size > remembered.entries ? counts.keys().next().value : undefined;
    if (oldest !== undefined) counts.delete(oldest);
    return count;
  };
}
