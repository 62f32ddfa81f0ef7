/** The settings that nobody but their owner may read: the one list for everything that shows, exports or searches. */
import type { SettingKey, Settings } from "./settings.ts";

/** What of a setting is secret: all of it, or the name and password that an address carries. */
export const secretSettings = {
  "gateway.apiKey": "all",
  "gateway.platformKey": "all",
  "codex.remoteKey": "all",
  "network.proxyUrl": "credentials",
} as const satisfies Partial<Record<SettingKey, "all" | "credentials">>;

const credentials = /\/\/[^/]*@/;

/** Whether all of a setting is secret: not even typed where others see it. */
export function isSecretSetting(key: string): boolean {
  return kindOf(key) === "all";
}

/** Whether this value of a setting holds a secret. */
export function holdsSecret(key: string, value: unknown): boolean {
  const kind = kindOf(key);
  return typeof value === "string" && (kind === "all" || (kind === "credentials" && credentials.test(value)));
}

/** A value as it may be told anywhere: "set" in the place of a secret, an address without its name and password. */
export function toldValue(key: string, value: unknown): unknown {
  if (!holdsSecret(key, value) || typeof value !== "string") return value;
  return kindOf(key) === "all" ? "set" : value.replace(credentials, "//…@");
}

/** The same settings with every secret replaced, as by toldValue. */
export function withoutSecrets(values: Settings): Settings {
  return Object.fromEntries(
    Object.entries(values).map(([section, fields]) => [
      section,
      Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [key, toldValue(`${section}.${key}`, value)]),
      ),
    ]),
  ) as unknown as Settings;
}

/** The secrets that are set, each as it stands there; of an address what stands before the @. */
export function secretsIn(values: Settings): string[] {
  return Object.entries(values).flatMap(([section, fields]) =>
    Object.entries(fields).flatMap(([key, value]: [string, unknown]) => {
      if (!holdsSecret(`${section}.${key}`, value) || typeof value !== "string") return [];
      return [
        isSecretSetting(`${section}.${key}`) ? value : (credentials.exec(value)?.[0].slice(2, -1) ?? ""),
      ];
    }),
  );
}

function kindOf(key: string): "all" | "credentials" | null {
  return Object.hasOwn(secretSettings, key) ? secretSettings[key as keyof typeof secretSettings] : null;
}
