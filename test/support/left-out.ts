/**
 * What this machine cannot run is said, and counted by the runner in its last lines; in CI, where nothing may be
 * missing, it fails.
 */
import { appendFileSync } from "node:fs";

/** @param what e.g. "the window" @param reason what is missing, and how to get it */
export function leaveOut(what: string, reason: string): void {
  if (process.env["CI"]) throw new Error(`${what} cannot be tested: ${reason}`);
  process.stderr.write(`Skipped: ${what}: ${reason}\n`);
  const list = process.env["SWITCHYARD_TEST_LEFT_OUT"];
  if (list !== undefined) appendFileSync(list, `${what} (${reason})\n`);
}
