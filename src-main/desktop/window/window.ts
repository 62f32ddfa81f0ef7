/**
 * The one window. Closing hides it; hidden for long enough it is destroyed and made anew when asked for. The
 * page runs sandboxed at app://switchyard/ and reaches the app only through its message port.
 */
import path from "node:path";
import { app, BrowserWindow, nativeTheme, screen, type WebPreferences } from "electron";
import type { Clock } from "../../platform/ports.ts";
import { appOrigin } from "./app-protocol.ts";
import { afterCrash } from "./crash-limit.ts";
import { readMemory, remember } from "../app/desktop-memory.ts";
import { createIdleDiscard } from "./idle-discard.ts";
import { lockNavigation } from "./navigation-lock.ts";
import { minimumSize, placeWindow } from "./window-bounds.ts";

export interface WindowOptions {
  clock: Clock;
  /** See desktop-memory. */
  memoryFile: string;
  builtFolder: string;
  /** How long a hidden window is kept, milliseconds. */
  discardAfterMs: number;
  openExternal: (url: string) => void;
  /** Nothing but the tray stands for the app now. */
  hidden: () => void;
  /** The page crashed again and again; the window is gone until it is asked for. */
  gaveUp: () => void;
  /** Windows ends the session and with it the app. */
  sessionEnds: () => void;
}

export interface MainWindow {
  /** `path` of the page to show, e.g. "/accounts"; the one that is there when none is given. */
  show(path?: string): void;
  current(): BrowserWindow | null;
  /** From now on closing really closes: the app is ending. */
  letGo(): void;
}

function addressOf(page: string): string {
  return page === "/" ? `${appOrigin}/` : `${appOrigin}/#${page}`;
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
  const { memoryFile } = options;
  let window: BrowserWindow | null = null;
  let ending = false;
  let crashes: number[] = [];
  const idle = createIdleDiscard(options.clock, options.discardAfterMs, () => window?.destroy());

  function open(page: string): BrowserWindow {
    const remembered = readMemory(memoryFile).window ?? null;
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
    void opened.loadURL(addressOf(page)).catch(() => {
      // A page that cannot be loaded shows Chromium's own error; the next start of the window tries again.
    });
    return opened;
  }

  function watch(opened: BrowserWindow): void {
    opened.once("ready-to-show", () => reveal(opened));
    opened.on("close", (event) => {
      rememberPlace(opened);
      if (ending) return;
      event.preventDefault();
      opened.hide();
    });
    opened.on("hide", () => {
      idle.hidden();
      options.hidden();
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

  function rememberPlace(opened: BrowserWindow): void {
    if (!opened.isVisible() || opened.isMinimized()) return;
    remember(memoryFile, { window: { ...opened.getNormalBounds(), maximized: opened.isMaximized() } });
  }

  function reveal(opened: BrowserWindow): void {
    idle.shown();
    void app.dock?.show();
    if (opened.isMinimized()) opened.restore();
    opened.show();
    opened.focus();
  }

  return {
    show(page) {
      if (ending) return;
      if (window === null) {
        window = open(page ?? "/");
        return;
      }
      // The same document: only the part behind # changes.
      if (page !== undefined) void window.loadURL(addressOf(page)).catch(() => {});
      reveal(window);
    },
    current: () => window,
    letGo() {
      ending = true;
      if (window !== null) rememberPlace(window);
    },
  };
}
