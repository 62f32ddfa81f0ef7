/** Electron's Tray and Menu. The left click is the panel's, the menu comes with the right one. */
import { Menu, Tray, type MenuItemConstructorOptions, type NativeImage, type Rectangle } from "electron";

export interface ElectronTray {
  setImage: (image: string | NativeImage) => void;
  setToolTip: (text: string) => void;
  /** Words beside the icon; macOS alone has room for them. */
  setTitle: (title: string) => void;
  setMenu: (template: MenuItemConstructorOptions[]) => void;
}

/** Stays until the process ends. @param icon path of the first icon */
export function createElectronTray(icon: string, clicked: (bounds: Rectangle) => void): ElectronTray {
  const tray = new Tray(icon);
  tray.on("click", (_event, bounds) => clicked(bounds));
  // On macOS a menu that is set would take the left click.
  let macMenu: Menu | undefined;
  if (process.platform === "darwin") tray.on("right-click", () => tray.popUpContextMenu(macMenu));
  return {
    setImage: (image) => tray.setImage(image),
    setToolTip: (text) => tray.setToolTip(text),
    setTitle: (title) => tray.setTitle(title, { fontType: "monospacedDigit" }),
    setMenu(template) {
      const menu = Menu.buildFromTemplate(template);
      if (process.platform === "darwin") macMenu = menu;
      else tray.setContextMenu(menu);
    },
  };
}
