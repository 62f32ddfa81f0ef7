/** The packaged app holds nothing but the build, and starts from its archive. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { packageDir } from "../../scripts/package-dir.ts";
import {
  buildDesktopApp,
  desktopEnvironment,
  electronSwitches,
  missingForDesktop,
  temporaryFolder,
} from "./support/desktop-app.ts";
import { startTrayWatcher, type TrayWatcher } from "./support/tray-watcher.ts";

describe.skipIf(missingForDesktop() !== null)("packaged app", { timeout: 60_000 }, () => {
  const app = temporaryFolder("package-app");
  const output = temporaryFolder("package-out");
  const home = temporaryFolder("package-home");
  let packaged: string;
  let tray: TrayWatcher;

  beforeAll(async () => {
    await buildDesktopApp(app.path);
    copyFileSync(path.join(import.meta.dirname, "../../LICENSE"), path.join(app.path, "LICENSE"));
    packaged = await packageDir(app.path, output.path);
    tray = await startTrayWatcher();
  }, 120_000);

  afterAll(async () => {
    await tray?.stop();
    for (const folder of [app, output, home]) folder.remove();
  });

  test("its archive holds the build, the manifest and the licence, and no packages", () => {
    const archive = readFileSync(path.join(packaged, "resources/app.asar"));
    // Header of an asar file: at byte 12 the length of a JSON text, at 16 the text, a tree of names.
    const header = archive.toString("utf8", 16, 16 + archive.readUInt32LE(12));
    const { files } = JSON.parse(header) as { files: Record<string, { files?: Record<string, unknown> }> };
    expect(Object.keys(files).toSorted()).toEqual(["LICENSE", "out", "package.json"]);
    const built = Object.keys(files["out"]?.files ?? {});
    expect(built).toEqual(expect.arrayContaining(["main.cjs", "preload.cjs", "renderer", "tray"]));
    expect(built.filter((name) => name.endsWith(".map"))).toEqual([]);
  });

  test("it starts hidden in the tray, runs the gateway and ends when told to", async () => {
    const child = spawn(path.join(packaged, "switchyard"), [...electronSwitches, "--hidden"], {
      env: desktopEnvironment(home.path),
      stdio: "ignore",
    });
    const exited = once(child, "exit");
    await vi.waitFor(() => expect(tray.item()?.menu[0]?.label).toMatch(/^Running on 127\.0\.0\.1:\d+$/), {
      timeout: 20_000,
      interval: 50,
    });
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  });
});
