/** Tells thoughts from text where a model writes them between `<think>` and `</think>` at its answer's beginning. Pure. */
export interface ThinkTags {
  push(piece: string): { thought: string; text: string };
  /** What was held back. */
  rest(): { thought: string; text: string };
}

const opening = "<think>";
const closing = "</think>";

export function createThinkTags(): ThinkTags {
  let state: "start" | "thought" | "after" | "text" = "start";
  let held = "";
  return {
    push(piece) {
      if (state === "text") return { thought: "", text: piece };
      held += piece;
      let thought = "";
      if (state === "start") {
        const begun = held.trimStart();
        if (begun === "" || (begun.length < opening.length && opening.startsWith(begun)))
          return { thought: "", text: "" };
        if (!begun.startsWith(opening)) {
          state = "text";
          return { thought: "", text: take() };
        }
        held = begun.slice(opening.length).trimStart();
        state = "thought";
      }
      if (state === "thought") {
        const at = held.indexOf(closing);
        if (at < 0) {
          const keep = overlap(held);
          thought = held.slice(0, held.length - keep);
          held = held.slice(held.length - keep);
          return { thought, text: "" };
        }
        thought = held.slice(0, at).trimEnd();
        held = held.slice(at + closing.length);
        state = "after";
      }
      // Empty lines behind the thoughts are no part of the answer.
      held = held.trimStart();
      if (held !== "") state = "text";
      return { thought, text: take() };
    },
    rest() {
      const left = take();
      return state === "thought" ? { thought: left, text: "" } : { thought: "", text: left };
    },
  };

  function take(): string {
    const taken = held;
    held = "";
    return taken;
  }
}

/** Characters at the end that may be the closing tag's beginning, with the white space before it. */
function overlap(text: string): number {
  const marked = /\s*(?:<(?:\/(?:t(?:h(?:i(?:n(?:k)?)?)?)?)?)?)?$/.exec(text)?.[0] ?? "";
  return marked.length;
}
