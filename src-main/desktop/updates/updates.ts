/**
 * Checks for newer versions, fetches them, and installs them when the person says so or the app ends. The metadata and
 * the signatures are electron-updater's business: it refuses what does not match.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import electronUpdater from "electron-updater";
import type { UpdateState } from "../../../src-shared/contract/updates.ts";
import { AppError } from "../../platform/app-error.ts";
import type { Clock, Updates } from "../../platform/ports.ts";
import { createSignal } from "../../platform/signal.ts";
import { electronApp } from "../electron/electron-app.ts";
import { afterUpdaterEvent, firstCheckMs, nextCheckMs, type UpdaterEvent } from "./update-model.ts";

export interface DesktopUpdates extends Updates {
  /** Whether to check by itself, from the settings. */
  follow(automatic: boolean): void;
  /** Installs what is ready and starts again. The app must have drained before. */
  apply(): void;
}

export interface UpdateOptions {
  clock: Clock;
  /** Where versions are listed instead of the place that is built in; for tests. https, or http to this computer. */
  feed: string | null;
  /** Ends the app in order, then calls `apply`. */
  restart: () => void;
}

export function createUpdates({ clock, feed, restart }: UpdateOptions): DesktopUpdates {
  const { autoUpdater } = electronUpdater;
  const builtIn = electronApp.isPackaged && existsSync(path.join(process.resourcesPath, "app-update.yml"));
  let state: UpdateState =
    feed === null && !builtIn ? { step: "by-hand" } : { step: "current", checkedAt: null };
  const changed = createSignal();
  let cancel = () => {};
  let automatic = false;

  // It would write to the console, addresses included.
  autoUpdater.logger = null;
  autoUpdater.autoDownload = true;
  autoUpdater.autoInstallOnAppQuit = true;
  if (feed !== null) {
    autoUpdater.forceDevUpdateConfig = true;
    autoUpdater.setFeedURL({ provider: "generic", url: feed });
  }
  autoUpdater.on("checking-for-update", () => note({ type: "checking" }));
  autoUpdater.on("update-not-available", () => note({ type: "none" }));
  autoUpdater.on("update-available", ({ version }) => note({ type: "found", version }));
  autoUpdater.on("download-progress", ({ percent }) => note({ type: "progress", percent }));
  autoUpdater.on("update-downloaded", ({ version }) => note({ type: "downloaded", version }));
  autoUpdater.on("error", ({ message }) => note({ type: "failed", message }));

  function note(event: UpdaterEvent): void {
    const next = afterUpdaterEvent(state, event, clock.now());
    if (next === state) return;
    state = next;
    changed.emit();
  }

  async function check(): Promise<UpdateState> {
    if (state.step !== "by-hand") {
      // What goes wrong is told by its event.
      await autoUpdater.checkForUpdates().catch(() => null);
    }
    return state;
  }

  function checkIn(ms: number): void {
    cancel();
    cancel = clock.after(ms, () => {
      void check();
      checkIn(nextCheckMs);
    });
  }

  return {
    state: () => state,
    changed: changed.listen,
    check,
    install() {
      if (state.step !== "ready") throw new AppError("bad_request", "There is no new version to install.");
      restart();
    },
    follow(wanted) {
      if (wanted === automatic || state.step === "by-hand") return;
      automatic = wanted;
      if (automatic) checkIn(firstCheckMs);
      else cancel();
    },
    apply: () => autoUpdater.quitAndInstall(true, true),
  };
}
