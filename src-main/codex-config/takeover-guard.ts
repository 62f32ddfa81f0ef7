/**
 * Puts Codex' config.toml back when Switchyard dies without being able to: a few lines of shell that wait for its
 * process to end. It only acts when the file still is what Switchyard wrote; everything else is left to the next
 * start, which undoes key by key.
 */
import { randomUUID } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import { windowsGuardCall, windowsGuardScript } from "./windows-guard.ts";

export interface TakeoverGuard {
  /** `before` null = there was no file. */
  watch(target: string, written: string, before: string | null): Promise<void>;
  stop(): Promise<void>;
}

export const noGuard: TakeoverGuard = { watch: async () => {}, stop: async () => {} };

/**
 * $1 process to wait for, $2 lock that names its successor, $3 config.toml, $4 folder with written.toml and
 * before.toml, $5 seconds that a restart may take.
 */
const script = `
pid=$1 lock=$2 target=$3 folder=$4 grace=$5
while kill -0 "$pid" 2>/dev/null; do sleep 1; done
sleep "$grace"
[ -f "$folder/written.toml" ] || exit 0
owner=$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' "$lock" 2>/dev/null)
[ -n "$owner" ] && kill -0 "$owner" 2>/dev/null && exit 0
cmp -s "$target" "$folder/written.toml" || exit 0
if [ -f "$folder/before.toml" ]; then
  cp -p "$target" "$target.switchyard-restore" && cat "$folder/before.toml" > "$target.switchyard-restore" &&
    mv "$target.switchyard-restore" "$target"
else
  rm -f "$target"
fi
rm -f "$folder/written.toml" "$folder/before.toml"
`;

export interface GuardOptions {
  folder: string;
  lock: string;
  /** How long a restart may take. */
  graceSeconds?: number;
  /** The process to outlive; this one. */
  pid?: number;
  platform?: NodeJS.Platform;
}

export function createGuard(options: GuardOptions): TakeoverGuard {
  const { folder, lock, graceSeconds = 6, pid = process.pid, platform = process.platform } = options;
  const file = (name: string) => path.join(folder, name);
  let child: ChildProcess | null = null;

  async function stop(): Promise<void> {
    for (const name of ["turn.txt", "written.toml"]) await rm(file(name), { force: true });
    await rm(file("before.toml"), { force: true });
    child?.kill();
    child = null;
  }

  return {
    stop,
    async watch(target, written, before) {
      await stop();
      if (before !== null) await writeFileAtomic(file("before.toml"), before);
      await writeFileAtomic(file("written.toml"), written);
      if (platform === "win32") {
        // It cannot be ended from here: it ends by itself once another turn, or none, is written down.
        const turn = randomUUID();
        await writeFileAtomic(file("turn.txt"), turn);
        const call = windowsGuardCall(windowsGuardScript({ pid, lock, target, folder, graceSeconds, turn }));
        child = spawn(call.program, call.args, { windowsHide: true, stdio: "ignore" });
        child.on("error", () => {});
        child.unref();
        return;
      }
      const words = [String(pid), lock, target, folder, String(graceSeconds)];
      child = spawn("sh", ["-c", script, "switchyard-guard", ...words], { detached: true, stdio: "ignore" });
      child.on("error", () => {});
      child.unref();
    },
  };
}
