/**
 * One id per conversation, which keeps it on one warm cache (translation 5.0): what the client says, else derived
 * from what does not change from turn to turn. Never random: that would lose the cache.
 */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const headerNames = [
  "session-id",
  "session_id",
  "x-session-id",
  "x-codex-session-id",
  "x-claude-code-session-id",
];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function conversationKey(
  named: { prompt_cache_key?: string | null | undefined; user?: string | null | undefined },
  headers: IncomingHttpHeaders,
  beginning: () => unknown,
): string {
  const said = named.prompt_cache_key || namedConversation(headers) || named.user;
  if (typeof said === "string") return uuid.test(said) ? said : toUuid(said);
  return toUuid(JSON.stringify(beginning(), shortened) ?? "");
}

/** Characters of a text that tell it from others. */
const telling = 64 * 1024;

// A picture of 20 MB need not be read whole to know it again.
function shortened(_key: string, value: unknown): unknown {
  if (typeof value !== "string" || value.length <= telling) return value;
  return `${value.length} ${value.slice(0, telling / 2)}${value.slice(-telling / 2)}`;
}

/** What a header says the conversation is; null when none does. */
export function namedConversation(headers: IncomingHttpHeaders): string | null {
  for (const name of headerNames) {
    const value = headers[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

function toUuid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
