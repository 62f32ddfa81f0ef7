/** The desktop app's life: one instance, services, window, tray, and an orderly end. */
import path from "node:path";
import { app, dialog, ipcMain, Menu, nativeTheme, powerMonitor, protocol, session } from "electron";
import { compose, type Switchyard } from "../compose/compose.ts";
import { problemOf } from "../platform/app-error.ts";
import { onUncaught } from "../platform/crash-handler.ts";
import { systemClock } from "../platform/ports.ts";
import { filesIn } from "../settings/data-folder.ts";
import { applicationMenu } from "./tray/application-menu.ts";
import { appScheme, serveApp } from "./window/app-protocol.ts";
import { runCommand } from "./app/command-line.ts";
import { deepLinkAmong, pathOfDeepLink } from "./window/deep-link.ts";
import { readFlags } from "./app/flags.ts";
import { builtFolder, claimDataFolder } from "./app/folders.ts";
import { followLiveFeed } from "./window/live-feed.ts";
import { startedAtLogin } from "./app/login-item.ts";
import { lockPermissions } from "./window/navigation-lock.ts";
import { createNotifier } from "./tray/notices.ts";
import { openExternal, openOsPorts } from "./app/os-ports.ts";
import { canPlacePanel, createPanelWindow, type PanelWindow } from "./tray/panel-window.ts";
import { closeWithin } from "./app/quit.ts";
import { restoreAndEnd } from "./app/restore.ts";
import { serveRpcPorts } from "./window/rpc-port.ts";
import { tellOfNoTray } from "./tray/no-tray.ts";
import { uninstallAndEnd } from "./app/uninstall.ts";
import { createTray } from "./tray/tray.ts";
import { trayLanguage } from "./tray/tray-text.ts";
import { feedFrom } from "./updates/update-feed.ts";
import { createUpdates } from "./updates/updates.ts";
import { createMainWindow, type MainWindow } from "./window/window.ts";

declare const __VERSION__: string;

/** Running requests get this long to finish when the app ends. */
const quitBoundMs = 10_000;
const discardWindowAfterMs = 10 * 60_000;

const clock = systemClock;
const flags = readFlags(process.argv.slice(1));
const rendererFolder = path.join(builtFolder, "renderer");

let switchyard: Switchyard | null = null;
let mainWindow: MainWindow | null = null;
let trayPanel: PanelWindow | null = null;
/** Where the window is to open once everything runs; null when nobody asked for it yet. */
let openWhenReady: string | null = deepLinkAmong(process.argv);
let closing: Promise<void> | null = null;
/** Nothing is left to be saved: whoever quits now may. */
let drained = false;
let saidOnce = false;
const ending = new AbortController();

app.setName("Switchyard");
app.setAppUserModelId("app.switchyard.desktop");
const dataFolder = claimDataFolder(process.env);
protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

if (flags.command !== null) {
  runCommand(flags.command).then((code) => app.exit(code), endWithProblem);
} else if (flags.restore || flags.uninstall) {
  const leave = flags.uninstall ? uninstallAndEnd : restoreAndEnd;
  leave(dataFolder).then((code) => app.exit(code), endWithProblem);
} else if (app.requestSingleInstanceLock()) {
  onUncaught(filesIn(dataFolder).log, sayOnce);
  app.on("second-instance", (_event, argv) => showWindow(deepLinkAmong(argv) ?? undefined));
  app.on("activate", () => showWindow());
  app.on("open-url", (event, url) => {
    event.preventDefault();
    showWindow(pathOfDeepLink(url) ?? undefined);
  });
  app.on("window-all-closed", () => {
    // Lives on in the tray.
  });
  app.on("before-quit", (event) => {
    if (drained) return;
    event.preventDefault();
    void end();
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end());
  app.whenReady().then(start).catch(cannotStart);
} else {
  app.exit(0);
}

async function start(): Promise<void> {
  powerMonitor.on("shutdown", () => void end());
  powerMonitor.on("suspend", () => switchyard?.fallAsleep());
  powerMonitor.on("resume", () => switchyard?.wakeUp());
  Menu.setApplicationMenu(applicationMenu(process.platform));
  lockPermissions(session.defaultSession);
  protocol.handle(appScheme, (request) => serveApp(rendererFolder, request));

  const updates = createUpdates({
    clock,
    feed: flags.demo ? null : feedFrom(process.env, app.isPackaged),
    restart: () => void end(() => updates.apply()),
  });
  switchyard = await compose({
    version: __VERSION__,
    dataFolder,
    env: process.env,
    clock,
    rendererFolder,
    demo: flags.demo,
    ...(await openOsPorts({
      dataFolder,
      demo: flags.demo,
      openWindow: () => showWindow(),
      closePanel: () => trayPanel?.hide(),
      updates,
      failed: showProblem,
    })),
  });
  if (closing !== null) return switchyard.close();
  const { client, router } = switchyard;

  const open = (url: string) => void openExternal(url).catch(showProblem);
  let language = trayLanguage("system", app.getLocale());
  const memoryFile = path.join(dataFolder, "desktop.json");
  const outOfSight = () =>
    void tellOfNoTray({ memoryFile, language: () => language, openWindow: () => showWindow() });
  const window = createMainWindow({
    clock,
    memoryFile,
    builtFolder,
    discardAfterMs: discardWindowAfterMs,
    openExternal: open,
    hidden: outOfSight,
    sessionEnds: () => void end(),
    gaveUp: () =>
      dialog.showErrorBox(
        "The Switchyard window keeps failing",
        "It was closed after several crashes. The gateway goes on working; open the window again from the tray.",
      ),
  });
  mainWindow = window;
  const panel = createPanelWindow({
    clock,
    builtFolder,
    discardAfterMs: discardWindowAfterMs,
    openExternal: open,
  });
  trayPanel = panel;
  serveRpcPorts(ipcMain, router, () =>
    [window, panel].flatMap((shown) => shown.current()?.webContents ?? []),
  );

  const tray = createTray({
    client,
    clock,
    icons: path.join(builtFolder, "tray"),
    openWindow: () => showWindow(),
    clicked: canPlacePanel(process.platform, process.env) ? (icon) => panel.toggle(icon) : () => showWindow(),
    failed: showProblem,
  });
  const notifier = createNotifier({ clock, openWindow: () => showWindow() });
  void followLiveFeed(client, clock, ending.signal, (state) => {
    language = trayLanguage(state.settings.values.desktop.language, app.getLocale());
    nativeTheme.themeSource = state.settings.values.desktop.theme;
    tray.paint(state);
    updates.follow(state.settings.values.updates.check);
    notifier.note(state);
  });

  const hidden = flags.hidden || startedAtLogin();
  if (openWhenReady !== null || !hidden) showWindow(openWhenReady ?? undefined);
  else outOfSight();
  await switchyard.resume();
}

/** `path` of the page to show; the one that is there when none is given. */
function showWindow(path?: string): void {
  trayPanel?.hide();
  if (mainWindow === null) openWhenReady = path ?? openWhenReady ?? "/";
  else mainWindow.show(path);
}

/** Drains and saves, then ends for good by `leave`. Called as often as one likes; the first way out counts. */
function end(leave = () => app.exit(0)): Promise<void> {
  closing ??= closeWithin(clock, quitBoundMs, async () => {
    ending.abort();
    mainWindow?.letGo();
    trayPanel?.letGo();
    await switchyard?.close();
  }).then(() => {
    drained = true;
    leave();
  });
  return closing;
}

// Nobody watches an uninstaller's helper: no dialog.
function endWithProblem(error: unknown): void {
  const { message, advice } = problemOf(error);
  process.stderr.write(`${message} ${advice}\n`);
  app.exit(1);
}

function cannotStart(error: unknown): void {
  const { message, advice } = problemOf(error);
  dialog.showErrorBox("Switchyard cannot start", [message, advice].filter(Boolean).join("\n\n"));
  app.exit(1);
}

// The gateway goes on. A fault that comes again and again must not fill the screen.
function sayOnce(): void {
  if (!saidOnce) app.whenReady().then(() => showProblem(null), endWithProblem);
  saidOnce = true;
}

function showProblem(error: unknown): void {
  const { message, advice } = problemOf(error);
  void dialog.showMessageBox({ type: "error", title: "Switchyard", message, detail: advice });
}
