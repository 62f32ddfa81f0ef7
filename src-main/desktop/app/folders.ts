/** Where the desktop app finds its built parts and keeps its data. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { dataFolder } from "../../settings/data-folder.ts";
import { electronApp } from "../electron/electron-app.ts";

/** Folder of main.cjs: preload, window and tray icons lie beside it. */
export const builtFolder = import.meta.dirname;

/**
 * Settles the data folder before anything is written: the same one the command line uses. The single
 * instance lock follows it, and Chromium's own files get a folder apart from ours.
 */
export function claimDataFolder(env: NodeJS.ProcessEnv): string {
  const folder = dataFolder(env);
  const chromium = path.join(folder, "chromium");
  mkdirSync(chromium, { recursive: true, mode: 0o700 });
  electronApp.useFolders({ data: folder, chromium, crashes: path.join(chromium, "Crashpad") });
  return folder;
}
