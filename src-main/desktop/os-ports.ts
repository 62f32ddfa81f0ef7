/** What the desktop lends to the services: keychain, settings file, browser, login item. */
import { app, safeStorage, shell } from "electron";
import type { DesktopPorts, SecretBox, SettingsBackend } from "../platform/ports.ts";
import { checkedExternalLink } from "./external-link.ts";
import { setStartAtLogin } from "./login-item.ts";
import { openSecretBox } from "./secret-box.ts";
import { openSettingsPort } from "./settings-port.ts";

export interface OsPorts {
  secretBox?: SecretBox;
  settings: SettingsBackend;
  desktop: DesktopPorts;
}

/** Wants a ready app: the keychain is not known before. */
export async function openOsPorts(dataFolder: string): Promise<OsPorts> {
  const secretBox = await openSecretBox(safeStorage, process.platform);
  return {
    ...(secretBox === null ? {} : { secretBox }),
    settings: openSettingsPort(dataFolder),
    desktop: { openExternal, quit: () => app.quit(), setStartAtLogin },
  };
}

export async function openExternal(address: string): Promise<void> {
  await shell.openExternal(checkedExternalLink(address));
}
