/** Signatures of thoughts, bound to the model and to everything before them (backends 8.2). */
import { createHash } from "node:crypto";
import { blocksOf, isThought, listOf, objectOf, readable, type Json } from "./json-reading.ts";

/** Of a thought at a place of a conversation. `before`: blocks of the same answer. */
export function signatureFor(body: Json, messages: readonly unknown[], before: readonly unknown[]): string {
  const prefix = readable([
    body["model"],
    lasting(body["system"]),
    body["tools"] ?? null,
    said(messages),
    before,
  ]);
  return `sig_${createHash("sha256").update(prefix).digest("base64")}`;
}

/** Claude Code's first block tells its version and changes with every request (clients 4.6). */
function lasting(system: unknown): unknown {
  if (!Array.isArray(system)) return system ?? null;
  return system.filter((block) => !String(objectOf(block)["text"]).startsWith("x-anthropic-billing-header:"));
}

/** Its reminders in the middle come and go. */
function said(messages: readonly unknown[]): readonly unknown[] {
  return messages.filter((message) => objectOf(message)["role"] !== "system");
}

/** Paths of thoughts in the conversation that do not belong where they are. */
export function unboundThoughts(body: Json): string[] {
  const messages = listOf(body["messages"]);
  return messages.flatMap((message, at) => {
    const { role, content } = objectOf(message);
    if (role !== "assistant") return [];
    const blocks = blocksOf(content);
    return blocks.flatMap((block, index) => {
      const signature = block["type"] === "redacted_thinking" ? block["data"] : block["signature"];
      if (!isThought(block)) return [];
      // An answer that the API paused is one with what comes behind it, and bound to what came before it alone.
      const expected = signatureFor(body, messages.slice(0, at), blocks.slice(0, index));
      return signature === expected ? [] : [`messages.${at}.content.${index}`];
    });
  });
}
