/** What was typed for a field that is not there yet. */
export interface Typed {
  text: string;
  /** Enter was pressed after it. */
  entered: boolean;
}

export const nothingTyped: Typed = { text: "", entered: false };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing">;

/** @returns what is typed with this key, "leave" for Escape, or null for a key that is not meant for the field */
export function addKey(
  typed: Typed,
  { key, ctrlKey, metaKey, altKey, isComposing }: Key,
): Typed | "leave" | null {
  if (ctrlKey || metaKey || altKey || isComposing) return null;
  if (key === "Escape") return "leave";
  if (key === "Enter") return { ...typed, entered: typed.text !== "" };
  // Whoever has entered has said everything.
  if (typed.entered) return typed;
  if (key === "Backspace") return { ...typed, text: Array.from(typed.text).slice(0, -1).join("") };
  return /^.$/u.test(key) ? { ...typed, text: typed.text + key } : null;
}
