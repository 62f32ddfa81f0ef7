/**
 * The one window. Closing hides it; hidden for long enough it is destroyed and made anew when asked for. The
 * page runs sandboxed at app://switchyard/ and reaches the app only through its message port.
 */
import path from "node:path";
import type { BrowserWindow } from "electron";
import type { Clock } from "../../platform/ports.ts";
import { electronApp } from "../electron/electron-app.ts";
import { workAreas } from "../electron/electron-screen.ts";
import { createWindow, loadPage, type PageOptions } from "../electron/electron-window.ts";
import { afterCrash } from "./crash-limit.ts";
import { readMemory, remember } from "../app/desktop-memory.ts";
import { createIdleDiscard } from "./idle-discard.ts";
import { minimumSize, placeWindow } from "./window-bounds.ts";

export interface WindowOptions extends PageOptions {
  clock: Clock;
  /** See desktop-memory. */
  memoryFile: string;
  /** How long a hidden window is kept, milliseconds. */
  discardAfterMs: number;
  /** Nothing but the tray stands for the app now. */
  hidden: () => void;
  /** The page crashed again and again; the window is gone until it is asked for. */
  gaveUp: () => void;
  /** Windows ends the session and with it the app. */
  sessionEnds: () => void;
}

export interface MainWindow {
  /** `path` of the page to show, e.g. "/accounts"; the one that is there when none is given. */
  show: (path?: string) => void;
  current: () => BrowserWindow | null;
  /** From now on closing really closes: the app is ending. */
  release: () => void;
}

function addressOf(page: string): string {
  return page === "/" ? "/" : `/#${page}`;
}

export function createMainWindow(options: WindowOptions): MainWindow {
  const { memoryFile } = options;
  let window: BrowserWindow | null = null;
  let ending = false;
  let crashes: number[] = [];
  const idle = createIdleDiscard(options.clock, options.discardAfterMs, () => window?.destroy());

  function open(page: string): BrowserWindow {
    const remembered = readMemory(memoryFile).window ?? null;
    const opened = createWindow(options, {
      ...placeWindow(remembered, workAreas()),
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      autoHideMenuBar: true,
      ...(process.platform === "linux" ? { icon: path.join(options.builtFolder, "tray/app.png") } : {}),
    });
    if (remembered?.maximized) opened.maximize();
    watch(opened);
    loadPage(opened, addressOf(page));
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
      electronApp.showInDock(false);
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
    electronApp.showInDock(true);
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
      if (page !== undefined) loadPage(window, addressOf(page));
      reveal(window);
    },
    current: () => window,
    release() {
      ending = true;
      if (window !== null) rememberPlace(window);
    },
  };
}
