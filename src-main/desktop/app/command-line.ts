/** The installed app is its own command line: `switchyard codex off` must work where nothing else was installed. */
import { spawnSync } from "node:child_process";
import { electronApp } from "../electron/electron-app.ts";

const headless = "--ozone-platform=headless";
/** Chromium complains of every bus that a computer without a screen does not have. */
const quiet = "--log-level=3";
/** Process id of the one that waits for this one to end. */
const waiting = "SWITCHYARD_STARTED_BY";
/** How often it is checked that that one still waits. */
const checkEveryMs = 500;

/** Runs one command in this process, without a window; resolves with its exit code. */
export async function runCommand(words: string[]): Promise<number> {
  if (wantsScreen()) return runWithoutScreen();
  endWithParent();
  electronApp.useSoftwareRendering();
  const { runCommandLine } = await import("../../cli/run.ts");
  const code = await runCommandLine(words);
  // What was written last has left before the process ends.
  await Promise.all([process.stdout, process.stderr].map((stream) => flushed(stream)));
  return code;
}

// Chromium chooses its way to the screen before any of our lines run, and ends the process when there is none.
function wantsScreen(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === "linux" && !DISPLAY && !WAYLAND_DISPLAY && !process.argv.includes(headless);
}

function runWithoutScreen(): number {
  // Ctrl-C and a service manager's end reach both: this one waits until the other has ended in good order. Chromium
  // keeps a SIGTERM for this one alone to itself.
  process.on("SIGINT", () => {});
  const { status } = spawnSync(process.execPath, [headless, quiet, ...process.argv.slice(1)], {
    stdio: "inherit",
    env: { ...process.env, [waiting]: String(process.pid) },
  });
  return status ?? 1;
}

// Where the process that waits was killed, this one follows.
function endWithParent(): void {
  const parent = Number(process.env[waiting]);
  delete process.env[waiting];
  if (!parent) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, checkEveryMs);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
