/** What the desktop lends to the services: keychain, settings file, browser, login item. */
import { electronSafeStorage } from "../electron/electron-safe-storage.ts";
import type { DesktopPorts, SecretBox, SettingsBackend, Updates } from "../../platform/ports.ts";
import { fromPacResult } from "../../network/system-settings-text.ts";
import type { SystemProxy } from "../../network/system-proxy.ts";
import { demoFolder } from "../../settings/data-folder.ts";
import { electronApp } from "../electron/electron-app.ts";
import { electronDialog } from "../electron/electron-dialog.ts";
import { resolveSystemProxy } from "../electron/electron-pages.ts";
import { electronPower } from "../electron/electron-power.ts";
import { openExternal, openFolder } from "../electron/electron-shell.ts";
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
  const secretBox = await openSecretBox(electronSafeStorage, process.platform);
  return {
    ...(secretBox === null ? {} : { secretBox }),
    settings: openSettingsPort(demo ? demoFolder(dataFolder) : dataFolder),
    // Chromium follows the system's settings, and runs its scripts.
    systemProxy: {
      resolve: async (target) => ({
        route: fromPacResult(await resolveSystemProxy(target.href)),
        from: "system",
      }),
    },
    desktop: {
      openExternal,
      deepLinks: electronApp.isPackaged && electronApp.opensLinks(deepLinkScheme),
      openWindow,
      closePanel,
      quit: electronApp.quit,
      showFolder: openFolder,
      updates,
      chooseFile: electronDialog.chooseFile,
      onBattery: electronPower.isOnBattery,
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
