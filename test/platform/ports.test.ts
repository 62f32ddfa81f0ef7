import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src-main/platform/ports.ts";

const day = 24 * 60 * 60_000;

afterEach(() => void vi.useRealTimers());

test("a timer of a month goes off after a month, once, and can be cancelled on the way", () => {
  vi.useFakeTimers();
  let runs = 0;
  systemClock.after(30 * day, () => (runs += 1));
  const cancel = systemClock.after(60 * day, () => (runs += 10));
  vi.advanceTimersByTime(30 * day - 1);
  expect(runs).toBe(0);
  vi.advanceTimersByTime(1);
  expect(runs).toBe(1);
  cancel();
  vi.advanceTimersByTime(60 * day);
  expect(runs).toBe(1);
});
