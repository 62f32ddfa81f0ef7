/**
 * The one window. Closing hides it; hidden for long enough it is destroyed and made anew when asked for. The
 * page runs sandboxed at app://switchyard/ and reaches the app only through its message port.
 */
import path from "node:path";
import { app, BrowserWindow, nativeTheme, screen, type WebPreferences } from "electron";
import type { Clock } from "../platform/ports.ts";
import { appOrigin } from "./app-protocol.ts";
import { afterCrash } from "./crash-limit.ts";
import { createIdleDiscard } from "./idle-discard.ts";
import { lockNavigation } from "./navigation-lock.ts";
import { minimumSize, placeWindow, readWindowBounds, writeWindowBounds } from "./window-bounds.ts";

export interface WindowOptions {
  clock: Clock;
  dataFolder: string;
  builtFolder: string;
  /** How long a hidden window is kept, milliseconds. */
  discardAfterMs: number;
  openExternal: (url: string) => void;
  /** The page crashed again and again; the window is gone until it is asked for. */
  gaveUp: () => void;
  /** Windows ends the session and with it the app. */
  sessionEnds: () => void;
}

export interface MainWindow {
  show(): void;
  current(): BrowserWindow | null;
  /** From now on closing really closes: the app is ending. */
  letGo(): void;
}

/** What every page of the app runs under. */
export function pagePreferences(builtFolder: string): WebPreferences {
  return {
    preload: path.join(builtFolder, "preload.cjs"),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
  };
}

export function createMainWindow(options: WindowOptions): MainWindow {
  const boundsFile = path.join(options.dataFolder, "desktop.json");
  let window: BrowserWindow | null = null;
  let ending = false;
  let crashes: number[] = [];
  const idle = createIdleDiscard(options.clock, options.discardAfterMs, () => window?.destroy());

  function open(): BrowserWindow {
    const remembered = readWindowBounds(boundsFile);
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const opened = new BrowserWindow({
      ...placeWindow(remembered, areas),
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      title: "Switchyard",
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? "#17181a" : "#ffffff",
      autoHideMenuBar: true,
      ...(process.platform === "linux" ? { icon: path.join(options.builtFolder, "tray/app.png") } : {}),
      webPreferences: pagePreferences(options.builtFolder),
    });
    if (remembered?.maximized) opened.maximize();
    lockNavigation(opened.webContents, options.openExternal);
    watch(opened);
    void opened.loadURL(`${appOrigin}/`).catch(() => {
      // A page that cannot be loaded shows Chromium's own error; the next start of the window tries again.
    });
    return opened;
  }

  function watch(opened: BrowserWindow): void {
    opened.once("ready-to-show", () => reveal(opened));
    opened.on("close", (event) => {
      remember(opened);
      if (ending) return;
      event.preventDefault();
      opened.hide();
    });
    opened.on("hide", () => {
      idle.hidden();
      app.dock?.hide();
    });
    opened.on("session-end", options.sessionEnds);
    opened.on("closed", () => {
      if (window === opened) window = null;
    });
    opened.webContents.on("render-process-gone", (_event, { reason }) => {
      if (reason === "clean-exit") return;
      const next = afterCrash(crashes, options.clock.now());
      crashes = next.crashes;
      if (next.reload) return opened.webContents.reload();
      opened.destroy();
      options.gaveUp();
    });
  }

  function remember(opened: BrowserWindow): void {
    if (!opened.isVisible() || opened.isMinimized()) return;
    writeWindowBounds(boundsFile, { ...opened.getNormalBounds(), maximized: opened.isMaximized() });
  }

  function reveal(opened: BrowserWindow): void {
    idle.shown();
    void app.dock?.show();
    if (opened.isMinimized()) opened.restore();
    opened.show();
    opened.focus();
  }

  return {
    show() {
      if (ending) return;
      if (window !== null) return reveal(window);
      window = open();
    },
    current: () => window,
    letGo() {
      ending = true;
      if (window !== null) remember(window);
    },
  };
}
