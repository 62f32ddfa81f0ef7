/** Electron's `app`: this process as the system sees it. */
import { app } from "electron";

/** What the system asks of the app. */
export interface AppEvents {
  /** Started once more; that process ends by itself. */
  secondStart: (argv: string[]) => void;
  activate: () => void;
  openLink: (url: string) => void;
  /** The app is asked to quit. false keeps it running for now. */
  mayQuit: () => boolean;
}

export interface ElectronApp {
  listen: (events: AppEvents) => void;
  whenReady: () => Promise<void>;
  /** Asks for the end: `mayQuit` is called. */
  quit: () => void;
  /** Ends at once. */
  exit: (code: number) => void;
  isPackaged: boolean;
  /** The program's folder or archive. */
  folder: () => string;
  locale: () => string;
  /** False when another process of this app runs on the same data folder. */
  claimSingleInstance: () => boolean;
  useFolders: (folders: { data: string; chromium: string; crashes: string }) => void;
  useSoftwareRendering: () => void;
  opensLinks: (scheme: string) => boolean;
  setLoginItem: (item: { openAtLogin: boolean; path: string; args: string[] }) => void;
  startedAtLogin: () => boolean;
  /** The icon in the Dock of macOS. */
  showInDock: (shown: boolean) => void;
}

export const electronApp: ElectronApp = {
  listen({ secondStart, activate, openLink, mayQuit }) {
    app.on("second-instance", (_event, argv) => secondStart(argv));
    app.on("activate", activate);
    app.on("open-url", (event, url) => {
      event.preventDefault();
      openLink(url);
    });
    // Unheard, this event would end the app: it lives on in the tray.
    app.on("window-all-closed", () => {});
    app.on("before-quit", (event) => {
      if (!mayQuit()) event.preventDefault();
    });
  },
  whenReady: () => app.whenReady().then(() => undefined),
  quit: () => app.quit(),
  exit: (code) => app.exit(code),
  isPackaged: app.isPackaged,
  folder: () => app.getAppPath(),
  locale: () => app.getLocale(),
  claimSingleInstance: () => app.requestSingleInstanceLock(),
  useFolders({ data, chromium, crashes }) {
    app.setPath("userData", data);
    app.setPath("sessionData", chromium);
    app.setPath("crashDumps", crashes);
  },
  useSoftwareRendering: () => app.disableHardwareAcceleration(),
  opensLinks: (scheme) => app.isDefaultProtocolClient(scheme),
  setLoginItem: (item) => app.setLoginItemSettings(item),
  startedAtLogin: () => app.getLoginItemSettings().wasOpenedAtLogin,
  showInDock(shown) {
    if (shown) void app.dock?.show();
    else app.dock?.hide();
  },
};

/** Before anything else: the names that windows, notifications and the taskbar go by. */
export function nameApp(name: string, userModelId: string): void {
  app.setName(name);
  app.setAppUserModelId(userModelId);
}
