/** Keys that a person made for one tool each. The settings hold their hashes: a key has 192 random bits, a guess has none. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Settings } from "../../../src-shared/settings.ts";
import { namedKeyStart } from "../../settings/named-key-start.ts";

export type NamedKeys = Settings["gateway"]["keys"];

/** Whose key it is; `expired` and `unknown` are none of ours any more; null: it is no named key at all. */
export function namedKey(
  presented: string,
  keys: NamedKeys,
  now: number,
): { name: string } | "expired" | "unknown" | null {
  if (!presented.startsWith(namedKeyStart)) return null;
  const hash = createHash("sha256").update(presented).digest();
  const found = Object.entries(keys).find(([, key]) => same(hash, key.hash));
  if (found === undefined) return "unknown";
  const [name, { expiresAt }] = found;
  return expiresAt !== null && expiresAt <= now ? "expired" : { name };
}

function same(hash: Buffer, hex: string): boolean {
  const known = Buffer.from(hex, "hex");
  return known.length === hash.length && timingSafeEqual(known, hash);
}

/** Whose key it is, where it was made for one tool. */
export function keyOf(
  request: Pick<IncomingMessage, "headers" | "url">,
  { settings, now }: { settings: { values(): Settings }; now: () => number },
): { key?: string } {
  const found = namedKey(presentedKey(request), settings.values().gateway.keys, now());
  return found !== null && typeof found === "object" ? { key: found.name } : {};
}

/** Whatever key the client sends; empty when it sends none. */
export function presentedKey({ headers, url = "" }: Pick<IncomingMessage, "headers" | "url">): string {
  const bearer = /^bearer\s+(.+)$/i.exec(headers.authorization ?? "")?.[1];
  const named = bearer ?? headers["x-api-key"] ?? headers["x-goog-api-key"];
  if (typeof named === "string") return named;
  // Gemini's clients may put it into the address.
  return /^\/v1(beta)?\/models\b/.test(url) ? (new URLSearchParams(url.split("?")[1]).get("key") ?? "") : "";
}
