/**
 * The tray's quick panel: a small window without a frame at the icon. It goes when the person looks elsewhere, is
 * kept for the next click, and is let go after a while. Same page rules as the main window.
 */
import type { BrowserWindow } from "electron";
import type { Clock } from "../../platform/ports.ts";
import { pointerPosition, workAreaNear } from "../electron/electron-screen.ts";
import { createWindow, loadPage, type PageOptions } from "../electron/electron-window.ts";
import { createIdleDiscard } from "../window/idle-discard.ts";
import { placePanel, type Box } from "./panel-place.ts";

export interface PanelOptions extends PageOptions {
  clock: Clock;
  /** How long a hidden panel is kept, milliseconds. */
  discardAfterMs: number;
}

export interface PanelWindow {
  /** Shows it at the icon, or puts it away. `icon` without extent: the system does not tell where it is. */
  toggle: (icon: Box) => void;
  hide: () => void;
  current: () => BrowserWindow | null;
  release: () => void;
}

const width = 340;
/** Until the page has told its own. */
const firstHeight = 420;
/** The click on the icon that takes the focus away is not also the click that asks for the panel. */
const sameClickMs = 250;

export function createPanelWindow(options: PanelOptions): PanelWindow {
  const { clock } = options;
  let panel: BrowserWindow | null = null;
  let anchor: Box = { x: 0, y: 0, width: 0, height: 0 };
  let height = firstHeight;
  let leftAt = -Infinity;
  let ending = false;
  const idle = createIdleDiscard(clock, options.discardAfterMs, () => panel?.destroy());

  function make(): BrowserWindow {
    const made = createWindow(options, {
      width,
      height,
      frame: false,
      resizable: false,
      movable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
    });
    // Over a full-screen app too, where the icon can be clicked.
    if (process.platform === "darwin") made.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
    made.once("ready-to-show", () => reveal(made));
    made.on("blur", () => {
      // Also told of a panel that was just put away.
      if (!made.isVisible()) return;
      leftAt = clock.now();
      made.hide();
    });
    made.on("close", (event) => {
      if (ending) return;
      event.preventDefault();
      made.hide();
    });
    made.on("hide", () => idle.hidden());
    made.on("closed", () => {
      if (panel === made) panel = null;
    });
    // The page says how high it is by window.resizeTo; where it goes is not its business.
    made.webContents.on("content-bounds-updated", (event, asked) => {
      event.preventDefault();
      height = asked.height;
      place(made);
    });
    // The next click makes a new one.
    made.webContents.on("render-process-gone", () => made.destroy());
    loadPage(made, "/panel.html");
    return made;
  }

  function place(made: BrowserWindow): void {
    made.setBounds(placePanel(anchor, workAreaNear(anchor), { width, height }));
  }

  function reveal(made: BrowserWindow): void {
    idle.shown();
    place(made);
    made.show();
    made.focus();
  }

  return {
    toggle(icon) {
      if (ending) return;
      if (panel?.isVisible()) return panel.hide();
      if (clock.now() - leftAt < sameClickMs) return;
      const hasExtent = icon.width > 0 && icon.height > 0;
      anchor = hasExtent ? icon : { ...pointerPosition(), width: 0, height: 0 };
      if (panel === null) panel = make();
      else reveal(panel);
    },
    hide: () => panel?.hide(),
    current: () => panel,
    release() {
      ending = true;
      panel?.destroy();
    },
  };
}

/** Wayland lets no program say where its window goes: a panel would turn up anywhere. */
export function canPlacePanel(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  return platform !== "linux" || (env["XDG_SESSION_TYPE"] !== "wayland" && !env["WAYLAND_DISPLAY"]);
}
