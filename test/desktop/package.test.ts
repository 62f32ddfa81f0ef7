/** The packaged app holds nothing but the build, and starts from its archive. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { connectToRunning } from "../../src-main/cli/gateway/connect.ts";
import { packageDir } from "../../scripts/package-dir.ts";
import {
  buildDesktopApp,
  buildWindow,
  desktopEnvironment,
  electronSwitches,
  hasDesktop,
  temporaryFolder,
} from "./support/desktop-app.ts";
import { startSessionBus, type SessionBus } from "./support/session-bus.ts";
import { startTrayWatcher, type TrayWatcher } from "./support/tray-watcher.ts";

/**
 * A local runtime older than the pinned one brings along what it lacks of Node's built-ins as a part of its
 * default app, which a package does not have: the packaged copy loads that part first.
 */
function startWithAdditions(folder: string): void {
  const runtime = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? "";
  const additions = path.join(runtime, "resources/default_app.asar/compat.cjs");
  if (!existsSync(additions)) return;
  const manifest = path.join(folder, "package.json");
  const values = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, unknown>;
  writeFileSync(manifest, JSON.stringify({ ...values, main: "out/first.cjs" }));
  const lines = [`require(${JSON.stringify(additions)});`, 'require("./main.cjs");'];
  writeFileSync(path.join(folder, "out/first.cjs"), lines.join("\n"));
}

function put(file: string, text: string, mode = 0o644): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
}

describe.skipIf(!hasDesktop())("packaged app", () => {
  const app = temporaryFolder("package-app");
  const output = temporaryFolder("package-out");
  const home = temporaryFolder("package-home");
  let packaged: string;
  let bus: SessionBus;
  let tray: TrayWatcher;

  beforeAll(async () => {
    await buildDesktopApp(app.path);
    await buildWindow(app.path);
    copyFileSync(path.join(import.meta.dirname, "../../LICENSE"), path.join(app.path, "LICENSE"));
    startWithAdditions(app.path);
    packaged = await packageDir(app.path, output.path);
    bus = await startSessionBus();
    tray = await startTrayWatcher({ busAddress: bus.address });
  });

  afterAll(async () => {
    await tray?.stop();
    await bus?.stop();
    for (const folder of [app, output, home]) folder.remove();
  });

  test("its archive holds the build, the manifest and the licence, and no packages", () => {
    const archive = readFileSync(path.join(packaged, "resources/app.asar"));
    // The budget; what Electron brings comes on top.
    expect(archive.length).toBeLessThan(20 * 1024 * 1024);
    // Header of an asar file: at byte 12 the length of a JSON text, at 16 the text, a tree of names.
    const header = archive.toString("utf8", 16, 16 + archive.readUInt32LE(12));
    const { files } = JSON.parse(header) as { files: Record<string, { files?: Record<string, unknown> }> };
    expect(Object.keys(files).toSorted()).toEqual(["LICENSE", "out", "package.json"]);
    const built = Object.keys(files["out"]?.files ?? {});
    expect(built).toEqual(
      expect.arrayContaining(["main.cjs", "preload.cjs", "usage-worker.cjs", "renderer", "tray"]),
    );
    expect(built.filter((name) => name.endsWith(".map"))).toEqual([]);
    // The picture page of the components is for who works on them.
    expect(JSON.stringify(files)).not.toContain("gallery");
  });

  test("the command line beside it is a program", () => {
    const file = path.join(app.path, "out/cli.js");
    expect(readFileSync(file, "utf8").startsWith("#!/usr/bin/env node\n")).toBe(true);
    expect(statSync(file).mode & 0o111).toBe(0o111);
  });

  test("it is its own command line, also without a display", async () => {
    const place = path.join(home.path, "command-line");
    const config = path.join(place, "codex", "config.toml");
    mkdirSync(path.dirname(config), { recursive: true });
    const before = '# mine\nmodel = "gpt-5.5"\n';
    writeFileSync(config, before);
    const data = { SWITCHYARD_HOME: place, CODEX_HOME: path.dirname(config) };
    const {
      DISPLAY: _,
      WAYLAND_DISPLAY: __,
      ...env
    } = { ...desktopEnvironment(place), ...data } as NodeJS.ProcessEnv;
    const program = path.join(packaged, "switchyard");
    const run = (...words: string[]) => {
      const { status, stdout } = spawnSync(program, ["--no-sandbox", ...words], { env, encoding: "utf8" });
      return { status, out: stdout };
    };
    const { version } = JSON.parse(readFileSync(path.join(app.path, "package.json"), "utf8")) as {
      version: string;
    };

    expect(run("--version")).toEqual({ status: 0, out: `${version}\n` });
    expect(run("status")).toMatchObject({ status: 0, out: expect.stringContaining("Gateway: stopped") });
    expect(run("nothing").status).toBe(2);
    expect(JSON.parse(run("update", "--json").out)).toMatchObject({ installed: "app" });
    // Read by a thread whose file lies in the archive.
    expect(JSON.parse(run("usage", "--json").out)).toMatchObject({ lifetime: { requests: 0 } });

    const serve = spawn(program, ["--no-sandbox", "serve"], {
      env,
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    // To all that belongs to it, as a terminal and a service manager do.
    const signal = (name: NodeJS.Signals) => process.kill(-(serve.pid ?? 0), name);
    const exited = once(serve, "exit");
    let running = true;
    void exited.then(() => (running = false));
    onTestFinished(() => {
      if (running) signal("SIGKILL");
    });
    const [line] = (await once(serve.stdout, "data")) as [Buffer];
    const [, gateway, console] = /gateway (\S+)\/v1 · console ([^#]+)/.exec(line.toString()) ?? [];
    expect((await fetch(`${gateway}/healthz`)).status).toBe(200);
    expect(await (await fetch(console ?? "")).text()).toContain("<title>Switchyard");
    expect(run("codex", "on").status).toBe(0);
    expect(readFileSync(config, "utf8")).toContain(`${gateway}/codex/v1`);
    expect(run("codex", "off").status).toBe(0);
    expect(readFileSync(config, "utf8")).toBe(before);
    signal("SIGTERM");
    expect(await exited).toEqual([0, null]);
  });

  test("it starts from there, runs the gateway and ends when told to", async () => {
    const child = spawn(path.join(packaged, "switchyard"), electronSwitches("basic"), {
      env: { ...desktopEnvironment(home.path), DBUS_SESSION_BUS_ADDRESS: bus.address },
      stdio: "ignore",
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const exited = once(child, "exit");
    await vi.waitFor(() => expect(tray.item()?.menu[0]?.label).toMatch(/^Running on 127\.0\.0\.1:\d+$/), {
      timeout: 60_000,
      interval: 50,
    });
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  });

  test("before it is removed nothing of it is left elsewhere, from a running app and without a display; not for an upgrade", async () => {
    const place = path.join(home.path, "removal");
    const config = path.join(place, "codex", "config.toml");
    mkdirSync(path.dirname(config), { recursive: true });
    const before = '# mine\nmodel = "gpt-5.5"\n';
    writeFileSync(config, before);
    const tools = {
      ".claude/settings.json": '{ "theme": "dark" }\n',
      ".continue/config.yaml": "name: Mine\nversion: 1.0.0\nmodels: [] # none\n",
      ".cline/data/settings/providers.json": '{ "version": 1, "modes": {}, "providers": {} }\n',
    };
    const data = { SWITCHYARD_HOME: place, CODEX_HOME: path.dirname(config) };
    // A home of its own: never that of whoever runs the tests.
    const personal = path.join(place, "home");
    // The system's manager of services is a stand-in that writes down what it is asked.
    const bin = path.join(place, "bin");
    const calls = path.join(place, "calls");
    put(path.join(bin, "systemctl"), `#!/bin/sh\necho "$@" >> "${calls}"\n`, 0o755);
    for (const [name, text] of Object.entries(tools)) put(path.join(personal, name), text);
    const configFolder = path.join(personal, ".config");
    const env = {
      ...desktopEnvironment(place),
      ...data,
      HOME: personal,
      XDG_CONFIG_HOME: configFolder,
      PATH: `${bin}:${process.env["PATH"]}`,
      DBUS_SESSION_BUS_ADDRESS: bus.address,
    };
    const child = spawn(path.join(packaged, "switchyard"), [...electronSwitches("basic"), "--hidden"], {
      env,
      stdio: "ignore",
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const exited = once(child, "exit");
    const cli = (...args: string[]) =>
      spawnSync(process.execPath, [path.join(app.path, "out/cli.js"), ...args], { env, encoding: "utf8" });
    await vi.waitFor(() => expect(existsSync(path.join(place, "control.json"))).toBe(true), {
      timeout: 60_000,
      interval: 100,
    });
    expect(cli("config", "set", "codex.keepOnQuit", "true").status).toBe(0);
    expect(cli("codex", "on").status).toBe(0);
    expect(readFileSync(config, "utf8")).toContain("/codex/v1");
    expect(cli("config", "set", "desktop.startAtLogin", "true").status).toBe(0);
    const client = await connectToRunning(place);
    for (const id of ["claude-code", "continue", "cline"] as const) await client?.tools.on({ id });
    const unit = path.join(configFolder, "systemd/user/switchyard.service");
    put(unit, `[Service]\nExecStart=${path.join(packaged, "switchyard")} --hidden\n`);
    const autostart = path.join(configFolder, "autostart/switchyard.desktop");
    const left = () => ({
      tools: Object.keys(tools).map((name) => readFileSync(path.join(personal, name), "utf8")),
      service: existsSync(unit),
      autostart: existsSync(autostart),
    });
    for (const text of left().tools) expect(text).toContain("http://127.0.0.1:");
    expect(left()).toMatchObject({ service: true, autostart: true });

    const { DISPLAY: _, ...bare } = env as NodeJS.ProcessEnv;
    const remove = (reason: string) =>
      spawnSync("sh", [path.join(import.meta.dirname, "../../assets/linux/before-remove.sh"), reason], {
        env: { ...bare, SUDO_USER: "", SWITCHYARD_PROGRAM: path.join(packaged, "switchyard") },
        encoding: "utf8",
      });
    expect(remove("upgrade")).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(config, "utf8")).toContain("/codex/v1");
    expect(left()).toMatchObject({ service: true, autostart: true });
    expect(remove("remove")).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(config, "utf8")).toBe(before);
    expect(left()).toEqual({ tools: Object.values(tools), service: false, autostart: false });
    expect(readFileSync(calls, "utf8")).toContain("--user disable --now switchyard.service");
    expect(existsSync(path.join(place, "settings.json"))).toBe(true);
    expect(await exited).toEqual([0, null]);
  });
});
