/** Codex's config.toml as it stands now, and again whenever it changes. */
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { codexDefaultsIn, type CodexDefaults } from "./codex-defaults.ts";

/** Milliseconds between two looks: editors replace the file, which watchers of a folder miss. */
const interval = 2000;

/** Null where there is no such file, or it cannot be read. */
export function readCodexDefaults(file: string): CodexDefaults | null {
  try {
    return codexDefaultsIn(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Keeps no process alive. Returns the function that stops it. */
export function watchCodexDefaults(file: string, changed: () => void): () => void {
  watchFile(file, { interval, persistent: false }, changed);
  return () => unwatchFile(file, changed);
}
