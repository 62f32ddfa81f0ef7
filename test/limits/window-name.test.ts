import { expect, it } from "vitest";
import { staleAfter, staleSince } from "../../src-shared/limits/stale.ts";
import { windowName } from "../../src-shared/limits/window-name.ts";

it.each([
  [300, "5 h", "5 小时"],
  [299, "5 h", "5 小时"],
  [60, "1 h", "1 小时"],
  [10, "1 h", "1 小时"],
  [720, "12 h", "12 小时"],
  [1440, "24 h", "24 小时"],
  [4320, "3 d", "3 天"],
  [10_080, "Week", "周"],
  [10_079, "Week", "周"],
  [43_200, "Month", "月"],
  [44_640, "Month", "月"],
])("names a window of %d minutes %s", (minutes, en, zh) => {
  expect(windowName(minutes)).toBe(en);
  expect(windowName(minutes, "zh")).toBe(zh);
});

it("limits are stale only when older than the bound, and say since when", () => {
  const readAt = 1_000;
  expect(staleSince({ readAt }, readAt + staleAfter)).toBeNull();
  expect(staleSince({ readAt }, readAt + staleAfter + 1)).toBe(readAt);
});
