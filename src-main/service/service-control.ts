/** Carries a manager's calls out. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { AppError } from "../platform/app-error.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import type { Call, ServiceManager } from "./service-manager.ts";
import type { ServicePlan } from "./service-plan.ts";

const execute = promisify(execFile);

export type ServiceState = "not-installed" | "stopped" | "running";

export interface ServiceControl {
  /** Writes, loads and starts it; what was installed before is replaced. */
  install(plan: ServicePlan): Promise<void>;
  /** Stops and removes it. Resolves with false when it was not installed. */
  uninstall(): Promise<boolean>;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  state(): Promise<ServiceState>;
}

/** Every action throws AppError with the words of the system when a call fails. */
export function createServiceControl(manager: ServiceManager, env: NodeJS.ProcessEnv): ServiceControl {
  const { file } = manager;

  async function carryOut(calls: readonly Call[]): Promise<void> {
    for (const { line, mayFail } of calls) {
      try {
        await run(line, env);
      } catch (error) {
        if (!mayFail) throw refused(line, error);
      }
    }
  }

  function installed(): void {
    if (existsSync(file)) return;
    throw new AppError("bad_request", "The service is not installed.", "switchyard service install");
  }

  return {
    async install(plan) {
      await mkdir(plan.logFolder, { recursive: true, mode: 0o700 });
      const content = manager.content(plan);
      await writeFileAtomic(
        file,
        manager.encoding === "utf8" ? content : Buffer.from(`\uFEFF${content}`, "utf16le"),
      );
      await carryOut(manager.install);
    },
    async uninstall() {
      if (!existsSync(file)) return false;
      await carryOut(manager.uninstall);
      for (const each of [file, ...manager.traces]) await rm(each, { force: true });
      await carryOut(manager.forget);
      return true;
    },
    async start() {
      installed();
      await carryOut(manager.start);
    },
    async stop() {
      installed();
      await carryOut(manager.stop);
    },
    async restart() {
      installed();
      await carryOut(manager.restart);
    },
    async state() {
      if (!existsSync(file)) return "not-installed";
      try {
        return manager.isRunning(await run(manager.status.line, env)) ? "running" : "stopped";
      } catch {
        // `is-active` and its like say "no" by failing.
        return "stopped";
      }
    },
  };
}

async function run([program = "", ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return (await execute(program, args, { env, windowsHide: true })).stdout;
}

function refused(line: readonly string[], error: unknown): AppError {
  const program = path.basename(line[0] ?? "");
  const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
  if (code === "ENOENT") {
    return new AppError(
      "bad_request",
      `There is no ${program} on this computer.`,
      "Start `switchyard serve` with whatever starts programs here.",
      { cause: error },
    );
  }
  return new AppError(
    "internal",
    `\`${line.join(" ")}\` failed: ${stderr.trim() || "it said nothing"}.`,
    "",
    {
      cause: error,
    },
  );
}
