/** The windows of the plan, as `get_usage` tells them (backends 3.5). */
import { sortedWindows, type ReportedLimits } from "../../../src-shared/limits/reported-limits.ts";
import type { RateWindow } from "../../../src-shared/contract/accounts.ts";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";

const minutesOf: Readonly<Record<string, number>> = { five_hour: 300, seven_day: 10_080 };

/** null: it tells of none, as with a key. */
export function limitsOfUsage(usage: Fields): ReportedLimits | null {
  const windows = Object.entries(fieldsOf(usage["rate_limits"])).flatMap(([name, told]) =>
    windowOf(name, told),
  );
  if (windows.length === 0) return null;
  const plan = usage["subscription_type"];
  return { windows: sortedWindows(windows), credits: null, plan: typeof plan === "string" ? plan : null };
}

function windowOf(name: string, told: unknown): RateWindow[] {
  const [, length, model] = /^(five_hour|seven_day)(?:_(\w+))?$/.exec(name) ?? [];
  const minutes = length === undefined ? undefined : minutesOf[length];
  const { utilization, resets_at: resets } = fieldsOf(told);
  if (minutes === undefined || typeof utilization !== "number") return [];
  const at = typeof resets === "string" ? Date.parse(resets) : Number.NaN;
  return [
    {
      minutes,
      usedPercent: Math.min(100, Math.max(0, utilization)),
      resetsAt: Number.isNaN(at) ? null : at,
      meter: model ?? null,
    },
  ];
}
