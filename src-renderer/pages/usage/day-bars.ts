/** What the bars of the days show: heights from the bottom up, as parts of the highest day. */
import type { UsageTotals } from "../../../src-shared/contract/index.ts";

export type Measure = "tokens" | "requests";

export const partsOf = {
  tokens: ["cached", "fresh", "output"],
  requests: ["served", "failed"],
} as const;

export type Part = (typeof partsOf)[Measure][number];

interface BarPart {
  part: Part;
  /** 0 to 1, where it begins and how high it is. */
  from: number;
  height: number;
}

export interface DayBars {
  /** The highest day, in tokens or requests. */
  peak: number;
  bars: BarPart[][];
}

/** The parts of a day add up to its input and output, or to its requests: nothing is counted twice. */
function amounts(day: UsageTotals, measure: Measure): [Part, number][] {
  const { input, cached, output } = day.tokens;
  return measure === "tokens"
    ? [
        ["cached", cached],
        ["fresh", Math.max(0, input - cached)],
        ["output", output],
      ]
    : [
        ["served", day.requests - day.failed],
        ["failed", day.failed],
      ];
}

export function dayBars(days: UsageTotals[], measure: Measure): DayBars {
  const stacks = days.map((day) => amounts(day, measure));
  const peak = Math.max(0, ...stacks.map((stack) => stack.reduce((sum, [, amount]) => sum + amount, 0)));
  const bars = stacks.map((stack) => {
    let from = 0;
    return stack.flatMap(([part, amount]) => {
      if (amount === 0) return [];
      const bar = { part, from, height: amount / peak };
      from += bar.height;
      return [bar];
    });
  });
  return { peak, bars };
}
