/** The tokenizer, and what it counted: system prompts and tools come again with every request. */
import { createHash } from "node:crypto";
import type { CountText } from "../../protocols/wire/count-tokens.ts";
import { loadTokenizer } from "../../protocols/shared/tokenizer.ts";

const remembered = { entries: 2000, fromLength: 200 };

let loading: Promise<CountText> | null = null;

export function loadTokenCounter(): Promise<CountText> {
  loading ??= loadTokenizer().then(remembering);
  return loading;
}

function remembering(count: CountText): CountText {
  const counts = new Map<string, number>();
  return (text) => {
    if (text.length < remembered.fromLength) return count(text);
    // By hash: no prompt outlives its request.
    const key = createHash("sha256").update(text).digest("base64");
    const known = counts.get(key);
    if (known !== undefined) return known;
    const counted = count(text);
    counts.set(key, counted);
    const oldest = counts.size > remembered.entries ? counts.keys().next().value : undefined;
    if (oldest !== undefined) counts.delete(oldest);
    return counted;
  };
}
