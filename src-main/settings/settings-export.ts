import { holdsSecret } from "../../src-shared/secret-settings.ts";
import type { SettingsView } from "../../src-shared/contract/settings.ts";

/** What the person has set, section by section, in the form of settings.json; secrets are left out. */
export function settingsExport({ values, origins }: SettingsView): string {
  const tree: Record<string, Record<string, unknown>> = {};
  for (const [section, fields] of Object.entries(values)) {
    for (const [key, value] of Object.entries(fields)) {
      const dotted = `${section}.${key}`;
      if (origins[dotted] === "settings" && !holdsSecret(dotted, value)) (tree[section] ??= {})[key] = value;
    }
  }
  return `${JSON.stringify(tree, null, 2)}\n`;
}
