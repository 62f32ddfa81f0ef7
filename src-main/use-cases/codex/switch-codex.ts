/** Points Codex at the gateway, and gives it its own settings back. */
import type { CodexMode } from "../../../src-shared/contract/codex.ts";
import type { GatewayStatus } from "../../../src-shared/contract/gateway.ts";
import type { HomeSwitches } from "../../codex-config/home-switches.ts";
import type { Logger } from "../../logs/logger.ts";
import { AppError } from "../../platform/app-error.ts";
import type { SettingsStore } from "../../settings/settings-store.ts";

export interface SwitchPorts {
  homes: Pick<HomeSwitches, "turnOn" | "turnOff">;
  login: { look: () => Promise<void> };
  gateway: { start: () => Promise<GatewayStatus> };
  settings: Pick<SettingsStore, "update">;
}

/** Throws AppError when the gateway cannot start, or Codex's settings cannot be changed. */
export async function switchCodexOn(ports: SwitchPorts, mode: CodexMode): Promise<void> {
  // Codex must never point at nothing: the gateway comes first.
  const { problem } = await ports.gateway.start();
  if (problem) throw new AppError(problem.code, problem.message, problem.advice);
  await ports.login.look();
  await ports.homes.turnOn(mode);
  ports.settings.update({ codex: { enabled: true, mode } });
}

/** Resolves with the keys that others changed meanwhile: they stay as they are. */
export async function switchCodexOff({
  homes,
  settings,
}: Pick<SwitchPorts, "homes" | "settings">): Promise<string[]> {
  const foreign = await homes.turnOff();
  settings.update({ codex: { enabled: false } });
  return foreign;
}

/** When the app ends: Codex gets its own settings back, unless the person wants them to stay. Never rejects. */
export async function giveCodexBack({
  homes,
  settings,
  logger,
}: {
  homes: Pick<HomeSwitches, "turnOff">;
  settings: Pick<SettingsStore, "values">;
  logger: Pick<Logger, "warn">;
}): Promise<void> {
  if (settings.values().codex.keepOnQuit) return;
  await homes
    .turnOff({ orphans: false })
    .catch((error: unknown) => logger.warn({ error }, "a home of Codex could not be given back"));
}
