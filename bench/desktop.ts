/**
 * What the desktop app costs a person who keeps it open, against its budgets: start, window, processor and memory.
 * Wants an Electron runtime and a display, and on Linux a session bus for the tray.
 *
 *   npm run bench:desktop
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { _electron, type ElectronApplication } from "playwright-core";
import { electronProgram, electronSwitches } from "../test/desktop/support/desktop-app.ts";
import { startTrayWatcher } from "../test/desktop/support/tray-watcher.ts";
import { createClient } from "./load.ts";
import { end, processorMs, residentMb, startBackend } from "./processes.ts";
import { table } from "./report.ts";
import { callsOf, conversations } from "./requests.ts";
import { median } from "./statistics.ts";

const root = path.join(import.meta.dirname, "..");
const starts = 5;
const idleMs = 20_000;
const streamedRequests = 10_000;

interface Measured {
  what: string;
  value: number;
  unit: string;
  budget: number | null;
}

const home = mkdtempSync(path.join(os.tmpdir(), "switchyard-desktop-bench-"));
const children: ChildProcess[] = [];
const measured: Measured[] = [];
let app: ElectronApplication | null = null;
try {
  const { backend, env } = await startBackend(home, children);
  const own = { ...env, SWITCHYARD_PORT: "0", SWITCHYARD_CONSOLE_PORT: "0", XDG_CONFIG_HOME: home };

  console.error("Measuring starts …");
  const trays: number[] = [];
  for (let count = 0; count < starts; count += 1) trays.push(await startToTray(own));
  measured.push({ what: "start to tray", value: median(trays), unit: "ms", budget: 1000 });

  const windows: number[] = [];
  for (let count = 0; count < starts; count += 1) {
    const begun = performance.now();
    app = await launch(own);
    const page = await app.firstWindow();
    await page.getByText(/Running on/).waitFor();
    windows.push(performance.now() - begun);
    if (count < starts - 1) await app.close();
  }
  measured.push({ what: "start to window ready", value: median(windows), unit: "ms", budget: 1500 });
  measured.push({ what: "first script, gzipped", value: firstLoadKb(), unit: "KB", budget: 300 });
  if (app === null) throw new Error("The app did not start");

  console.error("Measuring the idle app, its window released …");
  const page = await app.firstWindow();
  const origin = await page
    .getByText(/127\.0\.0\.1:\d+\/v1/)
    .first()
    .textContent()
    .then((text) => /http:\/\/127\.0\.0\.1:\d+/.exec(text ?? "")?.[0]);
  if (!origin) throw new Error("The window does not tell the base URL");
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
  });
  const pid = app.process().pid ?? 0;
  await delay(5000);
  const before = processorMs(pid) ?? 0;
  await delay(idleMs);
  const used = (((processorMs(pid) ?? 0) - before) / idleMs) * 100;
  measured.push({ what: "idle processor, main process", value: used, unit: "%", budget: 0.2 });
  measured.push({ what: "idle memory, main process", value: residentMb(pid) ?? 0, unit: "MB", budget: 120 });
  measured.push({
    what: "  without the mapped program files",
    value: residentMb(pid, "RssAnon") ?? 0,
    unit: "MB",
    budget: null,
  });
  measured.push({
    what: "  of an empty app on this runtime",
    value: await emptyAppMb(),
    unit: "MB",
    budget: null,
  });

  console.error(`Measuring ${streamedRequests} streamed requests …`);
  const client = createClient(callsOf(backend, origin, conversations.small)["chat stream"], 8);
  const ask = async (count: number) => {
    let left = count;
    const worker = async () => {
      while ((left -= 1) >= 0) await client.ask();
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  };
  await ask(2000);
  const heapBefore = await heapMb(app);
  await ask(streamedRequests);
  const growth = (await heapMb(app)) - heapBefore;
  await client.close();
  measured.push({ what: "heap growth over the requests", value: growth, unit: "MB", budget: 2 });
  measured.push({ what: "memory after them", value: residentMb(pid) ?? 0, unit: "MB", budget: null });

  writeFileSync(
    path.join(import.meta.dirname, "desktop-result.json"),
    `${JSON.stringify({ at: new Date().toISOString(), electron: await version(app), measured }, null, 2)}\n`,
  );
  console.log(report(measured));
} finally {
  await app?.close();
  for (const child of children.toReversed()) await end(child);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

function launch(env: NodeJS.ProcessEnv): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: electronProgram(),
    args: [root, ...electronSwitches("basic")],
    env: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  });
}

/** Milliseconds from the start of the process until its icon is in the tray. */
async function startToTray(env: NodeJS.ProcessEnv): Promise<number> {
  const tray = await startTrayWatcher();
  const begun = performance.now();
  const child = spawn(electronProgram(), [root, ...electronSwitches("basic"), "--hidden"], {
    env,
    stdio: "ignore",
  });
  while (tray.item() === null) {
    if (child.exitCode !== null) throw new Error(`The app ended with ${child.exitCode}`);
    await delay(5);
  }
  const took = performance.now() - begun;
  await end(child);
  await tray.stop();
  return took;
}

/** An app that does nothing: opened a window, destroyed it and waits. Most of any app's memory is the runtime itself. */
async function emptyAppMb(): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "switchyard-empty-app-"));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "empty", main: "main.cjs" }));
  const lines = [
    'const { app, BrowserWindow } = require("electron");',
    'app.on("window-all-closed", () => {});',
    "app.whenReady().then(async () => {",
    "  const window = new BrowserWindow({ show: true });",
    '  await window.loadURL("data:text/html,empty");',
    "  window.destroy();",
    "});",
  ];
  writeFileSync(path.join(folder, "main.cjs"), lines.join("\n"));
  const child = spawn(electronProgram(), [folder, ...electronSwitches("basic")], { stdio: "ignore" });
  await delay(8000);
  const resident = residentMb(child.pid ?? 0) ?? 0;
  await end(child);
  rmSync(folder, { recursive: true, force: true });
  return resident;
}

/** What the window loads before it can show anything: the page's own script and what that names. */
function firstLoadKb(): number {
  const folder = path.join(root, "out/renderer");
  const html = readFileSync(path.join(folder, "index.html"), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map((match) => match[1] ?? "");
  return scripts.reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(folder, file))).length / 1024,
    0,
  );
}

/** Of the main process, after a thorough collection. */
function heapMb(running: ElectronApplication): Promise<number> {
  return running.evaluate(() => {
    const builtin = process.getBuiltinModule.bind(process);
    builtin("node:v8").setFlagsFromString("--expose-gc");
    const collect = builtin("node:vm").runInNewContext("gc") as () => void;
    collect();
    collect();
    return process.memoryUsage().heapUsed / 1024 / 1024;
  });
}

function version(running: ElectronApplication): Promise<string> {
  return running.evaluate(() => process.versions.electron ?? "");
}

function within({ value, budget }: Measured): boolean {
  return budget === null || value <= budget;
}

function report(rows: Measured[]): string {
  const shown = rows.map((row) => [
    row.what,
    `${row.value.toFixed(row.unit === "%" ? 2 : 0)} ${row.unit}`,
    row.budget === null ? "" : `${row.budget} ${row.unit}`,
    row.budget === null ? "" : within(row) ? "kept" : "over",
  ]);
  return table(["what", "measured", "budget", "verdict"], shown);
}
