/**
 * Thoughts on their way through a client: block, signature and whose they are in one text, as the encrypted content of a
 * reasoning item. Whoever else gets it cannot use it, and leaves it out instead of failing (backends 8.2).
 */
import { createHash } from "node:crypto";
import type { Block } from "./shapes.ts";

/** Only the same three can read a thought again. */
export interface ThoughtOwner {
  provider: string;
  /** Of the key that was used. */
  slot: string;
  model: string;
}

const mark = "swa1";

/** @param block as the API sent it: `thinking` with its signature, or `redacted_thinking` */
export function sealThought(block: Block, owner: ThoughtOwner): string {
  return `${mark}.${tagOf(owner)}.${Buffer.from(JSON.stringify(block)).toString("base64url")}`;
}

/** The block, byte for byte; null for what is no thought of this owner. */
export function openThought(sealed: unknown, owner: ThoughtOwner): Block | null {
  if (typeof sealed !== "string" || !sealed.startsWith(`${mark}.${tagOf(owner)}.`)) return null;
  try {
    const block = JSON.parse(Buffer.from(sealed.split(".")[2] ?? "", "base64url").toString("utf8")) as Block;
    return block.type === "thinking" || block.type === "redacted_thinking" ? block : null;
  } catch {
    return null;
  }
}

// Tells nobody anything.
function tagOf({ provider, slot, model }: ThoughtOwner): string {
  return createHash("sha256")
    .update(JSON.stringify([provider, slot, model]))
    .digest("base64url")
    .slice(0, 16);
}
