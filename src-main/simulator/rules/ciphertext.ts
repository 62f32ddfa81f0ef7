/** Stands in for encrypted reasoning: opaque to a client, and of no use to another account. */
import { isRecord } from "./json-shape.ts";

const prefix = "gAAAAA";

export function seal(accountId: string, note: string, nonce: string): string {
  return prefix + Buffer.from(JSON.stringify({ account: accountId, note, nonce })).toString("base64url");
}

export function opensFor(accountId: string, encrypted: string): boolean {
  if (!encrypted.startsWith(prefix)) return false;
  try {
    const sealed: unknown = JSON.parse(
      Buffer.from(encrypted.slice(prefix.length), "base64url").toString("utf8"),
    );
    return isRecord(sealed) && sealed["account"] === accountId;
  } catch {
    return false;
  }
}
