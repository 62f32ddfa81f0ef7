import { Menu } from "electron";

/** macOS needs a menu bar for its editing and window shortcuts; elsewhere the window has none. */
export function setApplicationMenu(platform: NodeJS.Platform): void {
  const roles = ["appMenu", "editMenu", "windowMenu"] as const;
  Menu.setApplicationMenu(
    platform === "darwin" ? Menu.buildFromTemplate(roles.map((role) => ({ role }))) : null,
  );
}
