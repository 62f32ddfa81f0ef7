/** Which of Codex's homes are switched along with the main one, and which others there are on this computer. */
import { existsSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { FoundHome } from "../../src-shared/contract/codex.ts";
import { wslHomes, wslRoot, type Listening } from "../codex-config/wsl-homes.ts";
import { AppError, problemOf } from "../platform/app-error.ts";

/** What is to be stored of a list of homes. Throws AppError when one that is new is no folder. */
export function homesToKeep(wanted: readonly string[], before: readonly string[], main: string): string[] {
  const folders = wanted.map((folder) => {
    if (before.includes(folder)) return folder;
    const named = folder.replace(/^~(?=[/\\]|$)/, os.homedir());
    if (!path.isAbsolute(named))
      throw new AppError("bad_request", `${folder} is not an absolute path.`, "Give the full path.");
    const resolved = path.resolve(named);
    if (statSync(resolved, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new AppError(
        "bad_request",
        `There is no folder ${resolved}.`,
        "Start Codex once with it, or look at the name.",
      );
    return resolved;
  });
  return [...new Set(folders)].filter((folder) => folder !== main);
}

/** Codex homes of this computer that are not among `known`. */
export async function findHomes(known: readonly string[], listening: Listening): Promise<FoundHome[]> {
  const usual = path.join(os.homedir(), ".codex");
  const own: FoundHome[] = existsSync(usual)
    ? [{ folder: usual, distribution: null, unreachable: null }]
    : [];
  const unreachable = await wslRoot(listening).then(() => null, problemOf);
  const inWsl = (await wslHomes()).map((found) => ({ ...found, unreachable }));
  return [...own, ...inWsl].filter(({ folder }) => !known.includes(folder));
}
