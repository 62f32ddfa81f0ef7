import { expect, test } from "vitest";
import {
  afterTrouble,
  closedBreaker,
  isOnProbation,
  withoutTrouble,
} from "../../src-main/accounts/pool/circuit-breaker.ts";

const openAt = (now: number) =>
  ["a", "b", "c"].reduce((breaker, talk) => afterTrouble(breaker, talk, now), closedBreaker);

test("the breaker opens at the third conversation that fails, longer each time, up to a bound", () => {
  let breaker = closedBreaker;
  let now = 0;
  const pauses: (number | null)[] = [];
  for (let failure = 0; failure < 12; failure += 1) {
    breaker = afterTrouble(breaker, `talk ${failure}`, now);
    pauses.push(breaker.openUntil === null ? null : breaker.openUntil - now);
    now = breaker.openUntil ?? now;
    expect(isOnProbation(breaker)).toBe(failure >= 2);
  }
  const seconds = [5, 10, 20, 40, 80, 160, 300, 300, 300, 300].map((each) => each * 1000);
  expect(pauses).toEqual([null, null, ...seconds]);
});

test("one conversation never opens it, and never makes an opening longer", () => {
  let breaker = closedBreaker;
  for (let turn = 0; turn < 50; turn += 1) breaker = afterTrouble(breaker, "the same", turn * 60_000);
  expect(breaker.openUntil).toBeNull();
  const open = openAt(0);
  expect(afterTrouble(open, "a", 600_000)).toBe(open);
});

test("failures of requests that were under way when it opened do not make the pause longer", () => {
  expect(afterTrouble(openAt(0), "d", 1).openUntil).toBe(openAt(0).openUntil);
});

test("a failure that was the request's own is taken back, and with it the opening it made", () => {
  expect(withoutTrouble(openAt(0), "c")).toEqual({ failed: ["a", "b"], openings: 0, openUntil: null });
  const four = afterTrouble(openAt(0), "d", 1);
  expect(withoutTrouble(four, "d").openUntil).toBe(four.openUntil);
  expect(withoutTrouble(four, "unknown")).toBe(four);
});
