/**
 * Locks as other programs take them: flock(2) on a file that stays. Node has no call for it, so a small program of
 * the system holds the lock as long as its input is open: it ends with this process, however that ends.
 */
import { spawn } from "node:child_process";
import { open } from "node:fs/promises";

export interface Flock {
  release(): Promise<void>;
}

const perl =
  'open(my $f, ">>", $ARGV[0]) or exit 1; flock($f, 2) or exit 1; $| = 1; print "held\\n"; <STDIN>;';
const holders: [string, (file: string) => string[]][] = [
  ["flock", (file) => ["-x", file, "sh", "-c", "echo held; cat >/dev/null"]],
  ["perl", (file) => ["-e", perl, file]],
];

/** `unavailable` where nothing on this computer can take such a lock; null when it stayed taken. */
export async function takeFlock(file: string, patienceMs: number): Promise<Flock | "unavailable" | null> {
  if (process.platform === "win32") return "unavailable";
  await (await open(file, "a", 0o600)).close();
  for (const [program, args] of holders) {
    const taken = await hold(program, args(file), patienceMs);
    if (taken !== "unavailable") return taken;
  }
  return "unavailable";
}

function hold(program: string, args: string[], patienceMs: number): Promise<Flock | "unavailable" | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
    const ended = new Promise<void>((over) => {
      child.once("error", () => over());
      child.once("close", () => over());
    });
    const timer = setTimeout(() => {
      child.kill();
      resolve(null);
    }, patienceMs);
    child.stdin.on("error", () => {});
    child.stdout.once("data", () => {
      clearTimeout(timer);
      resolve({
        async release() {
          child.stdin.end();
          await ended;
        },
      });
    });
    void ended.then(() => {
      clearTimeout(timer);
      resolve("unavailable");
    });
  });
}
