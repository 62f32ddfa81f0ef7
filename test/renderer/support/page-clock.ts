/** The time it is in every page of the tests, and in the states they show: both stand still, however long a test takes. */
import type { BrowserContext } from "playwright-core";

/** Epoch milliseconds: an ordinary Friday, in the middle of the day wherever the test runs. */
export const now = new Date(2026, 10, 20, 14, 30).getTime();

/** Only the calendar stands still. Timers and frames go on, so that the page still draws, waits and repeats. */
export async function stopTheClock(context: BrowserContext): Promise<void> {
  await context.addInitScript((fixed) => {
    class FixedDate extends Date {
      constructor(...parts: []) {
        if (parts.length === 0) super(fixed);
        else super(...parts);
      }
      static override now(): number {
        return fixed;
      }
    }
    globalThis.Date = FixedDate as DateConstructor;
  }, now);
}
