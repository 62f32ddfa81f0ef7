import { Menu } from "electron";

/** macOS needs a menu bar for its editing and window shortcuts; elsewhere the window has none. */
export function applicationMenu(platform: NodeJS.Platform): Menu | null {
  if (platform !== "darwin") return null;
  return Menu.buildFromTemplate([{ role: "appMenu" }, { role: "editMenu" }, { role: "windowMenu" }]);
}
