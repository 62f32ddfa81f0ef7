/** Backend and gateway as processes of their own, and what the operating system says about the gateway. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { BackendReady } from "./requests.ts";

export interface Processes {
  backend: BackendReady;
  gateway: { origin: string; pid: number; program: string };
  /** usage.db of the gateway. */
  history: string;
  /** Changes a setting of the running gateway. */
  set: (key: string, value: string) => void;
  stop: () => Promise<void>;
}

/** `profile`: folder for a CPU profile of the gateway. */
export async function startProcesses(profile: string | null): Promise<Processes> {
  const home = mkdtempSync(path.join(os.tmpdir(), "switchyard-bench-"));
  const children: ChildProcess[] = [];
  const stop = async () => {
    for (const child of children.toReversed()) await end(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const { backend, env, program } = await startBackend(home, children);

    const profiling = profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
    const line = [...profiling, program, "serve", "--port", "0", "--console-port", "0", "--no-console"];
    const gatewayProcess = spawn(process.execPath, line, { env, stdio: ["ignore", "pipe", "inherit"] });
    children.push(gatewayProcess);
    const ready = await firstLine(gatewayProcess);
    const address = /http:\/\/[\w.:[\]]+/.exec(ready)?.[0];
    if (!address || gatewayProcess.pid === undefined) throw new Error(`The gateway said: ${ready}`);
    return {
      backend,
      history: path.join(home, "usage.db"),
      set(key, value) {
        const set = spawnSync(process.execPath, [program, "config", "set", key, value], {
          env,
          stdio: "pipe",
        });
        if (set.status !== 0) throw new Error(`${key} was not set: ${String(set.stderr)}`);
      },
      gateway: { origin: address, pid: gatewayProcess.pid, program: path.basename(program) },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Prepared {
  backend: BackendReady;
  /** For a Switchyard on that backend, with its data in `home`. */
  env: NodeJS.ProcessEnv;
  /** The command line. */
  program: string;
}

/** Starts the simulated backend and signs `home` in to it. The process is added to `children`. */
export async function startBackend(home: string, children: ChildProcess[]): Promise<Prepared> {
  const backendProcess = spawn(process.execPath, [path.join(import.meta.dirname, "backend.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(backendProcess);
  const backend = JSON.parse(await firstLine(backendProcess)) as BackendReady;

  const built = path.join(import.meta.dirname, "../out/cli.js");
  const program = existsSync(built) ? built : path.join(import.meta.dirname, "../src-main/cli/main.ts");
  const env = {
    ...process.env,
    SWITCHYARD_HOME: home,
    SWITCHYARD_CODEX_BASE_URL: backend.codexBaseUrl,
    SWITCHYARD_AUTH_BASE_URL: backend.authBaseUrl,
    SWITCHYARD_PROXY: "none",
  };
  const login = path.join(home, "auth.json");
  writeFileSync(login, backend.authJson, { mode: 0o600 });
  const imported = spawnSync(process.execPath, [program, "accounts", "import", login], {
    env,
    stdio: "pipe",
  });
  if (imported.status !== 0) throw new Error(`The account was not imported: ${String(imported.stderr)}`);
  return { backend, env, program };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`A process ended with code ${code} before it was ready.`)));
    if (child.stdout) createInterface(child.stdout).once("line", resolve);
  });
}

export function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

/**
 * Processor time of all threads that live, as the kernel counts it in nanoseconds: the ticks of /proc/PID/stat are
 * 10 ms. Null where it does not tell.
 */
export function processorMs(pid: number): number | null {
  if (!existsSync(`/proc/${pid}/schedstat`)) return null;
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) => Number(proc(pid, `task/${thread}/schedstat`)?.split(" ")[0]));
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** Resident megabytes, with the mapped program files or only what is its own; Linux only, null elsewhere. */
export function residentMb(pid: number, part: "VmRSS" | "RssAnon" = "VmRSS"): number | null {
  const kilobytes = new RegExp(`^${part}:\\s+(\\d+)`, "m").exec(proc(pid, "status") ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

function proc(pid: number, file: string): string | null {
  return process.platform === "linux" ? readFileSync(`/proc/${pid}/${file}`, "utf8") : null;
}
