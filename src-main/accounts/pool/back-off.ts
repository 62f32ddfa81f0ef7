/** When a renewal that failed for a passing reason is tried again: pure. */

/** Milliseconds. While the old token serves there is no hurry; without it there is, and a bound all the same. */
const pauses = {
  serving: { first: 30_000, longest: 5 * 60_000 },
  expired: { first: 1_000, longest: 60_000 },
};

/** Milliseconds to wait after so many failures in a row. */
export function backOff(failures: number, expired: boolean): number {
  const { first, longest } = expired ? pauses.expired : pauses.serving;
  return Math.min(longest, first * 2 ** Math.max(0, failures - 1));
}
