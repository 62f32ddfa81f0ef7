/** Environment variables that beat a setting, and the flag of `serve` that stands for one. */
import type { SettingKey } from "./settings.ts";

export const settingVariables: Readonly<Partial<Record<SettingKey, string>>> = {
  "gateway.host": "SWITCHYARD_HOST",
  "gateway.port": "SWITCHYARD_PORT",
  "gateway.consolePort": "SWITCHYARD_CONSOLE_PORT",
  "gateway.apiKey": "SWITCHYARD_API_KEY",
  "gateway.platformKey": "SWITCHYARD_PLATFORM_KEY",
  "models.default": "SWITCHYARD_MODEL",
  "models.fallback": "SWITCHYARD_MODEL_FALLBACK",
  "providers.default": "SWITCHYARD_PROVIDER",
  "network.proxy": "SWITCHYARD_PROXY",
  "network.proxyUrl": "SWITCHYARD_PROXY",
  "network.noProxy": "SWITCHYARD_NO_PROXY",
  "network.caFile": "SWITCHYARD_CA_FILE",
  "log.level": "SWITCHYARD_LOG_LEVEL",
};

export const presetVariable = "SWITCHYARD_PRESET";

/** The variable that sets a key, for words about it: what has none of its own came with a preset. */
export function variableOf(key: string): string {
  return Object.hasOwn(settingVariables, key)
    ? (settingVariables[key as SettingKey] ?? presetVariable)
    : presetVariable;
}
