import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { trayIconFile, type Panel } from "../../src-main/desktop/tray/tray-icon-file.ts";
import type { TrayIcon } from "../../src-main/desktop/tray/tray-model.ts";

const states: TrayIcon[] = ["stopped", "running", "codex-on", "attention", "error"];

test.each<[string, Panel, string]>([
  ["macOS tints it", { platform: "darwin", dark: true, desktop: "" }, "runningTemplate.png"],
  [
    "a dark taskbar takes the light one",
    { platform: "win32", dark: true, desktop: "" },
    "windows-running-light.png",
  ],
  [
    "a light taskbar the dark one",
    { platform: "win32", dark: false, desktop: "" },
    "windows-running-dark.png",
  ],
  ["KDE follows the theme", { platform: "linux", dark: false, desktop: "KDE" }, "linux-running-dark.png"],
  [
    "GNOME's panel is always dark",
    { platform: "linux", dark: false, desktop: "ubuntu:GNOME" },
    "linux-running-light.png",
  ],
])("%s", (_what, panel, file) => {
  expect(trayIconFile("running", panel)).toBe(file);
});

test("every icon that can be asked for is there, with its doubled size", () => {
  for (const platform of ["darwin", "win32", "linux"] as const) {
    for (const dark of [true, false]) {
      for (const state of states) {
        const file = path.join(
          import.meta.dirname,
          "../../assets/tray",
          trayIconFile(state, { platform, dark, desktop: "" }),
        );
        expect(existsSync(file), file).toBe(true);
        expect(existsSync(file.replace(".png", "@2x.png")), file).toBe(true);
      }
    }
  }
});
