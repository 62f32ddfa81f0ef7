/** settings.json headless, through conf: the base class of electron-store, so the same file format. */
import { existsSync, renameSync } from "node:fs";
import path from "node:path";
import Conf from "conf";
import type { SettingsBackend } from "../platform/ports.ts";

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
  } catch {
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

/** Renames an unreadable file to a name that is free and returns that name. */
export function setAside(file: string): string {
  for (let count = 1; ; count += 1) {
    const kept = `${file}.unreadable-${count}`;
    if (existsSync(kept)) continue;
    renameSync(file, kept);
    return kept;
  }
}
