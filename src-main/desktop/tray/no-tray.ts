/**
 * Some Linux desktops show no tray icons. There the app, once out of sight, cannot be found again: the person is told
 * once, by a notification that also opens the window.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { readMemory, remember } from "../app/desktop-memory.ts";
import type { ElectronNotifications } from "../electron/electron-notification.ts";
import { noticeTexts } from "./notice-text.ts";
import type { TrayLanguage } from "./tray-text.ts";

export interface NoTrayOptions {
  notifications: ElectronNotifications;
  memoryFile: string;
  language: () => TrayLanguage;
  openWindow: () => void;
}

export async function notifyOfNoTray(options: NoTrayOptions): Promise<void> {
  const { notifications, memoryFile, language, openWindow } = options;
  if (process.platform !== "linux" || !notifications.areSupported()) return;
  if (readMemory(memoryFile).toldOfNoTray || (await showsTray())) return;
  remember(memoryFile, { toldOfNoTray: true });
  const words = noticeTexts[language()];
  notifications.show(words.noTray, words.noTrayAdvice, openWindow);
}

/** True also where that cannot be found out: then there is nothing to say. */
async function showsTray(): Promise<boolean> {
  const bus = ["--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus"];
  const ask = ["--method", "org.freedesktop.DBus.NameHasOwner", "org.kde.StatusNotifierWatcher"];
  try {
    const { stdout } = await promisify(execFile)("gdbus", ["call", ...bus, ...ask], { timeout: 5000 });
    return !stdout.includes("false");
  } catch {
    return true;
  }
}
