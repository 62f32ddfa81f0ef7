import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, readOwner, takeOwnerLock, type OwnerLock } from "./owner-lock.ts";

/** Milliseconds between two looks; a little different each time, so that several who wait do not meet. */
const pauseMs = () => 5 + Math.random() * 20;

/** The lock, as soon as its owner lets go of it or is gone; null when that takes longer than `patienceMs`. */
export async function waitForLock(file: string, patienceMs: number): Promise<OwnerLock | null> {
  // Other processes know nothing of this one's clock: real time.
  const giveUp = performance.now() + patienceMs;
  for (;;) {
    const owner = await readOwner(file);
    if (owner === null || !(await isAlive(owner, path.dirname(file)))) {
      const lock = await takeOwnerLock(file);
      if ("release" in lock) return lock;
    }
    if (performance.now() >= giveUp) return null;
    await delay(pauseMs());
  }
}
