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

type ServiceState = "not-installed" | "stopped" | "running";

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

  async function takeAway(): Promise<void> {
    await carryOut(manager.uninstall);
    for (const each of [file, ...manager.traces]) await rm(each, { force: true });
    await carryOut(manager.forget);
  }

  return {
    async install(plan) {
      await mkdir(plan.logFolder, { recursive: true, mode: 0o700 });
      const content = manager.content(plan);
      const fresh = !existsSync(file);
      await writeFileAtomic(
        file,
        manager.encoding === "utf8" ? content : Buffer.from(`\uFEFF${content}`, "utf16le"),
      );
      try {
        await carryOut(manager.install);
      } catch (error) {
        // What was never brought up is not left behind for a next login to stumble over.
        if (fresh) await takeAway();
        throw error;
      }
    },
    async uninstall() {
      if (!existsSync(file)) return false;
      await takeAway();
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
  // In a container, over su or in a session without systemd nobody runs the services of a person.
  if (/failed to connect to (?:\S+ )*bus|no medium found|has not been booted with systemd/i.test(stderr)) {
    return new AppError(
      "bad_request",
      "systemd does not run services for you in this session, so there is no background service here.",
      "Run `switchyard serve` under whatever starts programs here (a container's command, supervisord, tmux). On a computer with systemd, log in anew or run `loginctl enable-linger` first.",
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
