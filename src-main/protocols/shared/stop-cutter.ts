/**
 * Cuts text at the first stop string, which the backend cannot do: holds back only what may be the beginning of
 * one, whatever pieces the text comes in.
 */
export interface StopCutter {
  /** Text that is safe to show now. */
  push(piece: string): string;
  /** What was held back, at the end of the text. */
  rest(): string;
  stopped(): boolean;
  /** The stop string that was found. */
  matched(): string | null;
}

export function createStopCutter(stops: readonly string[]): StopCutter {
  let held = "";
  let matched: string | null = null;
  const stopped = () => matched !== null;
  return {
    push(piece) {
      if (stopped()) return "";
      if (stops.length === 0) return piece;
      held += piece;
      const cuts = stops.map((stop) => ({ stop, at: held.indexOf(stop) })).filter(({ at }) => at !== -1);
      const first = cuts.toSorted((a, b) => a.at - b.at)[0];
      if (first) {
        matched = first.stop;
        return held.slice(0, first.at);
      }
      const keep = longestBeginning(held, stops);
      const safe = held.slice(0, held.length - keep);
      held = held.slice(held.length - keep);
      return safe;
    },
    rest: () => (stopped() ? "" : held),
    stopped,
    matched: () => matched,
  };
}

function longestBeginning(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length -= 1) {
      if (text.endsWith(stop.slice(0, length))) longest = length;
    }
  }
  return longest;
}
