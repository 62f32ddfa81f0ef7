/**
 * Puts Codex's config.toml back when Switchyard dies without being able to: a few lines of shell that wait for its
 * process to end. It only acts when the file still is what Switchyard wrote; everything else is left to the next
 * start, which undoes key by key. So it may run before the file is replaced, and has to.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import { access, rm } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import { windowsGuardCall, windowsGuardScript } from "./windows-guard.ts";

export interface TakeoverGuard {
  /**
   * From now on a death of this process puts `before` back in place of `written`; null = there was no file. To be
   * called before `written` is there, and while nothing of an earlier takeover is.
   */
  watch(target: string, written: string, before: string | null): Promise<void>;
  /** No more of it. To be called once the file is as it was. */
  stop(): Promise<void>;
  /** Whether a guard has put the file back since it was watched. */
  hasRestored(): Promise<boolean>;
}

export const noGuard: TakeoverGuard = {
  watch: async () => {},
  stop: async () => {},
  hasRestored: async () => false,
};

/**
 * $1 process to wait for, $2 lock that names its successor, $3 config.toml, $4 folder with written.toml, before.toml
 * and turn.txt, $5 seconds that a restart may take, $6 what turn.txt holds as long as this guard is the one that counts.
 * A successor that is only one command looks after nothing: whoever owns the folder is waited for as well.
 */
const script = `
pid=$1 lock=$2 target=$3 folder=$4 grace=$5 turn=$6
counts() { [ "$(cat "$folder/turn.txt" 2>/dev/null)" = "$turn" ]; }
lives() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
while :; do
  while lives "$pid"; do counts || exit 0; sleep 1; done
  sleep "$grace"
  counts || exit 0
  owner=$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' "$lock" 2>/dev/null)
  if [ -n "$owner" ] && lives "$owner"; then pid=$owner; else break; fi
done
cmp -s "$target" "$folder/written.toml" || exit 0
if [ -f "$folder/before.toml" ]; then
  draft=$(mktemp "$(dirname "$target")/.$(basename "$target").restore-XXXXXXXXXX") || exit 1
  cp -p "$target" "$draft" && cat "$folder/before.toml" > "$draft" && mv -f "$draft" "$target" || exit 1
else
  rm -f "$target"
fi
mv -f "$folder/turn.txt" "$folder/restored"
rm -f "$folder/written.toml" "$folder/before.toml"
`;

export interface GuardOptions {
  folder: string;
  lock: string;
  /** How long a restart may take; what took longer is switched on again by the next start. */
  graceSeconds?: number;
  /** The process to outlive; this one. */
  pid?: number;
  platform?: NodeJS.Platform;
}

export function createGuard(options: GuardOptions): TakeoverGuard {
  const { folder, lock, graceSeconds = 1, pid = process.pid, platform = process.platform } = options;
  const file = (name: string) => path.join(folder, name);
  let child: ChildProcess | null = null;

  async function stop(): Promise<void> {
    for (const name of ["turn.txt", "written.toml", "before.toml", "restored"])
      await rm(file(name), { force: true });
    child?.kill();
    child = null;
  }

  return {
    stop,
    hasRestored: () =>
      access(file("restored")).then(
        () => true,
        () => false,
      ),
    async watch(target, written, before) {
      await stop();
      if (before !== null) await writeFileAtomic(file("before.toml"), before);
      await writeFileAtomic(file("written.toml"), written);
      const turn = randomUUID();
      await writeFileAtomic(file("turn.txt"), turn);
      if (platform === "win32") {
        const call = windowsGuardCall(windowsGuardScript({ pid, lock, target, folder, graceSeconds, turn }));
        const starter = spawn(call.program, call.args, { windowsHide: true, stdio: "ignore" });
        // It ends as soon as the guard is started; the guard cannot be ended from here: another turn ends it.
        await once(starter, "close").catch(() => {});
        return;
      }
      const words = [String(pid), lock, target, folder, String(graceSeconds), turn];
      child = spawn("sh", ["-c", script, "switchyard-guard", ...words], { detached: true, stdio: "ignore" });
      child.on("error", () => {});
      child.unref();
    },
  };
}
