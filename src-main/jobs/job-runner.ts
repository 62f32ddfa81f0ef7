/** Starts jobs whose time has come, one after the other, and keeps what becomes of them. */
import { spawn } from "node:child_process";
import { closeSync, fchmodSync, openSync } from "node:fs";
import type { Logger } from "../logs/logger.ts";
import type { Clock } from "../platform/ports.ts";
import type { Job } from "./job.ts";
import type { JobFolder } from "./job-folder.ts";
import { isDue, type Room } from "./is-due.ts";

export interface JobRunnerOptions {
  folder: JobFolder;
  clock: Clock;
  rooms: () => Room[];
  env: NodeJS.ProcessEnv;
  logger: Pick<Logger, "info" | "error">;
}

/** Milliseconds between two looks. */
const tickMs = 15_000;
/** Milliseconds that jobs are listed after they were added; one that waits stays. */
const keptMs = 30 * 24 * 60 * 60_000;

export function createJobRunner({ folder, clock, rooms, env, logger }: JobRunnerOptions) {
  let cancel = () => {};
  let stopped = false;
  let busy = false;

  /** Of a process before this one: nobody sees its end any more, and it is not started again. */
  async function giveUpLost(): Promise<void> {
    for (const { job, state } of await folder.all())
      if (state === "running")
        await folder.end({
          ...job,
          endedAt: clock.now(),
          problem: "Switchyard ended while it ran, so its end was not seen. Its output is in the file.",
        });
  }

  async function look(): Promise<void> {
    if (busy || stopped) return;
    busy = true;
    try {
      for (const { job, state } of await folder.all()) {
        if (stopped || state !== "waiting" || !isDue(job.when, rooms(), clock.now())) continue;
        // From here on it is started at most once.
        if (await folder.claim(job.id)) await run(job);
      }
    } finally {
      busy = false;
    }
  }

  async function run(waiting: Job): Promise<void> {
    const job = { ...waiting, startedAt: clock.now() };
    await folder.note(job);
    logger.info({ job: job.id }, "a job was started");
    const ended = await execute(job, env);
    // A process that ends leaves its children running: what became of this one is told at the next start.
    if (stopped) return;
    await folder.end({ ...job, ...ended, endedAt: clock.now() });
    logger.info({ job: job.id, exit: ended.exitCode }, "a job has ended");
  }

  function tick(): void {
    if (stopped) return;
    look()
      .catch((error: unknown) => logger.error({ error }, "jobs could not be looked at"))
      .finally(() => {
        cancel();
        if (!stopped) cancel = clock.after(tickMs, tick);
      });
  }

  return {
    async start(): Promise<void> {
      await giveUpLost();
      await folder.forget(clock.now() - keptMs);
      tick();
    },
    /** What runs goes on by itself. */
    stop(): void {
      stopped = true;
      cancel();
    },
  };
}

function execute(
  { command, folder, path, output }: Job,
  env: NodeJS.ProcessEnv,
): Promise<Pick<Job, "exitCode" | "problem">> {
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const failed = (problem: string) => resolve({ exitCode: null, problem });
    let file: number;
    try {
      file = openSync(output, "a", 0o600);
      // One that was there already.
      fchmodSync(file, 0o600);
    } catch {
      return failed(`${output} could not be written.`);
    }
    try {
      const child = spawn(program, args, {
        cwd: folder,
        env: { ...env, PATH: path },
        stdio: ["ignore", file, file],
        detached: true,
      });
      child.unref();
      child.once("error", () => failed(`${program} could not be started in ${folder}.`));
      child.once("exit", (exitCode, signal) =>
        resolve({ exitCode, problem: signal === null ? null : `It was ended by ${signal}.` }),
      );
    } catch {
      failed(`${program} could not be started in ${folder}.`);
    } finally {
      closeSync(file);
    }
  });
}
