/**
 * What the headers of an answer tell of limits (backends 8.3): a key's throughput by the minute, each kind a meter of
 * its own, and the windows of a plan where one stands behind the endpoint.
 */
import type { RateWindow } from "../../../src-shared/contract/accounts.ts";
import { sortedWindows, type ReportedLimits } from "../../../src-shared/limits/reported-limits.ts";
import type { AnswerHeaders } from "../answer.ts";

/** Of a key: they fill again by the minute, and say nothing of the plan. */
const meters = ["requests", "input-tokens", "output-tokens"];

/** Minutes of a plan's window, by its name. */
const planWindows: readonly (readonly [string, number])[] = [
  ["5h", 300],
  ["7d", 10_080],
];

/** null: nothing is told. */
export function limitsOfHeaders(headers: AnswerHeaders): ReportedLimits | null {
  const number = (name: string): number | null => {
    const value = headers[`anthropic-ratelimit-${name}`];
    return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
      ? Number(value)
      : null;
  };
  const windows: RateWindow[] = [];
  for (const meter of meters) {
    const limit = number(`${meter}-limit`);
    const remaining = number(`${meter}-remaining`);
    if (limit === null || remaining === null || limit <= 0) continue;
    const reset = headers[`anthropic-ratelimit-${meter}-reset`];
    const resetsAt = typeof reset === "string" ? Date.parse(reset) : Number.NaN;
    windows.push({
      minutes: 1,
      usedPercent: percent(1 - remaining / limit),
      resetsAt: Number.isNaN(resetsAt) ? null : resetsAt,
      meter: meter.replace("-", " "),
    });
  }
  for (const [name, minutes] of planWindows) {
    const used = number(`unified-${name}-utilization`);
    if (used === null) continue;
    const reset = number(`unified-${name}-reset`);
    const resetsAt = reset === null ? null : reset * 1000;
    windows.push({ minutes, usedPercent: percent(used), resetsAt, meter: null });
  }
  return windows.length === 0 ? null : { windows: sortedWindows(windows), credits: null, plan: null };
}

function percent(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 100);
}
