import { expect, test } from "vitest";
import { accountLeft } from "../../src-shared/limits/enough-left.ts";

const now = Date.UTC(2026, 0, 5);
const windows = [{ minutes: 300, usedPercent: 5, resetsAt: now + 3_600_000, meter: null }];
const limits = { windows, readAt: now, source: "usage" as const };
const asked = { percent: 10, minutes: null };

test("an account that the gateway takes for used up has too little, whatever its windows show", () => {
  expect(accountLeft({ health: "ok", limits }, asked, now).verdict).toBe("enough");
  expect(accountLeft({ health: "limited", limits }, asked, now).verdict).toBe("too-little");
  expect(accountLeft({ health: "trouble", limits }, asked, now).verdict).toBe("enough");
});
