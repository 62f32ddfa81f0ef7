/**
 * Jobs as files of one folder, for this person alone: `ID.STATE.json`. Who renames a waiting one has it: so a job is started
 * at most once, whatever is killed when, and is started or cancelled but never both. The command line writes them, the
 * running Switchyard starts them; no request can.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import { parseJson } from "../platform/json-file.ts";
import { jobSchema, type Job, type JobState } from "./job.ts";

export interface KnownJob {
  job: Job;
  state: JobState;
}

const fileName = /^(job_[0-9a-f]{8})\.(waiting|running|ended|cancelled)\.json$/;

export type JobFolder = ReturnType<typeof jobFolder>;

export function jobFolder(folder: string) {
  const fileOf = (id: string, state: JobState) => path.join(folder, `${id}.${state}.json`);

  /** False where somebody else had it first, or it is in another state. */
  async function move(id: string, from: JobState, to: JobState): Promise<boolean> {
    try {
      await rename(fileOf(id, from), fileOf(id, to));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
  }

  async function all(): Promise<KnownJob[]> {
    const names = await readdir(folder).catch(() => []);
    const found = names.flatMap((name) => {
      const [, id, state] = fileName.exec(name) ?? [];
      return id === undefined ? [] : [{ id, state: state as JobState }];
    });
    const read = await Promise.all(
      found.map(async ({ id, state }) => {
        const text = await readFile(fileOf(id, state), "utf8").catch(() => "");
        const parsed = jobSchema.safeParse(parseJson(text));
        return parsed.success ? [{ job: parsed.data, state }] : [];
      }),
    );
    return read.flat().toSorted((a, b) => a.job.addedAt - b.job.addedAt);
  }

  const outputOf = (id: string) => path.join(folder, `${id}.log`);

  return {
    newId: () => `job_${randomBytes(4).toString("hex")}`,
    /** Where its output goes unless the person names a file. */
    outputOf,
    /** On disk when it resolves. */
    async add(job: Job): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileAtomic(fileOf(job.id, "waiting"), JSON.stringify(job));
    },
    /** Oldest first. What cannot be understood is left where it is. */
    all,
    /** Those that are over and were added before, in epoch milliseconds; a file that the person named stays. */
    async forget(before: number): Promise<void> {
      for (const { job, state } of await all()) {
        if ((state !== "ended" && state !== "cancelled") || job.addedAt >= before) continue;
        await rm(fileOf(job.id, state), { force: true });
        await rm(outputOf(job.id), { force: true });
      }
    },
    claim: (id: string) => move(id, "waiting", "running"),
    cancel: (id: string) => move(id, "waiting", "cancelled"),
    /** What is known of a running one. */
    note: (job: Job) => writeFileAtomic(fileOf(job.id, "running"), JSON.stringify(job)),
    async end(job: Job): Promise<void> {
      await writeFileAtomic(fileOf(job.id, "running"), JSON.stringify(job));
      await move(job.id, "running", "ended");
    },
  };
}
