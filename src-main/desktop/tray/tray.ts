/** Paints the tray from the live feed; a menu is only rebuilt when its model changed. */
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { MenuItemConstructorOptions, Rectangle } from "electron";
import type { LiveState } from "../../../src-shared/contract/index.ts";
import type { AdminClient } from "../../compose/compose.ts";
import type { Clock } from "../../platform/ports.ts";
import { trayNumberImage } from "../electron/electron-image.ts";
import { copyText } from "../electron/electron-shell.ts";
import type { ElectronTheme } from "../electron/electron-theme.ts";
import { createElectronTray } from "../electron/electron-tray.ts";
import { isDarkBar, trayIconFile, type Panel } from "./tray-icon-file.ts";
import { trayModel, type TrayAction, type TrayModel, type TrayRow } from "./tray-model.ts";
import { trayLanguage, trayTexts } from "./tray-text.ts";

export interface TrayOptions {
  client: AdminClient;
  clock: Clock;
  /** Folder of the icons. */
  icons: string;
  theme: ElectronTheme;
  locale: () => string;
  openWindow(): void;
  quit(): void;
  /** A left click; the icon's place has no extent where the system does not tell it. */
  clicked(icon: Rectangle): void;
  /** An action of the menu failed; the state in the menu already tells the truth. */
  failed: (error: unknown) => void;
}

export interface TrayPainter {
  paint(state: LiveState): void;
}

/** Times in the menu ("resets in …") are told to the minute. */
const repaintMs = 60_000;

export function createTray(options: TrayOptions): TrayPainter {
  const { client, clock, theme } = options;
  let state: LiveState | null = null;
  let shown: TrayModel | null = null;
  // The window's theme is a setting of ours; the panel keeps the system's.
  let systemDark = theme.isDark();
  let shownIcon = iconPath("stopped");
  const tray = createElectronTray(shownIcon, (bounds) => options.clicked(bounds));
  let cancelRepaint = () => {};

  function repaint(): void {
    cancelRepaint();
    cancelRepaint = clock.after(repaintMs, repaint);
    const language = trayLanguage(state?.settings.values.desktop.language ?? "system", options.locale());
    const model = trayModel(state, clock.now(), trayTexts[language]);
    paintIcon(model);
    if (isDeepStrictEqual(model, shown)) return;
    if (model.tooltip !== shown?.tooltip) tray.setToolTip(model.tooltip);
    if (!isDeepStrictEqual(model.rows, shown?.rows)) tray.setMenu(model.rows.map(menuItem));
    shown = model;
  }

  // macOS has room for words beside the icon; elsewhere the number takes its place, unless it has more to say.
  function paintIcon({ icon, number }: TrayModel): void {
    if (process.platform === "darwin") {
      tray.setTitle(number === null ? "" : `${number}%`);
    }
    const drawn = process.platform === "win32" || process.platform === "linux" ? process.platform : null;
    if (drawn === null || number === null || (icon !== "running" && icon !== "codex-on")) {
      const file = iconPath(icon);
      if (file !== shownIcon) tray.setImage(file);
      shownIcon = file;
      return;
    }
    const dark = isDarkBar(panel());
    const drawing = { percent: number, codexOn: icon === "codex-on", platform: drawn, dark };
    const name = JSON.stringify(drawing);
    if (name !== shownIcon) tray.setImage(trayNumberImage(drawing));
    shownIcon = name;
  }

  function iconPath(icon: TrayModel["icon"]): string {
    return path.join(options.icons, trayIconFile(icon, panel()));
  }

  function panel(): Panel {
    const dark = process.platform === "win32" ? theme.isTaskbarDark() : systemDark;
    return { platform: process.platform, dark, desktop: process.env["XDG_CURRENT_DESKTOP"] ?? "" };
  }

  function menuItem(row: TrayRow): MenuItemConstructorOptions {
    switch (row.kind) {
      case "separator":
        return { type: "separator" };
      case "text":
        return { label: plainLabel(row.label), enabled: false };
      case "submenu":
        return { label: plainLabel(row.label), submenu: row.rows.map(menuItem) };
      case "action":
        return { label: plainLabel(row.label), enabled: row.enabled, click: () => run(row.action) };
      case "check":
      case "choice":
        return {
          type: row.kind === "check" ? "checkbox" : "radio",
          label: plainLabel(row.label),
          checked: row.checked,
          enabled: row.enabled,
          click: () => run(row.action),
        };
    }
  }

  function run(action: TrayAction): void {
    perform(action).catch((error: unknown) => {
      // The panel may already have moved a mark.
      shown = null;
      repaint();
      options.failed(error);
    });
  }

  async function perform(action: TrayAction): Promise<void> {
    switch (action.do) {
      case "start-gateway":
        await client.gateway.start();
        return;
      case "stop-gateway":
        await client.gateway.stop();
        return;
      case "codex-on":
        await client.codex.on({ mode: state?.settings.values.codex.mode ?? "native" });
        return;
      case "codex-off":
        await client.codex.off();
        return;
      case "use-account":
        await client.accounts.use({ id: action.id });
        return;
      case "copy":
        await copyText(action.text);
        return;
      case "install-update":
        await client.updates.install();
        return;
      case "open-window":
        options.openWindow();
        return;
      case "quit":
        options.quit();
    }
  }

  theme.onChange(() => {
    if (theme.source() === "system") systemDark = theme.isDark();
    repaint();
  });
  repaint();
  return {
    paint(next) {
      state = next;
      repaint();
    },
  };
}

// Menus take "&" for an access key.
function plainLabel(label: string): string {
  return label.replaceAll("&", "&&");
}
