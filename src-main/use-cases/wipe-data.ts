import type { WipeChoice } from "../../src-shared/contract/data.ts";
import type { HomeSwitches } from "../codex-config/home-switches.ts";
import type { RequestLog } from "../logs/request-log.ts";
import type { ProviderStore } from "../providers/store/provider-store.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { ToolSetup } from "../tool-setup/tool-setup.ts";
import type { UsageRecorder } from "../usage/usage-recorder.ts";

export interface WipePorts {
  settings: Pick<SettingsStore, "update" | "resetAll">;
  usage: Pick<UsageRecorder, "wipe">;
  log: Pick<RequestLog, "wipe">;
  homes: Pick<HomeSwitches, "turnOff">;
  tools: Pick<ToolSetup, "list" | "turnOff">;
  providers: Pick<ProviderStore, "all" | "remove">;
  accountIds: () => string[];
  /** Signs it out. */
  removeAccount: (id: string) => Promise<void>;
}

/** Deletes what the person chose of what Switchyard keeps. Throws AppError where another program's file resists. */
export async function wipeData(ports: WipePorts, choice: WipeChoice): Promise<void> {
  if (choice.settings) await leaveOthers(ports);
  if (choice.accounts) {
    for (const id of ports.accountIds()) await ports.removeAccount(id);
    for (const { id } of ports.providers.all()) await ports.providers.remove(id);
  }
  if (choice.usage) {
    await ports.usage.wipe();
    ports.log.wipe();
  }
  if (choice.settings) ports.settings.resetAll();
}

/** Other programs get back what they had before what we know of it is gone. */
async function leaveOthers({ settings, homes, tools }: WipePorts): Promise<void> {
  settings.update({ codex: { enabled: false } });
  await homes.turnOff();
  for (const { id, state } of await tools.list()) if (state !== "off") await tools.turnOff(id);
}
