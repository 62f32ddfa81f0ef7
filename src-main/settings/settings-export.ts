import type { SettingsView } from "../../src-shared/contract/settings.ts";

/** Keys, and addresses that may carry a password. */
const secret = new Set(["gateway.apiKey", "gateway.platformKey", "network.proxyUrl"]);

/** What the person has set, section by section, in the form of settings.json; secrets are left out. */
export function settingsExport({ values, origins }: SettingsView): string {
  const tree: Record<string, Record<string, unknown>> = {};
  for (const [section, fields] of Object.entries(values)) {
    for (const [key, value] of Object.entries(fields)) {
      const dotted = `${section}.${key}`;
      if (origins[dotted] === "settings" && !secret.has(dotted)) (tree[section] ??= {})[key] = value;
    }
  }
  return `${JSON.stringify(tree, null, 2)}\n`;
}
