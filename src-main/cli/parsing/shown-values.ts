/** Values of settings as words. */
import { isSecretSetting, toldValue } from "../../../src-shared/secret-settings.ts";
import type { Settings } from "../../../src-shared/settings.ts";

/** What may be shown of a value: a secret is set or not, a proxy's address goes without its password. */
export function shownValue(values: Settings, key: string): unknown {
  const value = valueOf(values, key);
  return isSecretSetting(key) && value === null ? "not set" : toldValue(key, value);
}

export function textOfValue(value: unknown): string {
  if (value === null) return "not set";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function valueOf(tree: object, key: string): unknown {
  const [section = "", name = ""] = key.split(".");
  return (tree as Record<string, Record<string, unknown>>)[section]?.[name];
}
