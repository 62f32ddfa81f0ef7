/** Builds the desktop app with a stand-in page into a folder of its own and runs it on the real Electron. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { _electron, type ElectronApplication } from "playwright-core";
import { build, createBuilder } from "vite";
import { leaveOut } from "../../support/left-out.ts";
import { removeSearched } from "../../support/left-secrets.ts";

const root = path.join(import.meta.dirname, "../../..");

/** False only outside of CI, where a missing runtime or display is no reason to fail. */
export function hasDesktop(): boolean {
  const missing = missingForDesktop();
  if (missing !== null) leaveOut("the desktop app", missing);
  return missing === null;
}

/** Why the app cannot be run on this computer; null when it can. */
function missingForDesktop(): string | null {
  const wanted = ["DISPLAY", "DBUS_SESSION_BUS_ADDRESS"].filter((name) => !process.env[name]);
  if (process.platform !== "linux") return "the desktop tests drive the tray over D-Bus, which is Linux only";
  if (wanted.length > 0) return `there is no desktop session (${wanted.join(", ")} not set)`;
  const installed = existsSync(path.join(root, "node_modules/electron/path.txt"));
  if (installed || process.env["ELECTRON_OVERRIDE_DIST_PATH"]) return null;
  return "there is no Electron runtime (not installed, and ELECTRON_OVERRIDE_DIST_PATH not set)";
}

/** `remove` throws when a file in it holds a secret that it is not meant to. */
export function temporaryFolder(name: string): { path: string; remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), `switchyard-${name}-`));
  return { path: folder, remove: () => removeSearched(folder) };
}

/** What `npm test` has built already need not be built again for every file of tests. */
const built = process.env["SWITCHYARD_TEST_BUILT"] === undefined ? null : path.join(root, "out");

const quiet = { logLevel: "warn" } as const;

/** Puts package.json and out/ into `folder`, with a stand-in page in the place of the window. */
export async function buildDesktopApp(folder: string): Promise<void> {
  const outDir = path.join(folder, "out");
  mkdirSync(outDir, { recursive: true });
  cpSync(path.join(root, "package.json"), path.join(folder, "package.json"));
  if (built === null) {
    const configFile = path.join(root, "vite.main.config.ts");
    await (await createBuilder({ ...quiet, configFile, build: { outDir } })).buildApp();
  } else {
    const window = path.join(built, "renderer");
    cpSync(built, outDir, { recursive: true, filter: (source) => source !== window });
  }
  await build({
    ...quiet,
    configFile: false,
    root: path.join(import.meta.dirname, "page"),
    build: {
      outDir: path.join(outDir, "renderer"),
      target: "chrome130",
      modulePreload: false,
      emptyOutDir: true,
    },
  });
}

/** Puts the window itself in the place of the stand-in page. */
export async function buildWindow(folder: string): Promise<void> {
  const outDir = path.join(folder, "out/renderer");
  if (built !== null) {
    rmSync(outDir, { recursive: true, force: true });
    cpSync(path.join(built, "renderer"), outDir, { recursive: true });
    return;
  }
  await build({
    ...quiet,
    configFile: path.join(root, "vite.renderer.config.ts"),
    root: path.join(root, "src-renderer"),
    build: { outDir, emptyOutDir: true },
  });
}

export function electronProgram(): string {
  return createRequire(import.meta.url)("electron") as string;
}

/** For the tests alone: they may run as root, without a graphics card, on a desktop of no known kind. */
export function electronSwitches(keychain: "gnome-libsecret" | "basic"): string[] {
  return ["--no-sandbox", "--disable-gpu", `--password-store=${keychain}`];
}

/** Environment of the app: its data in `home`, and a gateway on a free port. */
export function desktopEnvironment(home: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith("SWITCHYARD_"),
  );
  return {
    ...Object.fromEntries(inherited),
    SWITCHYARD_HOME: home,
    SWITCHYARD_PORT: "0",
    SWITCHYARD_CONSOLE_PORT: "0",
    XDG_CONFIG_HOME: path.join(home, "config"),
  };
}

export function launchDesktopApp(
  appFolder: string,
  home: string,
  flags: string[] = [],
  env: Record<string, string> = {},
  keychain: "gnome-libsecret" | "basic" = "gnome-libsecret",
): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: electronProgram(),
    args: [appFolder, ...electronSwitches(keychain), ...flags],
    env: { ...desktopEnvironment(home), ...env },
    timeout: 90_000,
  });
}
