/** The settings that nobody but their owner may read: told as set or not, and looked for where they must not be. */
import type { Settings } from "./settings.ts";

export const secretSettings = ["gateway.apiKey", "gateway.platformKey", "codex.remoteKey"] as const;

/** The secrets that are set. */
export function secretsIn(values: Settings): string[] {
  const { apiKey, platformKey } = values.gateway;
  return [apiKey, platformKey, values.codex.remoteKey].filter((secret) => secret !== null);
}

/** The same settings with "set" in the place of each secret. */
export function withoutSecrets(values: Settings): Settings {
  const told = (secret: string | null) => (secret === null ? null : "set");
  const { gateway, codex } = values;
  return {
    ...values,
    gateway: { ...gateway, apiKey: told(gateway.apiKey), platformKey: told(gateway.platformKey) },
    codex: { ...codex, remoteKey: told(codex.remoteKey) },
  };
}
