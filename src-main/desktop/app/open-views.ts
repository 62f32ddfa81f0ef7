/** Opens what the person sees of the running services, and keeps it up to date by the live feed. */
import path from "node:path";
import type { Switchyard } from "../../compose/compose.ts";
import type { Clock } from "../../platform/ports.ts";
import { electronApp } from "../electron/electron-app.ts";
import { electronDialog } from "../electron/electron-dialog.ts";
import { electronNotifications } from "../electron/electron-notification.ts";
import { servePorts } from "../electron/electron-pages.ts";
import { openExternal } from "../electron/electron-shell.ts";
import { electronTheme } from "../electron/electron-theme.ts";
import { notifyOfNoTray } from "../tray/no-tray.ts";
import { createNotifier } from "../tray/notices.ts";
import { canPlacePanel, createPanelWindow } from "../tray/panel-window.ts";
import { createTray } from "../tray/tray.ts";
import { trayLanguage } from "../tray/tray-text.ts";
import type { DesktopUpdates } from "../updates/updates.ts";
import { followLiveFeed } from "../window/live-feed.ts";
import { createMainWindow } from "../window/window.ts";
import type { DesktopApp, Views } from "./desktop-app.ts";

export interface ViewOptions {
  switchyard: Pick<Switchyard, "client" | "router">;
  desktop: DesktopApp;
  updates: DesktopUpdates;
  clock: Clock;
  dataFolder: string;
  builtFolder: string;
}

const discardAfterMs = 10 * 60_000;

/** Wants a ready app. Released before the services are closed. */
export function openViews({
  switchyard,
  desktop,
  updates,
  clock,
  dataFolder,
  builtFolder,
}: ViewOptions): Views {
  const { client, router } = switchyard;
  const { locale } = electronApp;
  const ending = new AbortController();
  const openWindow = () => desktop.showWindow();
  const page = {
    clock,
    builtFolder,
    discardAfterMs,
    openExternal: (url: string) => void openExternal(url).catch(desktop.showProblem),
  };
  let language = trayLanguage("system", locale());
  const memoryFile = path.join(dataFolder, "desktop.json");
  const notifications = electronNotifications;
  const outOfSight = () =>
    void notifyOfNoTray({ notifications, memoryFile, language: () => language, openWindow });
  const window = createMainWindow({
    ...page,
    memoryFile,
    hidden: outOfSight,
    sessionEnds: () => desktop.end(),
    gaveUp: () =>
      electronDialog.showFatalError(
        "The Switchyard window keeps crashing",
        "It was closed after several crashes. The gateway keeps running; open the window again from the tray.",
      ),
  });
  const panel = createPanelWindow(page);
  servePorts(router, () => [window, panel].flatMap((shown) => shown.current()?.webContents ?? []));

  const tray = createTray({
    client,
    clock,
    theme: electronTheme,
    locale,
    icons: path.join(builtFolder, "tray"),
    openWindow,
    quit: electronApp.quit,
    clicked: canPlacePanel(process.platform, process.env) ? (icon) => panel.toggle(icon) : openWindow,
    failed: desktop.showProblem,
  });
  const notifier = createNotifier({ clock, notifications, locale, openWindow });
  void followLiveFeed(client, clock, ending.signal, (state) => {
    const { desktop: settings, updates: updateSettings } = state.settings.values;
    language = trayLanguage(settings.language, locale());
    electronTheme.setSource(settings.theme);
    tray.paint(state);
    updates.follow(updateSettings.check);
    notifier.update(state);
  });
  return {
    showWindow: window.show,
    hidePanel: panel.hide,
    outOfSight,
    release() {
      ending.abort();
      window.release();
      panel.release();
    },
  };
}
