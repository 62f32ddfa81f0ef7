import type { UsageTotals } from "./contract/usage.ts";
import { csvText } from "./csv.ts";

export interface NamedTotals extends UsageTotals {
  /** As the person knows it. */
  name: string;
}

const columns =
  "requests,failed,cancelled,without_usage,input,cached,output,reasoning,total_ms,finished".split(",");
const costColumns = ["estimated_cost", "requests_without_price", "currency"];

/** @param by heading of the names @param currency adds the columns of the estimate; null without prices */
export function usageCsv(by: string, rows: NamedTotals[], currency: string | null): string {
  const lines = rows.map((row) => [
    row.name,
    row.requests,
    row.failed,
    row.cancelled,
    row.withoutUsage,
    row.tokens.input,
    row.tokens.cached,
    row.tokens.output,
    row.tokens.reasoning,
    row.totalMs,
    row.finished,
    ...(currency === null
      ? []
      : [row.estimate?.amount?.toFixed(6) ?? null, row.estimate?.unpriced ?? null, currency]),
  ]);
  return csvText([[by, ...columns, ...(currency === null ? [] : costColumns)], ...lines]);
}
