/**
 * Thoughts of the chat protocol, which has no place for them in most clients: in a reasoning item's encrypted content,
 * which clients hand back as they got it. Nothing in it is secret; the mark tells it from other providers'.
 */
const mark = "swo1.";

export function sealReasoning(text: string): string {
  return mark + Buffer.from(text).toString("base64url");
}

/** null for what is not ours. */
export function openReasoning(sealed: unknown): string | null {
  if (typeof sealed !== "string" || !sealed.startsWith(mark)) return null;
  return Buffer.from(sealed.slice(mark.length), "base64url").toString("utf8");
}
