import { describe, expect, test } from "vitest";
import { createLimitTracker } from "../../src-main/limits/limit-tracker.ts";
import { limitsFromUsage } from "../../src-main/providers/codex/limits.ts";

const window = { minutes: 300, usedPercent: 5, resetsAt: null, meter: null };

test("keeps what it knows of an account when less is told", () => {
  let now = 1000;
  const tracker = createLimitTracker(() => now);
  const credits = { hasCredits: true, unlimited: false, balance: "1" };
  tracker.note("a", { windows: [window], credits, plan: "plus" }, "usage");
  now = 2000;
  tracker.note("a", { windows: [], credits: null, plan: null }, "event");
  expect(tracker.of("a")).toMatchObject({
    limits: { windows: [window], readAt: 1000, source: "usage" },
    credits,
    plan: "plus",
  });
  expect(tracker.of("b").limits).toBeNull();
});

test("a trouble that is over is over once, and forgetting an account forgets all of it", () => {
  const tracker = createLimitTracker(() => 1000);
  let heard = 0;
  tracker.changed(() => (heard += 1));
  tracker.problem("a", { code: "overloaded", message: "m", advice: "" });
  expect(tracker.of("a").lastProblem).toMatchObject({ code: "overloaded", at: 1000 });
  tracker.fine("a");
  expect(tracker.of("a").lastProblem).toBeNull();
  expect(heard).toBe(2);
  tracker.fine("a");
  expect(heard).toBe(2);
  tracker.note("a", { windows: [window], credits: null, plan: null }, "headers");
  tracker.forget("a");
  expect(tracker.of("a").limits).toBeNull();
});

describe("windows that are no limits", () => {
  const minute = 60_000;
  const usage = (meter: string, resetAfter: number, now: number, feature = "codex_other") => ({
    rate_limit: { primary_window: { used_percent: 5, limit_window_seconds: 18_000 } },
    additional_rate_limits: [
      {
        limit_name: meter,
        metered_feature: feature,
        rate_limit: {
          primary_window: {
            used_percent: 0,
            limit_window_seconds: 18_000,
            reset_at: Math.floor(now / 1000) + resetAfter,
          },
        },
      },
    ],
  });

  test("what restarts at every reading is gone with the second one, and stays gone", () => {
    let now = Date.UTC(2026, 0, 5);
    const tracker = createLimitTracker(() => now);
    const meters = () => tracker.of("a").limits?.windows.map(({ meter }) => meter);
    const read = (meter: string, resetAfter: number) => {
      const told = limitsFromUsage(usage(meter, resetAfter, now));
      if (told) tracker.note("a", told, "usage");
    };
    read("Other", 18_000);
    expect(meters()).toEqual([null, "Other"]);
    for (let reading = 0; reading < 3; reading += 1) {
      now += 5 * minute;
      read("Other", 18_000);
      expect(meters()).toEqual([null]);
    }
    // One that runs is a limit.
    now += 5 * minute;
    read("Other", 17_000);
    expect(meters()).toEqual([null, "Other"]);
  });

  test("the reserve is known by its name", () => {
    const now = Date.UTC(2026, 0, 5);
    expect(limitsFromUsage(usage("gpt-reserve", 18_000, now))?.windows).toHaveLength(1);
    expect(limitsFromUsage(usage("Other", 18_000, now, "base_model_inference"))?.windows).toHaveLength(1);
    expect(limitsFromUsage(usage("Other", 18_000, now))?.windows).toHaveLength(2);
  });

  test("a reset that cannot be true is not shown", () => {
    const now = Date.UTC(2026, 0, 5);
    const tracker = createLimitTracker(() => now);
    const far = { ...window, resetsAt: 1e18 };
    tracker.note("a", { windows: [far], credits: null, plan: null }, "headers");
    expect(tracker.of("a").limits?.windows).toEqual([window]);
  });
});

describe("limits and rests", () => {
  const hour = 3_600_000;
  const start = Date.UTC(2026, 0, 5);

  test("an answer that began before the limit does not end it, one that began after it does", () => {
    let now = start;
    const tracker = createLimitTracker(() => now);
    tracker.reached("a", "usage-limit", now + hour);
    tracker.answered("a", null, now - 1);
    expect(tracker.limitOf("a", null)).not.toBeNull();
    now += 10;
    tracker.answered("a", null, now);
    expect(tracker.limitOf("a", null)).toBeNull();
  });

  test("a reading that was asked for before the limit does not end it", () => {
    let now = start;
    const tracker = createLimitTracker(() => now);
    const room = { windows: [window], credits: null, plan: null };
    now += 10;
    tracker.reached("a", "usage-limit", now + hour);
    tracker.note("a", room, "usage", start);
    expect(tracker.limitOf("a", null)).not.toBeNull();
    tracker.note("a", room, "usage");
    expect(tracker.limitOf("a", null)).toBeNull();
  });

  test("a limit far away is asked again after eight days; what it was told stays", () => {
    let now = start;
    const tracker = createLimitTracker(() => now);
    tracker.reached("a", "usage-limit", start + 30 * 24 * hour);
    expect(tracker.limitOf("a", null)).toMatchObject({ resetsAt: start + 30 * 24 * hour });
    now += 8 * 24 * hour;
    expect(tracker.limitOf("a", null)).toBeNull();
  });

  test("a rest is taken back only as long as nothing newer is known", () => {
    const tracker = createLimitTracker(() => start);
    const undo = tracker.rest("a", "server", start + 1000);
    tracker.rest("a", "forbidden", start + 5000);
    undo();
    expect(tracker.restOf("a")).toMatchObject({ kind: "forbidden" });
    const again = tracker.rest("a", "forbidden", start + 100);
    expect(tracker.restOf("a")).toMatchObject({ until: start + 5000, times: 2 });
    again();
    expect(tracker.restOf("a")).toMatchObject({ until: start + 5000, times: 1 });
  });

  test("an old trouble's text is gone with the next success, whoever saw it", () => {
    let now = start;
    const tracker = createLimitTracker(() => now);
    tracker.problem("a", { code: "internal", message: "m", advice: "" });
    now += 1000;
    tracker.note("a", { windows: [window], credits: null, plan: null }, "usage");
    expect(tracker.of("a").lastProblem).toBeNull();
  });
});
