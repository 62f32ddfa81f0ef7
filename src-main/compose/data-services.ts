/** What Switchyard keeps on this computer: shown, handed out, wiped. */
import type { WipeChoice } from "../../src-shared/contract/data.ts";
import type { ComposeOptions } from "./compose.ts";
import type { RequestLog } from "../logs/request-log.ts";
import { setAsideIn } from "../platform/set-aside.ts";
import { filesIn } from "../settings/data-folder.ts";
import { settingsExport } from "../settings/settings-export.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { ToolSetup } from "../tool-setup/tool-setup.ts";
import type { UsageRecorder } from "../usage/usage-recorder.ts";
import type { CodexServices } from "./codex-services.ts";

interface DataParts {
  settings: SettingsStore;
  usage: Pick<UsageRecorder, "wipe">;
  log: Pick<RequestLog, "wipe">;
  codex: Pick<CodexServices, "homes">;
  tools: Pick<ToolSetup, "list" | "turnOff">;
  accountIds: () => string[];
  /** Signs it out. */
  removeAccount: (id: string) => Promise<void>;
}

export function createDataServices({ desktop, dataFolder }: ComposeOptions, parts: DataParts) {
  const { settings, usage, log, codex, tools, accountIds, removeAccount } = parts;

  /** Other programs get back what they had before what we know of it is gone. */
  async function leaveOthers(): Promise<void> {
    settings.update({ codex: { enabled: false } });
    await codex.homes.turnOff();
    for (const { id, state } of await tools.list()) if (state !== "off") await tools.turnOff(id);
  }

  return {
    showFolder: desktop ? () => desktop.showFolder(dataFolder) : null,
    setAside: () => setAsideIn(dataFolder, [filesIn(dataFolder).batches]),
    settings: () => settingsExport(settings.view()),
    async wipe(choice: WipeChoice): Promise<void> {
      if (choice.settings) await leaveOthers();
      if (choice.accounts) for (const id of accountIds()) await removeAccount(id);
      if (choice.usage) {
        await usage.wipe();
        log.wipe();
      }
      if (choice.settings) settings.resetAll();
    },
  };
}
