/** The desktop program: decides what this process is, wires it, and ends it. */
import path from "node:path";
import { compose } from "../compose/compose.ts";
import { problemOf } from "../platform/app-error.ts";
import { onUncaught } from "../platform/crash-handler.ts";
import { systemClock } from "../platform/ports.ts";
import { filesIn } from "../settings/data-folder.ts";
import { runCommand } from "./app/command-line.ts";
import { createDesktopApp, type DesktopApp } from "./app/desktop-app.ts";
import { readFlags, type DesktopFlags } from "./app/flags.ts";
import { builtFolder, claimDataFolder } from "./app/folders.ts";
import { startedAtLogin } from "./app/login-item.ts";
import { openViews } from "./app/open-views.ts";
import { openOsPorts } from "./app/os-ports.ts";
import { restoreAndEnd } from "./app/restore.ts";
import { uninstallAndEnd } from "./app/uninstall.ts";
import { electronApp, nameApp } from "./electron/electron-app.ts";
import { electronDialog } from "./electron/electron-dialog.ts";
import { setApplicationMenu } from "./electron/electron-menu.ts";
import { registerAppScheme, servePages } from "./electron/electron-pages.ts";
import { electronPower } from "./electron/electron-power.ts";
import { feedFrom } from "./updates/update-feed.ts";
import { createUpdates } from "./updates/updates.ts";

declare const __VERSION__: string;

nameApp("Switchyard", "app.switchyard.desktop");
const dataFolder = claimDataFolder(process.env);
registerAppScheme();

const flags = readFlags(process.argv.slice(1));
if (flags.command !== null) exitAfter(runCommand(flags.command));
else if (flags.uninstall) exitAfter(uninstallAndEnd(dataFolder));
else if (flags.restore) exitAfter(restoreAndEnd(dataFolder));
else if (electronApp.claimSingleInstance()) runDesktop(flags);
else electronApp.exit(0);

/** Ends with the exit code of a command. Nobody watches an uninstaller's helper: no dialog. */
function exitAfter(command: Promise<number>): void {
  command.then(electronApp.exit, (error: unknown) => {
    const { message, advice } = problemOf(error);
    process.stderr.write(`${message} ${advice}\n`);
    electronApp.exit(1);
  });
}

function runDesktop({ demo, hidden }: DesktopFlags): void {
  const clock = systemClock;
  const rendererFolder = path.join(builtFolder, "renderer");
  const desktop: DesktopApp = createDesktopApp({
    app: electronApp,
    dialog: electronDialog,
    power: electronPower,
    clock,
    argv: process.argv,
    startsHidden: () => hidden || startedAtLogin(),
    onSignal(listener) {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, listener);
    },
    async startServices() {
      setApplicationMenu(process.platform);
      servePages(rendererFolder);
      const updates = createUpdates({
        clock,
        feed: demo ? null : feedFrom(process.env, electronApp.isPackaged),
        restart: () => desktop.end(() => updates.apply()),
      });
      const ports = await openOsPorts({
        dataFolder,
        demo,
        openWindow: () => desktop.showWindow(),
        closePanel: desktop.hidePanel,
        updates,
        failed: desktop.showProblem,
      });
      const env = process.env;
      const switchyard = await compose({
        version: __VERSION__,
        dataFolder,
        env,
        clock,
        rendererFolder,
        demo,
        ...ports,
      });
      return { ...switchyard, updates };
    },
    openViews: ({ updates, ...switchyard }) =>
      openViews({ switchyard, updates, desktop, clock, dataFolder, builtFolder }),
  });
  onUncaught(filesIn(dataFolder).log, desktop.showFault);
  desktop.run();
}
