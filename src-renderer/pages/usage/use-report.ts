import { useState } from "react";
import type { UsageDimension, UsageReport } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { useClient, useQueries } from "../../live/use-live.tsx";
import { useQuery } from "../../query/use-query.ts";

/** A report together with what it was asked for: while another one is under way, the page still shows this one. */
export interface AskedReport {
  days: number;
  by: UsageDimension;
  /** The one that the breakdown is of; null for all. */
  day: string | null;
  report: UsageReport;
}

export interface Report {
  /** The last one that came; null before the first. */
  asked: AskedReport | null;
  problem: Problem | null;
  retry: () => Promise<void>;
}

/** Asks when the question changes, and when the live feed says that requests have come or ended. */
export function useReport(days: number, by: UsageDimension, day: string | null): Report {
  const client = useClient();
  const { usage } = useQueries();
  const [last, setLast] = useState<AskedReport | null>(null);
  const input = { days, by, ...(day === null ? {} : { day }) };
  const { data, problem, retry } = useQuery({
    queryKey: usage.report.queryKey({ input }),
    queryFn: async ({ signal }) => ({
      days,
      by,
      day,
      report: await client.usage.report(input, { signal }),
    }),
  });
  if (data !== null && data !== last) setLast(data);
  return { asked: data ?? last, problem, retry };
}
