/**
 * Some Linux desktops show no tray icons. There the app, once out of sight, cannot be found again: the person is told
 * once, by a notification that also opens the window.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Notification } from "electron";
import { readMemory, remember } from "../app/desktop-memory.ts";
import { noticeWords } from "./notice-text.ts";
import type { TrayLanguage } from "./tray-text.ts";

export interface NoTrayOptions {
  memoryFile: string;
  language: () => TrayLanguage;
  openWindow: () => void;
}

// One that is collected as garbage is never clicked.
let shown: Notification | null = null;

export async function tellOfNoTray({ memoryFile, language, openWindow }: NoTrayOptions): Promise<void> {
  if (process.platform !== "linux" || !Notification.isSupported()) return;
  if (readMemory(memoryFile).toldOfNoTray || (await showsTray())) return;
  remember(memoryFile, { toldOfNoTray: true });
  const words = noticeWords[language()];
  shown = new Notification({ title: words.noTray, body: words.noTrayAdvice });
  shown.on("click", openWindow);
  shown.show();
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
