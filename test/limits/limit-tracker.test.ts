import { expect, test } from "vitest";
import { createLimitTracker } from "../../src-main/limits/limit-tracker.ts";

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
