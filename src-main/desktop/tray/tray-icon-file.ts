import type { TrayIcon } from "./tray-model.ts";

export interface Panel {
  platform: NodeJS.Platform;
  /** Whether the system's own bars (macOS menu bar, Windows taskbar) or, on Linux, the theme is dark. */
  dark: boolean;
  /** XDG_CURRENT_DESKTOP, e.g. "ubuntu:GNOME". */
  desktop: string;
}

/** Name of the icon below the tray folder. macOS tints a template; elsewhere there is one per shade. */
export function trayIconFile(icon: TrayIcon, panel: Panel): string {
  if (panel.platform === "darwin") return `${icon}Template.png`;
  const family = panel.platform === "win32" ? "windows" : "linux";
  return `${family}-${icon}-${isDarkBar(panel) ? "light" : "dark"}.png`;
}

/** GNOME's and Unity's bar is dark whatever the theme. */
export function isDarkBar({ platform, dark, desktop }: Panel): boolean {
  return dark || (platform === "linux" && /gnome|unity/i.test(desktop));
}
