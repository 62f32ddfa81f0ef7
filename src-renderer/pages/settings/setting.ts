/** One setting by its dotted key: its value, where that comes from, and how to change it. */
import type { SettingKey, Settings, SettingsUpdate } from "../../../src-shared/settings.ts";
import { variableOf } from "../../../src-shared/settings-variables.ts";
import { useMutation, type Mutation } from "../../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../../live/use-live.tsx";

/** Keys whose values are of type V: `SettingOf<boolean>` are those a switch can stand for. */
export type SettingOf<V> = {
  [S in keyof Settings]: {
    [K in keyof Settings[S] & string]: Settings[S][K] extends V ? `${S}.${K}` : never;
  }[keyof Settings[S] & string];
}[keyof Settings];

export type SettingValue = string | number | boolean | null;

export interface Setting {
  key: SettingKey;
  value: SettingValue;
  /** What holds where nothing else was chosen. */
  shipped: SettingValue;
  /** The environment variable that decides, or null when the person may. */
  lockedBy: string | null;
  /** The person's own Codex decides, until the person does. */
  ofCodex: boolean;
  /** Differs from the default by the person's own choice. */
  changed: boolean;
  disabled: boolean;
  save: Mutation<[SettingValue]>;
  reset: Mutation<[]>;
}

export function useSetting(key: SettingKey): Setting {
  const client = useClient();
  const online = useConnection().state === "live";
  const value = useLive((state) => valueOf(state.settings.values, key));
  const shipped = useLive((state) => valueOf(state.settings.defaults, key));
  const origin = useLive((state) => state.settings.origins[key] ?? "default");
  const save = useMutation((next: SettingValue) => client.settings.update(updateOf(key, next)));
  const reset = useMutation(() => client.settings.reset({ key }));
  const lockedBy = origin === "environment" ? variableOf(key) : null;
  return {
    key,
    value,
    shipped,
    lockedBy,
    ofCodex: origin === "codex",
    changed: origin === "settings",
    disabled: lockedBy !== null || !online,
    save,
    reset,
  };
}

function valueOf(values: Settings, key: SettingKey): SettingValue {
  const [section, name] = key.split(".") as [keyof Settings, string];
  return (values[section] as Record<string, SettingValue>)[name] ?? null;
}

function updateOf(key: SettingKey, value: SettingValue): SettingsUpdate {
  const [section, name] = key.split(".") as [keyof Settings, string];
  return { [section]: { [name]: value } };
}
