/** Reads and replaces a text file of another program without changing what it is: links and mode stay. */
import { lstat, mkdir, readFile, realpath, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "./app-error.ts";
import { writeFileAtomic } from "./atomic-file.ts";

export interface ForeignFile {
  /** null = there is none. */
  text: string | null;
  /** Where it really lies, links followed. */
  target: string;
  mode: number;
}

/** Throws AppError `bad_request` when it cannot be read or written as it must be. */
export async function readTextFile(file: string): Promise<ForeignFile> {
  const target = await followLink(file);
  try {
    const facts = await stat(target);
    if (!facts.isFile()) throw unusable(file, "it is not a file");
    if ((facts.mode & 0o200) === 0) throw unusable(file, "it is read-only");
    const bytes = await readFile(target);
    const text = bytes.toString("utf8");
    if (!Buffer.from(text).equals(bytes)) throw unusable(file, "it is not UTF-8");
    return { text, target, mode: facts.mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { text: null, target, mode: 0o600 };
    if (error instanceof AppError) throw error;
    throw unusable(file, `it cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
}

/** Replaces or removes the file in one step, and reads back what stands there then. */
export async function replaceTextFile(file: ForeignFile, text: string | null): Promise<void> {
  if (text === null) {
    await rm(file.target, { force: true });
    return;
  }
  await mkdir(path.dirname(file.target), { recursive: true, mode: 0o700 });
  await writeFileAtomic(file.target, text, file.mode);
  if ((await readFile(file.target, "utf8")) !== text) {
    throw new AppError("internal", `${file.target} does not hold what was written.`, "Look at the disk.");
  }
}

/** Where a file really lies. */
export async function followLink(file: string): Promise<string> {
  try {
    return (await lstat(file)).isSymbolicLink() ? await realpath(file) : file;
  } catch {
    return file;
  }
}

function unusable(file: string, why: string): AppError {
  return new AppError(
    "bad_request",
    `${file} cannot be edited: ${why}.`,
    "Correct that, or add the lines by hand.",
  );
}
