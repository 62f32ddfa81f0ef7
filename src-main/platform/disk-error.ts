/** What the disk says, with the name of the file and the way out: for a person neither "ENOSPC" nor silence helps. */
import type { Problem } from "../../src-shared/problem.ts";

const reasons: Record<string, { why: string; advice: string }> = {
  ENOSPC: { why: "the disk is full", advice: "Free some space, then try again." },
  EDQUOT: { why: "your disk quota is used up", advice: "Free some space, then try again." },
  EROFS: {
    why: "the disk is read-only",
    advice: "Make it writable, or choose another folder with SWITCHYARD_HOME or --home.",
  },
  EIO: { why: "the disk reports an error", advice: "Check the disk; copy the data folder to a sound one." },
  EISDIR: { why: "a folder lies in its place", advice: "Move that folder away, then try again." },
  ENOTDIR: { why: "a file lies where a folder has to be", advice: "Move that file away, then try again." },
  EACCES: { why: "you may not read or write it", advice: "Give yourself the right to it, then try again." },
  EPERM: { why: "the system does not allow it", advice: "Give yourself the right to it, then try again." },
  EMFILE: { why: "too many files are open", advice: "Raise the limit of open files (ulimit -n)." },
  ENFILE: { why: "too many files are open on this computer", advice: "Close other programs." },
};

/** Null when it is no failure of a file. */
export function diskProblem(error: unknown): Problem | null {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : reasons[code];
  if (!(error instanceof Error) || reason === undefined || path === undefined) return null;
  return { code: "disk", message: `${path} cannot be used: ${reason.why}.`, advice: reason.advice };
}

/** Runs `work` on a file; what the system says of it without a name gets the file's. */
export async function onFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withPath(error, file);
  }
}

/** The same error, which names the file from now on. */
export function withPath(error: unknown, file: string): unknown {
  if (error instanceof Error && "code" in error) Object.assign(error, { path: file });
  return error;
}
