import { expect, test } from "vitest";
import { afterTrouble, closedBreaker, isHalfOpen } from "../../src-main/accounts/circuit-breaker.ts";

test("the breaker opens at the third failure in a row, longer each time, up to a bound", () => {
  let breaker = closedBreaker;
  let now = 0;
  const pauses: (number | null)[] = [];
  for (let failure = 0; failure < 12; failure += 1) {
    breaker = afterTrouble(breaker, now);
    pauses.push(breaker.openUntil === null ? null : breaker.openUntil - now);
    expect(isHalfOpen(breaker, now)).toBe(false);
    now = breaker.openUntil ?? now;
    expect(isHalfOpen(breaker, now)).toBe(failure >= 2);
  }
  const seconds = [5, 10, 20, 40, 80, 160, 300, 300, 300, 300].map((each) => each * 1000);
  expect(pauses).toEqual([null, null, ...seconds]);
});

test("failures of requests that were under way when it opened do not make the pause longer", () => {
  const open = [0, 0, 0].reduce((breaker, at) => afterTrouble(breaker, at), closedBreaker);
  expect(afterTrouble(open, 1)).toEqual(open);
});
