/**
 * A folder of ours for each agent process: empty, for this person alone, gone with the process. Beside it lies whose it
 * is, so that after a kill of the app the next start ends what was left behind.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { readFileIfThere } from "../../platform/atomic-file.ts";
import { parseJson } from "../../platform/json-file.ts";
import { processStart } from "../../platform/locks/process-start.ts";
import { signalGroup } from "./process-group.ts";

const page = "process.json";

export interface WorkFolder {
  /** Where the program runs. */
  work: string;
  /** For its temporary files: some write what they were asked there (backends 4). */
  temporary: string;
  /** Notes whose it is, at once. */
  owned(pid: number): void;
  remove(): Promise<void>;
}

export function createWorkFolder(root: string): WorkFolder {
  const folder = path.join(root, randomBytes(6).toString("hex"));
  const [work, temporary] = ["work", "tmp"].map((name) => path.join(folder, name)) as [string, string];
  for (const each of [work, temporary]) mkdirSync(each, { recursive: true, mode: 0o700 });
  return {
    work,
    temporary,
    owned(pid) {
      const note = (start: string | null) =>
        writeFileSync(path.join(folder, page), JSON.stringify({ pid, start }), { mode: 0o600 });
      note(null);
      // The folder may be gone by then, with its process.
      void processStart(pid)
        .then((start) => start !== null && note(start))
        .catch(() => {});
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {}),
  };
}

/** Ends the processes that an app which was killed left behind, and removes their folders. */
export async function sweepWorkFolders(root: string): Promise<void> {
  const names = await readdir(root).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const folder = path.join(root, name);
      const text = await readFileIfThere(path.join(folder, page)).catch(() => null);
      const { pid, start } = (text === null ? null : (parseJson(text) as Partial<Owner> | null)) ?? {};
      // An id alone may be anybody's by now.
      if (
        typeof pid === "number" &&
        pid > 0 &&
        typeof start === "string" &&
        (await processStart(pid)) === start
      )
        signalGroup(pid, "SIGKILL");
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }),
  );
}

interface Owner {
  pid: unknown;
  start: unknown;
}
