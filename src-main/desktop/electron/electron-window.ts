/** A window with one of our pages: sandboxed, without Node, locked to its address, reaching the app by its port alone. */
import path from "node:path";
import { BrowserWindow, type BrowserWindowConstructorOptions } from "electron";
import { appOrigin } from "../window/app-protocol.ts";
import { lockNavigation } from "../window/navigation-lock.ts";
import { electronTheme } from "./electron-theme.ts";

export interface PageOptions {
  builtFolder: string;
  openExternal: (url: string) => void;
}

/** Hidden, and without a page until `loadPage`. */
export function createWindow(page: PageOptions, options: BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...options,
    title: "Switchyard",
    show: false,
    backgroundColor: electronTheme.isDark() ? "#17181a" : "#ffffff",
    webPreferences: {
      preload: path.join(page.builtFolder, "preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  lockNavigation(window.webContents, page.openExternal);
  return window;
}

/** @param page behind the origin, e.g. "/#/accounts" */
export function loadPage(window: BrowserWindow, page: string): void {
  void window.loadURL(`${appOrigin}${page}`).catch(() => {
    // Chromium shows its own error; the next time the window is made, it is loaded again.
  });
}
