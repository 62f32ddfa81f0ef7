/** Ends Codex's desktop app as closing it does, and starts it again: it then reads its settings anew. */
import { execFile, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { AppError } from "../platform/app-error.ts";
import { findCodex, type RunningCodex } from "./codex-processes.ts";

export type CommandLine = [program: string, ...args: string[]];

/** What restarting asks of the system. */
export interface AppPort {
  find(): Promise<RunningCodex[]>;
  /** Resolves when it has ended; rejects when it failed. */
  run(command: CommandLine): Promise<void>;
  /** Asks a process to end. */
  terminate(pid: number): void;
  /** Starts a program that lives on by itself. */
  start(command: CommandLine, env?: NodeJS.ProcessEnv): void;
}

export const systemApps: AppPort = {
  find: findCodex,
  run: async ([program, ...args]) => void (await promisify(execFile)(program, args, { timeout: 30_000 })),
  terminate: (pid) => void process.kill(pid, "SIGTERM"),
  start([program, ...args], env = process.env) {
    const child = spawn(program, args, { detached: true, stdio: "ignore", env });
    child.on("error", () => {});
    child.unref();
  },
};

export interface RestartSteps {
  /** How it is asked to end; null = with a signal. */
  quit: CommandLine | null;
  start: CommandLine;
}

export function restartSteps(
  platform: NodeJS.Platform,
  app: Pick<RunningCodex, "pid" | "program" | "words">,
): RestartSteps {
  const program = app.program ?? app.words[0] ?? "";
  if (platform === "darwin") {
    const bundle = program.replace(/\/Contents\/MacOS\/.*$/, "");
    return {
      quit: ["osascript", "-e", `tell application ${JSON.stringify(bundle)} to quit`],
      start: ["open", "-a", bundle],
    };
  }
  if (platform === "win32") {
    const powershell = (script: string): CommandLine => ["powershell.exe", "-NoProfile", "-Command", script];
    return {
      quit: powershell(`if (-not (Get-Process -Id ${app.pid}).CloseMainWindow()) { exit 1 }`),
      start: powershell(`Start-Process -FilePath '${program.replaceAll("'", "''")}'`),
    };
  }
  return { quit: null, start: [program, ...app.words.slice(1)] };
}

/** Milliseconds of real time that it may take to end: it may have to ask something first. */
const patienceMs = 20_000;

/** Throws AppError when it does not run or does not end. */
export async function restartCodexApp(
  port: AppPort = systemApps,
  platform = process.platform,
  patience = patienceMs,
): Promise<void> {
  const app = (await port.find()).find(({ kind }) => kind === "desktop");
  if (app === undefined)
    throw new AppError("bad_request", "Codex's desktop app does not run.", "There is nothing to restart.");
  const { quit, start } = restartSteps(platform, app);
  try {
    if (quit === null) port.terminate(app.pid);
    else await port.run(quit);
  } catch {
    throw staysOpen();
  }
  const giveUp = performance.now() + patience;
  while ((await port.find()).some(({ pid }) => pid === app.pid)) {
    if (performance.now() >= giveUp) throw staysOpen();
    await delay(100);
  }
  port.start(start);
}

function staysOpen(): AppError {
  return new AppError(
    "bad_request",
    "Codex's desktop app does not close; it may be asking something.",
    "Close it by hand, then start it again.",
  );
}
