/** settings.json in the app, through electron-store: the same file format as conf, which the command line uses. */
import path from "node:path";
import ElectronStore from "electron-store";
import type { SettingsBackend } from "../../platform/ports.ts";
import { setAside } from "../../platform/set-aside.ts";
import { isDamaged } from "../../settings/settings-file.ts";

/** A file that cannot be read is kept under another name, and the defaults hold. */
export function openSettingsPort(folder: string): SettingsBackend {
  // It may hold the gateway's API key.
  const open = () => new ElectronStore({ cwd: folder, name: "settings", configFileMode: 0o600 });
  let store: ElectronStore;
  let keptAside: string | null = null;
  try {
    store = open();
  } catch (error) {
    if (!isDamaged(path.join(folder, "settings.json"))) throw error;
    keptAside = setAside(path.join(folder, "settings.json"));
    store = open();
  }
  return {
    keptAside,
    read: () => store.store,
    write(value) {
      store.store = value;
    },
  };
}
