/** Settings that go together, applied with one word. */
import type { SettingsUpdate } from "./settings.ts";

export const presetNames = [
  "local",
  "lan",
  "claude-code",
  "quiet",
  "codex-fast",
  "cursor-auto",
  "cursor-fast",
  "gemini",
  "anthropic-key",
  "local-models",
] as const;

export type PresetName = (typeof presetNames)[number];

export interface Preset {
  about: string;
  values: SettingsUpdate;
  /** Without an API key the gateway would not listen: one is made when there is none. */
  wantsKey?: boolean;
}

export const presets: Readonly<Record<PresetName, Preset>> = {
  local: {
    about: "Only this computer reaches the gateway.",
    values: { gateway: { host: "127.0.0.1" } },
  },
  lan: {
    about:
      "Other computers on the network reach the gateway with an API key, which is made when there is none.",
    values: { gateway: { host: "0.0.0.0" } },
    wantsKey: true,
  },
  "claude-code": {
    about:
      "For Claude Code: its small jobs go to a small model, and a conversation changes its account late, so that its cache keeps its worth.",
    values: {
      models: {
        map: { "claude-haiku-4-5": "gpt-5.4-mini", "claude-haiku-4-5-20251001": "gpt-5.4-mini" },
      },
      routing: { strategy: "sticky", minimumDwellMinutes: 60 },
    },
  },
  quiet: {
    about: "No notifications, no number at the tray icon, warnings only in the log.",
    values: {
      desktop: {
        trayNumber: "none",
        notifyLimit: false,
        notifySwitch: false,
        notifySignIn: false,
        notifyReset: false,
        notifyStopped: false,
      },
      log: { level: "warn" },
    },
  },
  "codex-fast": {
    about: "The ChatGPT accounts serve, and think little where a request does not say how much.",
    values: { providers: { default: null }, models: { effort: "low" } },
  },
  "cursor-auto": {
    about:
      "The provider cursor serves, with the model that Cursor chooses (`switchyard providers add cursor`).",
    values: { providers: { default: "cursor" }, models: { map: { "*": "cursor:auto" } } },
  },
  "cursor-fast": {
    about: "The provider cursor serves, with the first fast model that it lists.",
    values: { providers: { default: "cursor" }, models: { map: { "*": "cursor:fast" } } },
  },
  gemini: {
    about: "The provider gemini serves models without a prefix (`switchyard providers add gemini`).",
    values: { providers: { default: "gemini" } },
  },
  "anthropic-key": {
    about:
      "The provider anthropic serves models without a prefix (`switchyard providers add anthropic-key`).",
    values: { providers: { default: "anthropic" } },
  },
  "local-models": {
    about: "The provider local serves models without a prefix (`switchyard providers add local-models`).",
    values: { providers: { default: "local" } },
  },
};

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}

/** The preset's values beside the names that are mapped already. */
export function presetUpdate(name: PresetName, map: Readonly<Record<string, string>>): SettingsUpdate {
  const { values } = presets[name];
  if (values.models?.map === undefined) return values;
  return { ...values, models: { ...values.models, map: { ...map, ...values.models.map } } };
}
