import type { Clock } from "../../platform/ports.ts";

/** Runs the closing, but never waits longer than `boundMs`: quitting must not hang. Never rejects. */
export function closeWithin(clock: Clock, boundMs: number, close: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(boundMs, resolve);
    const done = () => {
      cancel();
      resolve();
    };
    close().then(done, done);
  });
}
