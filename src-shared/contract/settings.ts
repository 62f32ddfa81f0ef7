import { oc, type } from "@orpc/contract";
import { z } from "zod";
import { settingsSchema, type Settings } from "../settings.ts";

/** codex: the person's own Codex has it so, by its config.toml or its version. */
export type SettingOrigin = "environment" | "settings" | "codex" | "default";

export interface SettingsView {
  values: Settings;
  /** What holds where nothing else was chosen: the window cannot work it out, for it has no schema. */
  defaults: Settings;
  /** By dotted key, e.g. `gateway.port`. */
  origins: Record<string, SettingOrigin>;
  /** Where an unreadable settings file was put when this Switchyard started; the defaults hold in its place. */
  keptAside: string | null;
}

export const settings = {
  get: oc.output(type<SettingsView>()),
  /** Any subset; unknown keys and wrong values are refused as a whole. */
  update: oc.input(settingsSchema.partialUpdate).output(type<SettingsView>()),
  /** One dotted key, or without one everything but whether the gateway and the Codex switch are on. */
  reset: oc.input(z.object({ key: z.string().optional() })).output(type<SettingsView>()),
};
