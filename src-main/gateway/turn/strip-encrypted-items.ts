/** Encrypted items that only the account which made them can read: what is left when another one goes on. Pure. */
import type { RequestNote } from "../../../src-shared/contract/requests.ts";

export interface Stripped {
  input: unknown[];
  notes: RequestNote[];
}

/** Reasoning is no loss of meaning; compacted history is one, and better than a conversation that cannot go on. */
export function stripForeign(input: readonly unknown[]): Stripped {
  const kept = input.filter((item) => kindOf(item) === null);
  const kinds = new Set(input.map(kindOf));
  const notes: RequestNote[] = [];
  if (kinds.has("reasoning")) notes.push("reasoning-stripped");
  if (kinds.has("compaction")) notes.push("compaction-stripped");
  return { input: kept, notes };
}

function kindOf(item: unknown): "reasoning" | "compaction" | null {
  const { type, encrypted_content } = (item ?? {}) as { type?: unknown; encrypted_content?: unknown };
  if (type === "reasoning") return "reasoning";
  return typeof encrypted_content === "string" && type !== "message" ? "compaction" : null;
}
