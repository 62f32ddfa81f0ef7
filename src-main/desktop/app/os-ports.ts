/** What the desktop lends to the services: keychain, settings file, browser, login item. */
import { app, dialog, powerMonitor, safeStorage, session, shell } from "electron";
import { AppError } from "../../platform/app-error.ts";
import type { DesktopPorts, SecretBox, SettingsBackend, Updates } from "../../platform/ports.ts";
import { fromPacResult } from "../../network/system-settings-text.ts";
import type { SystemProxy } from "../../network/system-proxy.ts";
import { demoFolder } from "../../settings/data-folder.ts";
import { checkedExternalLink } from "../window/external-link.ts";
import { deepLinkScheme } from "../window/deep-link.ts";
import { setStartAtLogin } from "./login-item.ts";
import { openSecretBox } from "./secret-box.ts";
import { openSettingsPort } from "./settings-port.ts";

export interface OsPorts {
  secretBox?: SecretBox;
  settings: SettingsBackend;
  desktop: DesktopPorts;
  systemProxy: SystemProxy;
}

export interface OsPortOptions {
  dataFolder: string;
  /** The demo leaves the computer as it is. */
  demo: boolean;
  openWindow: () => void;
  closePanel: () => void;
  updates: Updates;
  /** Something the services asked for did not work; they go on. */
  failed: (error: unknown) => void;
}

/** Wants a ready app: the keychain is not known before. */
export async function openOsPorts({
  dataFolder,
  demo,
  openWindow,
  closePanel,
  updates,
  failed,
}: OsPortOptions): Promise<OsPorts> {
  const secretBox = await openSecretBox(safeStorage, process.platform);
  return {
    ...(secretBox === null ? {} : { secretBox }),
    settings: openSettingsPort(demo ? demoFolder(dataFolder) : dataFolder),
    // Chromium follows the system's settings, and runs its scripts.
    systemProxy: {
      resolve: async (target) => ({
        route: fromPacResult(await session.defaultSession.resolveProxy(target.href)),
        from: "system",
      }),
    },
    desktop: {
      openExternal,
      deepLinks: app.isPackaged && app.isDefaultProtocolClient(deepLinkScheme),
      openWindow,
      closePanel,
      quit: () => app.quit(),
      async showFolder(folder) {
        const said = await shell.openPath(folder);
        if (said !== "") throw new AppError("internal", `The folder could not be opened: ${said}`);
      },
      updates,
      async chooseFile(suggestedName) {
        const { filePath } = await dialog.showSaveDialog({ defaultPath: suggestedName });
        return filePath || null;
      },
      onBattery: () => powerMonitor.isOnBatteryPower(),
      setStartAtLogin(enabled) {
        if (demo) return;
        try {
          setStartAtLogin(enabled, dataFolder);
        } catch (error) {
          failed(error);
        }
      },
    },
  };
}

export async function openExternal(address: string): Promise<void> {
  await shell.openExternal(checkedExternalLink(address));
}
