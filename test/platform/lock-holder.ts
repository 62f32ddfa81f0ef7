/** Takes the lock named by the first argument, says whether it has it, and lives until its input ends. */
import { takeOwnerLock } from "../../src-main/platform/owner-lock.ts";

const lock = await takeOwnerLock(process.argv[2] ?? "");
process.stdout.write("release" in lock ? "mine\n" : `of ${lock.pid}\n`);
process.stdin.on("end", () => {
  if ("release" in lock && process.argv[3] === "release") void lock.release();
});
process.stdin.resume();
