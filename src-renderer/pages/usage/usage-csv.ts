import type { UsageTotals } from "../../../src-shared/contract/index.ts";

export interface NamedTotals extends UsageTotals {
  /** As the person knows it. */
  name: string;
}

const columns =
  "requests,failed,cancelled,without_usage,input,cached,output,reasoning,total_ms,finished".split(",");

/** The table as RFC 4180, with the columns of `switchyard usage --csv`. @param by heading of the names */
export function usageCsv(by: string, rows: NamedTotals[]): string {
  const lines = rows.map(({ name, requests, failed, cancelled, withoutUsage, tokens, totalMs, finished }) => [
    cell(name),
    requests,
    failed,
    cancelled,
    withoutUsage,
    tokens.input,
    tokens.cached,
    tokens.output,
    tokens.reasoning,
    totalMs,
    finished,
  ]);
  return [[by, ...columns], ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

// Names of clients and models come from whoever sends a request: none may become a formula of a spreadsheet.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
