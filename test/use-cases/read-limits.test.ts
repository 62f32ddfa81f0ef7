import { expect, test } from "vitest";
import { createLimitTracker } from "../../src-main/limits/limit-tracker.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import { readAllLimits, readLimits, type LimitPorts } from "../../src-main/use-cases/read-limits.ts";

const hour = 60 * 60_000;
const creditsPath = "/wham/rate-limit-reset-credits";

function reading(answers: Record<string, unknown> = {}) {
  let now = Date.UTC(2026, 10, 30);
  const asked: string[] = [];
  const limits = createLimitTracker(() => now);
  const answer = (what: string, usual: unknown) => {
    asked.push(what);
    const given = answers[what] ?? usual;
    if (given instanceof Error) throw given;
    return given;
  };
  const ports: LimitPorts = {
    limits,
    now: () => now,
    logger: { debug: () => {} },
    readUsage: async () => void answer("usage", null),
    ask: async (_id, path) => answer(path, { available_count: 2 }),
  };
  return { ports, limits, asked, later: (ms: number) => void (now += ms) };
}

test("the limits come with the reset credits, which are asked for again after six hours", async () => {
  const { ports, limits, asked, later } = reading();
  await readLimits(ports, "a");
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

test("a failure of the limits is thrown; one of the reset credits is not", async () => {
  const refused = new AppError("network", "Nobody answers.", "Wait.");
  const failing = reading({ usage: refused });
  await expect(readLimits(failing.ports, "a")).rejects.toBe(refused);
  expect(failing.asked).toEqual(["usage"]);

  const withoutCredits = reading({ [creditsPath]: refused });
  await readAllLimits(withoutCredits.ports, "a");
  expect(withoutCredits.limits.of("a")).toMatchObject({ lastProblem: null, resets: null });
});
