import type { RequestRow } from "../../src-shared/contract/index.ts";

export type Phase = "here" | "waiting" | "output";

/**
 * What a finished request spent its time on, in order: here until it was sent (the wait for a place included), waiting
 * for OpenAI (further tries included), and the output. Milliseconds; empty while it runs.
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
    { phase: "waiting", ms: spoke - left },
    { phase: "output", ms: total - spoke },
  ];
  return phases.filter(({ ms }) => ms > 0);
}
