/** Copies of Codex's auth.json, kept beside it before it is replaced: private, dated, the newest few. */
import { readdir, rm } from "node:fs/promises";
import path from "node:path";

const kept = 5;
const pattern = /^auth\.json\.switchyard-[\dTZ-]+\.bak$/;

/** `at` in epoch milliseconds. */
export function backupFileOf(codexHome: string, at: number): string {
  return path.join(
    codexHome,
    `auth.json.switchyard-${new Date(at).toISOString().replaceAll(/[:.]/g, "-")}.bak`,
  );
}

/** Removes all but the newest few. Their names sort by age. */
export async function pruneBackups(codexHome: string): Promise<void> {
  const names = (await readdir(codexHome).catch(() => [])).filter((name) => pattern.test(name)).toSorted();
  for (const name of names.slice(0, -kept)) await rm(path.join(codexHome, name), { force: true });
}
