import type { RequestRow } from "../../src-shared/contract/index.ts";

export type Phase = "here" | "thinking" | "output";

/**
 * What a finished request spent its time on, in order: here until it was sent (waiting for a place included), until
 * OpenAI's first output (further tries included), and the output. Milliseconds; empty while it runs.
 */
export function requestPhases({ timing, stream }: Pick<RequestRow, "timing" | "stream">): {
  phase: Phase;
  ms: number;
}[] {
  const { sent, firstOutput, total } = timing;
  if (total === null || total === 0) return [];
  const left = sent ?? total;
  // An answer in one piece has no first output that anybody could have seen.
  const spoke = stream ? (firstOutput ?? total) : total;
  const phases: { phase: Phase; ms: number }[] = [
    { phase: "here", ms: left },
    { phase: "thinking", ms: spoke - left },
    { phase: "output", ms: total - spoke },
  ];
  return phases.filter(({ ms }) => ms > 0);
}
