/** The commands that wait for their time, started by the process that stays. */
import type { LimitTracker } from "../limits/limit-tracker.ts";
import { longestReset, tightestPercent } from "../limits/rate-windows.ts";
import { jobFolder } from "../jobs/job-folder.ts";
import { createJobRunner } from "../jobs/job-runner.ts";
import type { Room } from "../jobs/is-due.ts";
import type { SlotSource } from "../platform/slot-source.ts";
import type { Closing } from "../platform/closing.ts";
import type { Foundation } from "./foundation.ts";

export async function openJobs(
  { clock, files, logger, now }: Foundation,
  env: NodeJS.ProcessEnv,
  { slots, limits }: { slots: SlotSource; limits: LimitTracker },
  closing: Closing,
): Promise<void> {
  const runner = createJobRunner({
    folder: jobFolder(files.jobs),
    clock,
    rooms: () =>
      slots.all().flatMap((slot) => (slot.ended || slot.sealed || slot.paused ? [] : [roomOf(slot.id)])),
    env,
    logger,
  });

  function roomOf(id: string): Room {
    const windows = limits.of(id).limits?.windows ?? [];
    const used = tightestPercent(windows, now());
    return {
      limited: limits.limitOf(id, null) !== null,
      left: used === null ? null : 100 - used,
      resetsAt: longestReset(windows, now()),
    };
  }

  closing.defer(() => {
    runner.stop();
    return Promise.resolve();
  });
  await runner.start();
}
