/** The command line as real processes. */
import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Simulator } from "../../src-main/simulator/simulator.ts";

/** What people run, where it was just built; else the sources, which start three times as slowly. */
export const commandLine = path.join(
  import.meta.dirname,
  "../..",
  process.env["SWITCHYARD_TEST_BUILT"] ? "out/cli.js" : "src-main/cli/main.ts",
);

/** Room for what a start allocates, so that it is not collected meanwhile: a sixth of the processor time of a command. */
const nodeOptions = ["--min-semi-space-size=16", "--max-semi-space-size=32"];

/** What is compiled once for all tests. */
const compiled = path.join(import.meta.dirname, "../../out/.compiled");

export interface Finished {
  code: number | null;
  out: string;
  error: string;
}

export interface RunningCommand {
  process: ChildProcess;
  /** Resolves when standard output and standard error together match; rejects when the process ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  done: Promise<Finished>;
}

export interface CommandOptions {
  /** The folder it runs in; that of the tests without it. */
  cwd?: string | undefined;
  env: NodeJS.ProcessEnv;
  /** Standard input, which is closed behind it. */
  input?: string;
  /** Leaves standard input open for the test. */
  keepInput?: boolean;
}

/** Variables for a data folder and a simulated backend of its own; of the surroundings PATH and what is compiled alone. */
export function commandEnv(home: string, simulator?: Simulator): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    TZ: "UTC",
    LANG: "C",
    HOME: home,
    SWITCHYARD_HOME: home,
    SWITCHYARD_PORT: "0",
    SWITCHYARD_CONSOLE_PORT: "0",
    ...(simulator && {
      SWITCHYARD_CODEX_BASE_URL: simulator.codexBaseUrl,
      SWITCHYARD_AUTH_BASE_URL: simulator.authBaseUrl,
    }),
  };
}

/** Killed when the test is over, unless it has ended. */
export function begin(
  args: string[],
  { env, cwd, input = "", keepInput = false }: CommandOptions,
): RunningCommand {
  const child = spawn(process.execPath, [...nodeOptions, commandLine, ...args], {
    cwd,
    env: { NODE_COMPILE_CACHE: compiled, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let error = "";
  let ended = false;
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) watcher();
  };
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    look();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    error += chunk.toString();
    look();
  });
  child.stdin.on("error", () => {});
  if (!keepInput) child.stdin.end(input);
  const done = new Promise<Finished>((resolve) =>
    child.once("close", (code) => {
      ended = true;
      look();
      resolve({ code, out, error });
    }),
  );
  onTestFinished(async () => {
    if (!ended) child.kill("SIGKILL");
    await done;
  });
  return {
    process: child,
    done,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const watcher = () => {
          const found = pattern.exec(`${out}\n${error}`);
          if (found === null && !ended) return;
          watchers.delete(watcher);
          if (found) resolve(found);
          else reject(new Error(`It ended without saying ${pattern}:\n${out}\n${error}`));
        };
        watchers.add(watcher);
        watcher();
      }),
  };
}

export function run(args: string[], options: CommandOptions): Promise<Finished> {
  return begin(args, options).done;
}
