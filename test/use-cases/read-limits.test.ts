import { expect, test } from "vitest";
import { createLimitTracker } from "../../src-main/limits/limit-tracker.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import {
  readAllLimits,
  readLimits,
  readUsage,
  type LimitPorts,
} from "../../src-main/use-cases/read-limits.ts";

const hour = 60 * 60_000;
const usage = {
  rate_limit: { primary_window: { used_percent: 12, limit_window_seconds: 18_000, reset_at: 2_000_000_000 } },
};

function reading(answers: Record<string, unknown> = {}) {
  let now = Date.UTC(2026, 10, 30);
  const asked: string[] = [];
  const limits = createLimitTracker(() => now);
  const ports: LimitPorts = {
    limits,
    now: () => now,
    logger: { debug: () => {} },
    async ask(_id, path) {
      asked.push(path);
      const answer = {
        "/wham/usage": usage,
        "/wham/rate-limit-reset-credits": { available_count: 2 },
        ...answers,
      }[path];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { ports, limits, asked, later: (ms: number) => void (now += ms) };
}

test("the limits come with the reset credits, which are asked for again after six hours", async () => {
  const { ports, limits, asked, later } = reading();
  await readLimits(ports, "a");
  expect(limits.of("a").limits?.windows).toMatchObject([{ minutes: 300, usedPercent: 12 }]);
  expect(limits.of("a").resets?.available).toBe(2);
  later(5 * hour);
  await readLimits(ports, "a");
  expect(asked).toHaveLength(3);
  later(hour);
  await readLimits(ports, "a");
  expect(asked).toHaveLength(5);
  await readAllLimits(ports, "a");
  expect(asked).toHaveLength(7);
});

test("a failure is thrown and shown at the account; one of the reset credits is neither", async () => {
  const refused = new AppError("network", "Nobody answers.", "Wait.");
  const failing = reading({ "/wham/usage": refused });
  await expect(readUsage(failing.ports, "a")).rejects.toBe(refused);
  expect(failing.limits.of("a").lastProblem).toMatchObject({ code: "network" });

  const withoutCredits = reading({ "/wham/rate-limit-reset-credits": refused });
  await readAllLimits(withoutCredits.ports, "a");
  expect(withoutCredits.limits.of("a")).toMatchObject({ lastProblem: null, resets: null });
});
