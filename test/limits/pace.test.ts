import { assert as check, double, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { paceOf } from "../../src-shared/limits/pace.ts";

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 20, 12);

/** A 5-hour window that began `elapsed` hours ago. */
const fiveHours = (usedPercent: number, elapsed: number) => ({
  minutes: 300,
  usedPercent,
  resetsAt: now + (5 - elapsed) * hour,
});

describe("pace of a window", () => {
  it("follows the forecast, not the level", () => {
    expect(paceOf(fiveHours(70, 4), now).state).toBe("good");
    expect(paceOf(fiveHours(40, 1 / 6), now).state).toBe("bad");
  });

  it("says where even use would stand and where it is heading", () => {
    const pace = paceOf(fiveHours(25, 2.5), now);
    expect(pace.expectedPercent).toBeCloseTo(50);
    expect(pace.forecastPercent).toBeCloseTo(50);
    expect(pace.lastsUntil).toBeNull();
  });

  it("tells when it runs out before the reset", () => {
    const pace = paceOf(fiveHours(60, 2.5), now);
    expect(pace.state).toBe("attention");
    expect(pace.forecastPercent).toBeCloseTo(120);
    // 60 % in 2.5 h: the remaining 40 % take 1 h 40 min.
    expect(pace.lastsUntil).toBe(now + 100 * 60_000);
  });

  it("is bad when it runs out in the first two thirds", () => {
    expect(paceOf(fiveHours(76, 2.5), now).state).toBe("bad");
    expect(paceOf(fiveHours(74, 2.5), now).state).toBe("attention");
  });

  it("does not cry wolf when a window has just begun", () => {
    expect(paceOf(fiveHours(0, 0), now)).toEqual({
      expectedPercent: 0,
      forecastPercent: 0,
      lastsUntil: null,
      state: "good",
    });
    expect(paceOf(fiveHours(2, 0.01), now).state).toBe("good");
  });

  it("is bad and lasts until nothing when used up, also beyond 100", () => {
    for (const used of [100, 130]) {
      const pace = paceOf(fiveHours(used, 1), now);
      expect(pace.state).toBe("bad");
      expect(pace.lastsUntil).toBeNull();
    }
  });

  it("knows nothing once the reset has passed", () => {
    for (const after of [5, 9]) {
      expect(paceOf(fiveHours(90, after), now)).toEqual({
        expectedPercent: null,
        forecastPercent: null,
        lastsUntil: null,
        state: "unknown",
      });
    }
  });

  it("without a reset only the extremes say something", () => {
    const window = { minutes: 300, resetsAt: null };
    expect(paceOf({ ...window, usedPercent: 0 }, now).state).toBe("good");
    expect(paceOf({ ...window, usedPercent: 50 }, now).state).toBe("unknown");
    expect(paceOf({ ...window, usedPercent: 100 }, now).state).toBe("bad");
  });

  it("takes a reset further away than the window is long as just begun", () => {
    const pace = paceOf({ minutes: 300, usedPercent: 10, resetsAt: now + 9 * hour }, now);
    expect(pace.expectedPercent).toBe(0);
    expect(pace.state).toBe("bad");
  });

  it("gives a time to run out exactly when the forecast exceeds 100, always between now and the reset", () => {
    check(
      property(
        integer({ min: 1, max: 43_200 }),
        double({ min: 0, max: 150, noNaN: true }),
        double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (minutes, usedPercent, elapsed) => {
          const resetsAt = now + minutes * 60_000 * (1 - elapsed);
          const pace = paceOf({ minutes, usedPercent, resetsAt }, now);
          const { lastsUntil, forecastPercent } = pace;
          if (resetsAt <= now) return lastsUntil === null;
          if (lastsUntil === null) return usedPercent >= 100 || (forecastPercent ?? 0) <= 100;
          return lastsUntil >= now && lastsUntil <= resetsAt + 1 && pace.state !== "good";
        },
      ),
    );
  });
});
