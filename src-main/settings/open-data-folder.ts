/** The data folder as it has to be when a process begins to own it: private, and without what killed ones left. */
import { chmod, lstat, mkdir, readdir, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { removeUnfinishedIn } from "../platform/atomic-file.ts";
import { AppError } from "../platform/app-error.ts";
import { onFile } from "../platform/disk-error.ts";
import { removeDeadDrafts, stateOf, takeOwnerLock, type LockOwner } from "../platform/locks/owner-lock.ts";
import { filesIn } from "./data-folder.ts";

/**
 * Makes the folder this process's own; resolves with what gives it up again. Throws AppError `data_folder_in_use` while
 * another process owns it, and what the disk says.
 */
export async function claimDataFolder(folder: string): Promise<() => Promise<void>> {
  await openDataFolder(folder);
  const file = filesIn(folder).lock;
  const lock = await takeOwnerLock(file);
  if (!("release" in lock)) throw await alreadyRunning(lock, file);
  try {
    await tidyDataFolder(folder);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return async () => lock.release();
}

async function alreadyRunning(owner: LockOwner, file: string): Promise<AppError> {
  // A process of another container whose file system has no sockets.
  const unsure = (await stateOf(owner, path.dirname(file))) === "unknown";
  return new AppError(
    "data_folder_in_use",
    `Switchyard is already running with this data folder (process ${owner.pid}).`,
    unsure
      ? `Whether that process still runs cannot be told from here; when it does not, delete ${file}.`
      : "Use that one, or give this one a folder of its own with SWITCHYARD_HOME.",
  );
}

/** Makes the folder, and keeps others out of it and of what lies in it. Throws what the disk says. */
export async function openDataFolder(folder: string): Promise<void> {
  await onFile(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }));
  if (process.platform === "win32") return;
  if (await isOnlyOurs(folder)) await close(folder, 0o700);
  for (const file of await ownFiles(folder)) await close(file, 0o600);
}

/** Clears away what processes that were killed left in it; to be called by its owner. */
async function tidyDataFolder(folder: string): Promise<void> {
  const files = filesIn(folder);
  for (const lock of [
    files.lock,
    path.join(folder, "renewal.lock"),
    `${files.accounts}.lock`,
    `${files.toolJournal}.lock`,
  ])
    await removeDeadDrafts(lock);
  const guards = await foldersIn(files.codexGuard);
  const batches = await foldersIn(files.batches);
  const results = batches.map((batch) => path.join(batch, "results"));
  for (const place of [folder, ...guards, ...batches, ...results]) await removeUnfinishedIn(place);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}

/** A folder that is more than Switchyard's data (the home folder, a shared one) keeps its mode. */
async function isOnlyOurs(folder: string): Promise<boolean> {
  const place = path.resolve(folder);
  if (place === path.resolve(os.homedir()) || place === path.parse(place).root) return false;
  const { uid, mode } = await stat(place);
  // A sticky bit: made for many, as /tmp is.
  return uid === process.getuid?.() && (mode & 0o1000) === 0;
}

async function ownFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const known = Object.values(filesIn(folder)).map((file) => path.basename(file));
  return names
    .filter((name) =>
      known.some((each) => name === each || name.startsWith(`${each}-`) || name.startsWith(`${each}.`)),
    )
    .map((name) => path.join(folder, name));
}

/** Only what is ours to change and no link; folders stay open to their owner. */
async function close(file: string, mode: number): Promise<void> {
  const facts = await lstat(file).catch(() => null);
  if (facts === null || facts.isSymbolicLink() || facts.uid !== process.getuid?.()) return;
  const wanted = facts.isDirectory() ? 0o700 : mode;
  if (!facts.isDirectory() && !facts.isFile()) return;
  if ((facts.mode & 0o777 & ~wanted) !== 0) await chmod(file, facts.mode & wanted).catch(() => {});
}
