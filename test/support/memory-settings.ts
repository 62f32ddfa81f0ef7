import { createSettingsStore } from "../../src-main/settings/settings-store.ts";

/** A settings store that keeps nothing on disk. */
export function memorySettings(env: NodeJS.ProcessEnv = {}) {
  let kept: unknown = {};
  return createSettingsStore({ read: () => kept, write: (value) => void (kept = value) }, env);
}
