/** settings.json headless, through conf: the base class of electron-store, so the same file format. */
import { readFileSync } from "node:fs";
import path from "node:path";
import Conf from "conf";
import { withPath } from "../platform/disk-error.ts";
import type { SettingsBackend } from "../platform/ports.ts";
import { parseJson } from "../platform/json-file.ts";
import { setAside } from "../platform/set-aside.ts";

export function openSettingsFile(folder: string): SettingsBackend {
  const open = () =>
    new Conf<Record<string, unknown>>({
      cwd: folder,
      configName: "settings",
      clearInvalidConfig: false,
      // It may hold the gateway's API key.
      configFileMode: 0o600,
    });
  let conf;
  let keptAside: string | null = null;
  try {
    conf = open();
  } catch (error) {
    if (!isDamaged(path.join(folder, "settings.json"))) throw error;
    keptAside = setAside(path.join(folder, "settings.json"));
    conf = open();
  }
  return {
    keptAside,
    read: () => conf.store,
    write: (value) => {
      conf.store = value;
    },
  };
}

/** Whether it is there and is no JSON, or a folder; throws what the disk says when it cannot be read. */
export function isDamaged(file: string): boolean {
  try {
    return parseJson(readFileSync(file, "utf8")) === undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return false;
    if (code === "EISDIR") return true;
    throw withPath(error, file);
  }
}
