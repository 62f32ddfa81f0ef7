/** One thing the doctor looked at. */
export interface Finding {
  area: "computer" | "ports" | "network" | "codex" | "accounts" | "providers";
  /** What was looked at, a few words. */
  name: string;
  /** ok; note: worth knowing; bad: something must be done. */
  state: "ok" | "note" | "bad";
  message: string;
  /** What to do; empty when there is nothing to do. */
  advice: string;
}

export type Look = (name: string, message: string, advice?: string) => Finding;

/** Makers of findings of one area. */
export function findingsOf(area: Finding["area"]): { ok: Look; note: Look; bad: Look } {
  const maker =
    (state: Finding["state"]): Look =>
    (name, message, advice = "") => ({ area, name, state, message, advice });
  return { ok: maker("ok"), note: maker("note"), bad: maker("bad") };
}
