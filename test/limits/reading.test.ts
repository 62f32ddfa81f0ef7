import { describe, expect, test } from "vitest";
import type { ReportedLimits } from "../../src-shared/limits/reported-limits.ts";
import { readingOf } from "../../src-main/limits/reading.ts";
import { limitsFromUsage } from "../../src-main/providers/codex/limits.ts";

const now = Date.UTC(2026, 0, 5);
const hour = 3_600_000;
const window = (usedPercent: number, resetsIn: number | null = hour, meter: string | null = null) => ({
  minutes: 300,
  usedPercent,
  resetsAt: resetsIn === null ? null : now + resetsIn,
  meter,
});
const told = (edit: Partial<ReportedLimits>): ReportedLimits => ({
  windows: [],
  credits: null,
  plan: null,
  ...edit,
});
const credits = { hasCredits: true, unlimited: false, balance: "1" };
const spend = { reached: true, limit: null, used: null, remainingPercent: null, resetsAt: null };

describe("the plan", () => {
  test.each<[string, Partial<ReportedLimits>, unknown]>([
    ["has room below 100", { windows: [window(99.5)] }, "room"],
    ["is used up at 100", { windows: [window(100), window(20)] }, { until: now + hour }],
    [
      "is used up until the last full window",
      { windows: [window(100), window(100, 9 * hour)] },
      { until: now + 9 * hour },
    ],
    ["has room when the full window has reset since", { windows: [window(100, -1)] }, "room"],
    [
      "has room at a rounded 100 when the backend says so",
      { windows: [window(100)], reached: false },
      "room",
    ],
    [
      "is used up below 100 when the backend says so",
      { windows: [window(99), window(5, 2 * hour)], reached: true },
      { until: now + hour },
    ],
    ["is not known without a reset", { windows: [window(100, null)] }, "unknown"],
    ["is not known without windows", {}, "unknown"],
    ["has room with credits", { windows: [window(100)], credits, reached: true }, "room"],
    [
      "is not known to have room when the workspace spends no more",
      { windows: [window(5)], spend },
      "unknown",
    ],
    ["is not judged by a model's meter", { windows: [window(5), window(100, hour, "Spark")] }, "room"],
  ])("%s", (_name, edit, plan) => {
    expect(readingOf(told(edit), now).plan).toEqual(plan);
  });
});

test("a meter that is used up is told apart", () => {
  expect(readingOf(told({ windows: [window(5), window(100, hour, "Spark")] }), now).metersHaveRoom).toBe(
    false,
  );
  expect(readingOf(told({ windows: [window(5), window(9, hour, "Spark")] }), now).metersHaveRoom).toBe(true);
});

test("the usage answer's own word comes through", () => {
  const primary_window = { used_percent: 5, limit_window_seconds: 18_000 };
  const reached = (rate_limit: object) =>
    limitsFromUsage({ rate_limit: { primary_window, ...rate_limit } })?.reached;
  expect(reached({ limit_reached: true, allowed: false })).toBe(true);
  expect(reached({ allowed: false })).toBe(true);
  expect(reached({ limit_reached: false, allowed: true })).toBe(false);
  expect(reached({})).toBeUndefined();
});
