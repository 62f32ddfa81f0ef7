import { useState } from "react";
import type { UsageDimension, UsageReport } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { useAnswer } from "../../live/use-answer.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import { useTurns } from "../../live/use-turns.ts";

const refreshMs = 5000;

/** A report together with what it was asked for: while another one is under way, the page still shows this one. */
export interface AskedReport {
  days: number;
  by: UsageDimension;
  report: UsageReport;
}

export interface Report {
  /** The last one that came; null before the first. */
  asked: AskedReport | null;
  problem: Problem | null;
  retry: () => void;
}

/** Asks when the question changes and, at most every five seconds, when requests have come or ended. */
export function useReport(days: number, by: UsageDimension): Report {
  const client = useClient();
  const turn = useTurns(
    useLive((state) => state.today),
    refreshMs,
  );
  const [tries, setTries] = useState(0);
  const [last, setLast] = useState<AskedReport | null>(null);
  const { value, problem } = useAnswer(
    async () => ({ days, by, report: await client.usage.report({ days, by }) }),
    `${days} ${by} ${turn} ${tries}`,
  );
  if (value !== null && value !== last) setLast(value);
  return { asked: value ?? last, problem, retry: () => setTries(tries + 1) };
}
