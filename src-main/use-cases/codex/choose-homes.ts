/** Which of Codex's homes are switched along with the main one, and which others there are on this computer. */
import { existsSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { FoundHome } from "../../../src-shared/contract/codex.ts";
import type { GatewayStatus } from "../../../src-shared/contract/gateway.ts";
import type { HomeSwitches } from "../../codex-config/home-switches.ts";
import { wslHomes, wslRoot, type Listening } from "../../codex-config/wsl-homes.ts";
import { AppError, problemOf } from "../../platform/app-error.ts";
import type { SettingsStore } from "../../settings/settings-store.ts";

export interface HomePorts {
  mainHome: string;
  homes: Pick<HomeSwitches, "letGo" | "look">;
  settings: Pick<SettingsStore, "values" | "update">;
  gateway: { status: () => GatewayStatus };
  /** Makes Codex's settings what the gateway wants by now. */
  follow: () => Promise<void>;
}

/**
 * Changes which further homes are switched; resolves when their files are as they are to be. Throws AppError when one
 * that is new is no folder.
 */
export async function chooseHomes(
  { mainHome, homes, settings, gateway, follow }: HomePorts,
  change: (homes: string[]) => string[],
): Promise<void> {
  const before = settings.values().codex.homes;
  settings.update({ codex: { homes: homesToKeep(change(before), before, mainHome) } });
  await homes.letGo();
  if (gateway.status().state === "running") await follow();
  await homes.look();
}

function homesToKeep(wanted: readonly string[], before: readonly string[], main: string): string[] {
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
