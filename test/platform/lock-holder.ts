/**
 * Takes the lock named by the first argument, says whether it has it, and lives until its input ends. The second: how
 * many seconds this process's clock is ahead of the others'.
 */
import process from "node:process";

const [file = "", step = "0"] = process.argv.slice(2);
const now = Date.now;
Date.now = () => now() + Number(step) * 1000;

const { takeOwnerLock } = await import("../../src-main/platform/locks/owner-lock.ts");
const lock = await takeOwnerLock(file);
process.stdout.write("release" in lock ? "mine\n" : `of ${lock.pid}\n`);
process.stdin.on("end", () => {
  if ("release" in lock) void lock.release();
});
process.stdin.resume();
