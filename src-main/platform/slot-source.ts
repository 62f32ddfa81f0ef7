import type { Slot } from "../../src-shared/standing.ts";

/** The slots of a provider, in the person's order, as they are now. */
export interface SlotSource {
  all(): readonly Slot[];
  get(id: string): Slot | null;
  /** Where conversations go as long as nothing speaks against it; null without any. */
  activeId(): string | null;
  /** Returns the function that stops listening. */
  changed(listener: () => void): () => void;
}
