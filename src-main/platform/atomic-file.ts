/**
 * Replaces a file so that a reader, a crash or a power cut sees the old or the new content, never a mix:
 * written beside it, synced, renamed, folder synced.
 */
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { onFile } from "./disk-error.ts";
import { moveFile } from "./move-file.ts";
import { processExists } from "./locks/process-exists.ts";

/** Drafts that this process is writing. */
const underWay = new Set<string>();

/** Mode 0600 unless told otherwise: nearly all of our files are private. Throws what the disk says, with `file` as path. */
export function writeFileAtomic(file: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  return onFile(file, async () => {
    const folder = path.dirname(file);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `.${path.basename(file)}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
    const draft = path.join(folder, name);
    underWay.add(draft);
    try {
      const handle = await open(draft, "wx", mode);
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await moveFile(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    } finally {
      underWay.delete(draft);
    }
    await syncFolder(folder);
  });
}

/** Removes what processes that were killed while writing left beside the file. */
export function removeUnfinished(file: string): Promise<void> {
  return removeDrafts(path.dirname(file), (name) => name === path.basename(file));
}

/** The same for every file in a folder of ours. */
export function removeUnfinishedIn(folder: string): Promise<void> {
  return removeDrafts(folder, () => true);
}

async function removeDrafts(folder: string, isWanted: (name: string) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, of = "", end = ""] = /^\.(.+)\.((?:\d+-)?[0-9a-f]{12}\.tmp|restore-\w+)$/.exec(name) ?? [];
    const draft = path.join(folder, name);
    if (of !== "" && isWanted(of) && isLeftOver(end) && !underWay.has(draft))
      await rm(draft, { force: true });
  }
}

/** The end of a draft's name: whose it is. Those of older versions and of the guard's script name nobody. */
function isLeftOver(end: string): boolean {
  if (!end.includes("-") || end.startsWith("restore-")) return true;
  const pid = Number.parseInt(end, 10);
  // In a container every start may have the same id: what this process writes is known by name.
  return pid > 0 && (pid === process.pid || !processExists(pid));
}

/** The text of a file, or null when there is none. Throws what the disk says, with `file` as path. */
export async function readFileIfThere(file: string): Promise<string | null> {
  return onFile(file, async () => {
    try {
      return await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  });
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; its rename is durable by itself.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
