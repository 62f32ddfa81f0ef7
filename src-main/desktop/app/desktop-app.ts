/**
 * The desktop app's life, from the start of its services to an orderly end. It knows Electron by the wrappers'
 * interfaces alone, and has one state and one way to end.
 */
import type { Switchyard } from "../../compose/compose.ts";
import { problemOf } from "../../platform/app-error.ts";
import type { Clock } from "../../platform/ports.ts";
import type { ElectronApp } from "../electron/electron-app.ts";
import type { ElectronDialog } from "../electron/electron-dialog.ts";
import type { ElectronPower } from "../electron/electron-power.ts";
import { deepLinkAmong, pathOfDeepLink } from "../window/deep-link.ts";
import { closeWithin } from "./quit.ts";

/** What the person sees: window, panel, tray, notifications. */
export interface Views {
  /** `page` to show, e.g. "/accounts"; the one that is there when none is given. */
  showWindow: (page?: string) => void;
  hidePanel: () => void;
  /** Nothing but the tray stands for the app now. */
  outOfSight: () => void;
  /** The app is ending: windows close for good. */
  release: () => void;
}

export type Services = Pick<Switchyard, "close" | "resume" | "fallAsleep" | "wakeUp">;

export interface DesktopAppOptions<Started extends Services> {
  app: Pick<ElectronApp, "listen" | "whenReady" | "exit">;
  dialog: Pick<ElectronDialog, "showError" | "showFatalError">;
  power: Pick<ElectronPower, "listen">;
  clock: Clock;
  /** The command line this process was started with, which may hold a link. */
  argv: readonly string[];
  /** Asked once the app is ready: whether to start in the tray. */
  startsHidden: () => boolean;
  /** Calls back for every signal that asks the process to end. */
  onSignal: (listener: () => void) => void;
  /** Wants a ready app. What it returns is closed by the desktop app. */
  startServices: () => Promise<Started>;
  openViews: (services: Started) => Views;
}

export interface DesktopApp {
  /** Starts everything; from then on the app ends by itself, or with an error that it shows. */
  run: () => void;
  /** Opens as soon as there is a window. */
  showWindow: (page?: string) => void;
  hidePanel: () => void;
  /** Drains and saves, then ends the process by `leave`. Called as often as one likes; the first one counts. */
  end: (leave?: () => void) => void;
  showProblem: (error: unknown) => void;
  /** Something failed that nobody foresaw. Shown once: one that comes again and again must not fill the screen. */
  showFault: () => void;
}

/** Running requests get this long to finish when the app ends. */
const drainMs = 10_000;

export function createDesktopApp<Started extends Services>(options: DesktopAppOptions<Started>): DesktopApp {
  const { app, dialog, power } = options;
  const feedback = { faultShown: false };
  const state: {
    step: "starting" | "running" | "ending" | "ended";
    services: Started | null;
    views: Views | null;
    /** Where the window is to open once everything runs; null when nobody asked for it yet. */
    page: string | null;
  } = { step: "starting", services: null, views: null, page: deepLinkAmong(options.argv) };

  async function start(): Promise<void> {
    await app.whenReady();
    power.listen({
      shutdown: () => end(),
      suspend: () => state.services?.fallAsleep(),
      resume: () => state.services?.wakeUp(),
    });
    const services = await options.startServices();
    if (state.step !== "starting") return services.close();
    state.services = services;
    state.views = options.openViews(services);
    state.step = "running";
    if (state.page !== null || !options.startsHidden()) showWindow(state.page ?? undefined);
    else state.views.outOfSight();
    await services.resume();
  }

  function showWindow(page?: string): void {
    if (state.views === null) {
      state.page = page ?? state.page ?? "/";
      return;
    }
    state.views.hidePanel();
    state.views.showWindow(page);
  }

  function end(leave = () => app.exit(0)): void {
    if (state.step === "ending" || state.step === "ended") return;
    state.step = "ending";
    void closeWithin(options.clock, drainMs, async () => {
      state.views?.release();
      await state.services?.close();
    }).then(() => {
      state.step = "ended";
      leave();
    });
  }

  function showProblem(error: unknown): void {
    const { message, advice } = problemOf(error);
    dialog.showError(message, advice);
  }

  return {
    run() {
      app.listen({
        secondStart: (argv) => showWindow(deepLinkAmong(argv) ?? undefined),
        activate: () => showWindow(),
        openLink: (url) => showWindow(pathOfDeepLink(url) ?? undefined),
        mayQuit() {
          end();
          return state.step === "ended";
        },
      });
      options.onSignal(() => end());
      start().catch((error: unknown) => {
        const { message, advice } = problemOf(error);
        dialog.showFatalError("Switchyard cannot start", [message, advice].filter(Boolean).join("\n\n"));
        app.exit(1);
      });
    },
    showWindow,
    hidePanel: () => state.views?.hidePanel(),
    end,
    showProblem,
    showFault() {
      if (feedback.faultShown) return;
      feedback.faultShown = true;
      void app.whenReady().then(() => showProblem(null));
    },
  };
}
