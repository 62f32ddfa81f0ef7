import { oc, type } from "@orpc/contract";
import { z } from "zod";
import { settingsSchema, type Settings } from "../settings.ts";

export type SettingOrigin = "environment" | "settings" | "default";

export interface SettingsView {
  values: Settings;
  /** By dotted key, e.g. `gateway.port`. */
  origins: Record<string, SettingOrigin>;
}

export const settings = {
  get: oc.output(type<SettingsView>()),
  /** Any subset; unknown keys and wrong values are refused as a whole. */
  update: oc.input(settingsSchema.partialUpdate).output(type<SettingsView>()),
  reset: oc.input(z.object({ key: z.string() })).output(type<SettingsView>()),
};
