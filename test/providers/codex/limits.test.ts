import { expect, test } from "vitest";
import { mergeWindows } from "../../../src-main/limits/rate-windows.ts";
import {
  limitsFromEvent,
  limitsFromHeaders,
  limitsFromUsage,
} from "../../../src-main/providers/codex/limits.ts";

const at = 1_999_999_999;

const headers = {
  "x-codex-primary-used-percent": "12.5",
  "x-codex-primary-window-minutes": "300",
  "x-codex-primary-reset-at": String(at),
  "x-codex-secondary-used-percent": "40",
  "x-codex-secondary-window-minutes": "10080",
  "x-codex-secondary-reset-at": String(at + 1),
};
const short = { minutes: 300, usedPercent: 12.5, resetsAt: at * 1000, meter: null };
const long = { minutes: 10_080, usedPercent: 40, resetsAt: (at + 1) * 1000, meter: null };

test("headers: both windows, plan and credits", () => {
  const more = {
    "x-codex-plan-type": "plus",
    "x-codex-credits-has-credits": "1",
    "x-codex-credits-unlimited": "false",
    "x-codex-credits-balance": "12.5",
  };
  expect(limitsFromHeaders({ ...headers, ...more })).toEqual({
    windows: [short, long],
    plan: "plus",
    credits: { hasCredits: true, unlimited: false, balance: "12.5" },
  });
});

test("headers: swapped windows are told by their length", () => {
  const swapped = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.includes("primary") ? name.replace("primary", "secondary") : name.replace("secondary", "primary"),
      value,
    ]),
  );
  expect(limitsFromHeaders(swapped)?.windows).toEqual([short, long]);
});

test("headers: a single monthly window", () => {
  const monthly = {
    "x-codex-primary-used-percent": "100",
    "x-codex-primary-window-minutes": "43200",
  };
  expect(limitsFromHeaders(monthly)?.windows).toEqual([
    { minutes: 43_200, usedPercent: 100, resetsAt: null, meter: null },
  ]);
});

test("headers: extra meters go by their shown name, after the plan's windows", () => {
  const meter = {
    "x-codex-bengalfox-primary-used-percent": "7",
    "x-codex-bengalfox-primary-window-minutes": "300",
    "x-codex-bengalfox-primary-reset-at": String(at),
    "x-codex-bengalfox-limit-name": "GPT-5.3-Codex-Spark",
    "x-codex-two-words-secondary-used-percent": "8",
    "x-codex-two-words-secondary-window-minutes": "10080",
  };
  const told = limitsFromHeaders({ ...meter, ...headers });
  expect(told?.windows.map((window) => [window.meter, window.minutes])).toEqual([
    [null, 300],
    [null, 10_080],
    ["GPT-5.3-Codex-Spark", 300],
    ["two-words", 10_080],
  ]);
});

test.each([
  ["", "300"],
  [" ", "300"],
  ["many", "300"],
  ["5", ""],
  ["5", "0"],
  ["5", undefined],
  ["-1", "300"],
  ["101", "300"],
  ["1e300", "300"],
])("headers: %j percent of a window of %j minutes is no window", (percent, minutes) => {
  const broken = { "x-codex-primary-used-percent": percent, "x-codex-primary-window-minutes": minutes };
  expect(limitsFromHeaders(broken)).toBeNull();
});

test("headers without a word of limits", () => {
  expect(limitsFromHeaders({ "content-type": "text/event-stream" })).toBeNull();
  const others = { "x-codex-primary-over-secondary-limit-percent": "5", "x-codex-turn-state": "x" };
  expect(limitsFromHeaders(others)).toBeNull();
});

test("an event: swapped, with numbers as text, and a meter of its own", () => {
  const told = limitsFromEvent({
    type: "codex.rate_limits",
    plan_type: "pro",
    rate_limits: {
      primary: { used_percent: "40", window_minutes: "10080", reset_at: String(at + 1) },
      secondary: { used_percent: 12.5, window_minutes: 300, reset_at: at },
    },
    credits: { has_credits: true, unlimited: null, balance: 3 },
  });
  expect(told).toEqual({
    windows: [short, long],
    plan: "pro",
    credits: { hasCredits: true, unlimited: false, balance: "3" },
  });
  const spark = {
    metered_limit_name: "bengalfox",
    rate_limits: { primary: { used_percent: 1, window_minutes: 300 } },
  };
  expect(limitsFromEvent(spark)?.windows).toEqual([
    { minutes: 300, usedPercent: 1, resetsAt: null, meter: "bengalfox" },
  ]);
  expect(limitsFromEvent({ ...spark, metered_limit_name: "codex" })?.windows[0]?.meter).toBeNull();
});

test.each([
  [{ rate_limits: null }],
  [{ rate_limits: { primary: null, secondary: { used_percent: null, window_minutes: 300 } } }],
  [{ rate_limits: "none", plan_type: 5, credits: "many" }],
])("an event that tells nothing tells nothing: %j", (event) => {
  expect(limitsFromEvent(event)).toEqual({ windows: [], plan: null, credits: null });
});

const usage = {
  plan_type: "plus",
  rate_limit: {
    allowed: true,
    primary_window: { used_percent: 40, limit_window_seconds: 604_800, reset_at: at + 1 },
    secondary_window: { used_percent: 12.5, limit_window_seconds: 18_000, reset_at: at },
  },
  additional_rate_limits: [
    {
      limit_name: "GPT-5.3-Codex-Spark",
      metered_feature: "codex_bengalfox",
      rate_limit: {
        primary_window: { used_percent: "3", limit_window_seconds: "18000", reset_at: null },
        secondary_window: null,
      },
    },
    { limit_name: null, metered_feature: "codex_review", rate_limit: null },
  ],
  credits: { has_credits: false, unlimited: false, balance: 0 },
};

test("the usage answer: swapped windows, a meter, credits as a number", () => {
  expect(limitsFromUsage(usage)).toEqual({
    windows: [short, long, { minutes: 300, usedPercent: 3, resetsAt: null, meter: "GPT-5.3-Codex-Spark" }],
    plan: "plus",
    spend: null,
    reached: false,
    credits: { hasCredits: false, unlimited: false, balance: "0" },
  });
});

test("the usage answer: a free plan's single month", () => {
  const window = { used_percent: 5, limit_window_seconds: 2_592_000, reset_at: at };
  const rate_limit = { primary_window: window, secondary_window: null };
  expect(limitsFromUsage({ plan_type: "free", rate_limit })?.windows).toEqual([
    { minutes: 43_200, usedPercent: 5, resetsAt: at * 1000, meter: null },
  ]);
});

test.each([[{}], [{ rate_limit: null, additional_rate_limits: null, credits: null, plan_type: null }]])(
  "the usage answer may miss everything: %j",
  (answer) => {
    expect(limitsFromUsage(answer)).toEqual({ windows: [], plan: null, credits: null, spend: null });
  },
);

test("a usage answer that is none", () => {
  expect(limitsFromUsage(null)).toBeNull();
  expect(limitsFromUsage("<html>")).toBeNull();
});

test("what is told replaces the windows of its meter and leaves the others", () => {
  const spark = { ...short, meter: "spark" };
  const monthly = { ...long, minutes: 43_200 };
  expect(mergeWindows([short, long, spark], [monthly])).toEqual([monthly, spark]);
  expect(mergeWindows([short, long], [])).toEqual([short, long]);
});

test("the usage answer: code reviews are a meter, spending is limited by the workspace", () => {
  const window = { used_percent: 5, limit_window_seconds: 604_800, reset_at: at };
  const control = { limit: "50", used: 12.5, remaining_percent: 75, reset_at: at };
  const told = limitsFromUsage({
    code_review_rate_limit: { primary_window: window, secondary_window: null },
    spend_control: { reached: false, individual_limit: control },
  });
  expect(told?.windows).toEqual([
    { minutes: 10_080, usedPercent: 5, resetsAt: at * 1000, meter: "Code review" },
  ]);
  expect(told?.spend).toEqual({
    reached: false,
    limit: 50,
    used: 12.5,
    remainingPercent: 75,
    resetsAt: at * 1000,
  });
});

test.each([
  [null, null],
  [{ reached: false, individual_limit: null }, null],
  ["yes", null],
  [
    { reached: true, individual_limit: null },
    { reached: true, limit: null, used: null, remainingPercent: null, resetsAt: null },
  ],
  [
    { individual_limit: { limit: null, used: "much", reset_at: 0 } },
    { reached: false, limit: null, used: null, remainingPercent: null, resetsAt: null },
  ],
])("spend control %j: an unknown is null and never 0", (spend_control, spend) => {
  expect(limitsFromUsage({ spend_control })?.spend).toEqual(spend);
});
