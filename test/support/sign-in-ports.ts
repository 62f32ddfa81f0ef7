/** The ports of the sign-in callback are the same for every program: tests that use them take turns. */
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { takeOwnerLock } from "../../src-main/platform/locks/owner-lock.ts";

const lockFile = path.join(os.tmpdir(), "switchyard-test-sign-in-ports.lock");

/** Resolves when no other test, of this run or another, has ports 1455 and 1457; held until the test is over. */
export async function claimSignInPorts(): Promise<void> {
  for (;;) {
    const lock = await takeOwnerLock(lockFile);
    if ("release" in lock) {
      onTestFinished(() => lock.release());
      return;
    }
    await delay(50);
  }
}
