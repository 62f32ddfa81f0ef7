import { expect, test } from "vitest";
import { classifyAnswer, classifyEventError } from "../../src-main/providers/codex/failure.ts";
import { futureInstant, isoTime, localIsoTime } from "../../src-shared/told-time.ts";

const now = Date.UTC(2026, 10, 30, 12);
const minute = 60_000;
const day = 24 * 60 * minute;

test.each([
  [now / 1000 + 3600, now + 3_600_000],
  [now + 3_600_000, now + 3_600_000],
  [(now + 30 * day) / 1000, now + 30 * day],
  [(now + 40 * day) / 1000, null],
  [now / 1000 - 1, null],
  [1e12, null],
  [1e300, null],
  [Infinity, null],
  [NaN, null],
  [-5, null],
  [0, null],
])("%d is an instant that can be true: %j", (told, at) => {
  expect(futureInstant(told, now)).toBe(at);
});

const waitOf = (status: number, header: string, error: object = {}) =>
  classifyAnswer({ status, headers: { "retry-after": header }, body: JSON.stringify({ error }), now })
    .retryAfterMs;

test.each([
  ["2", 2000],
  ["0", 0],
  ["-5", null],
  ["", null],
  ["soon", null],
  ["1e999", null],
  ["86400", 15 * minute],
  ["Fri, 21 Oct 9999 07:28:00 GMT", 15 * minute],
  [new Date(now + 5 * minute).toUTCString(), 5 * minute],
  [new Date(now - 5 * minute).toUTCString(), null],
])("a throttle's retry-after of %j is a wait of %j ms", (header, wait) => {
  expect(waitOf(429, header)).toBe(wait);
  expect(waitOf(503, header)).toBe(wait);
});

test("a limit's retry-after may be days, and says nothing when no window is that long", () => {
  const error = { type: "usage_limit_reached" };
  expect(waitOf(429, "86400", error)).toBe(day);
  expect(waitOf(429, "Fri, 21 Oct 9999 07:28:00 GMT", error)).toBeNull();
});

test("a reset is told in seconds from now too, and in words only where they are a number", () => {
  const error = { code: "usage_limit_reached", message: "m", resets_at: 1e300, resets_in_seconds: 60 };
  expect(classifyEventError(error, now).resetsAt).toBe(now + minute);
  const words = { code: "rate_limit_exceeded", message: "Please try again in 1.2.3s" };
  expect(classifyEventError(words, now).retryAfterMs).toBeNull();
});

test("times are written with their zone", () => {
  expect(isoTime(now)).toBe("2026-11-30T12:00:00Z");
  expect(localIsoTime(now)).toMatch(/^2026-\d\d-\d\dT\d\d:00:00[+-]\d\d:\d\d$/);
  expect(Date.parse(localIsoTime(now))).toBe(now);
});
