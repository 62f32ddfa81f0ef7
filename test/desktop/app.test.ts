/** The real app on a real Electron: window, port, tray, single instance, quitting, and what a page may not do. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ElectronApplication, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  buildDesktopApp,
  buildWindow,
  desktopEnvironment,
  electronProgram,
  electronSwitches,
  launchDesktopApp,
  hasDesktop,
  temporaryFolder,
} from "./support/desktop-app.ts";
import { startTrayWatcher, type MenuEntry, type TrayWatcher } from "./support/tray-watcher.ts";

const there = hasDesktop();

const within = { timeout: 60_000, interval: 50 };

describe.skipIf(!there)("desktop app", () => {
  const folder = temporaryFolder("desktop-app");
  const home = temporaryFolder("desktop-home");
  const demoHome = temporaryFolder("desktop-demo");
  let tray: TrayWatcher;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    await buildDesktopApp(folder.path);
    tray = await startTrayWatcher();
    app = await launchDesktopApp(folder.path, home.path);
    page = await app.firstWindow();
    await vi.waitFor(
      () => expect(tray.item()?.menu.map(({ label }) => label)).toContain("Stop gateway"),
      within,
    );
  });

  afterAll(async () => {
    await app?.close();
    await tray?.stop();
    folder.remove();
    home.remove();
    demoHome.remove();
  });

  const shownState = () => page.textContent("#state");
  const entry = (label: string): MenuEntry | undefined =>
    tray.item()?.menu.find((candidate) => candidate.label === label);
  const isVisible = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));

  test("the window shows the live state that comes over its port", async () => {
    expect(page.url()).toBe("app://switchyard/");
    await vi.waitFor(async () => expect(await shownState()).toBe("running"), within);
    await vi.waitFor(async () => expect(await isVisible()).toBe(true), within);
  });

  test("tokens are sealed with the desktop's keychain", async () => {
    expect(await page.textContent("#sealed")).toBe("sealed");
  });

  test("the tray tells the address, and stopping the gateway changes words, icon and window", async () => {
    expect(tray.item()?.menu[0]?.label).toMatch(/^Running on 127\.0\.0\.1:\d+$/);
    const runningIcon = tray.item()?.icon.sha256;
    expect(runningIcon).toMatch(/^[0-9a-f]{64}$/);

    tray.click("Stop gateway");
    await vi.waitFor(() => expect(entry("Gateway is stopped")).toBeDefined(), within);
    // It may hold the gateway's API key.
    expect(statSync(path.join(home.path, "settings.json")).mode & 0o777).toBe(0o600);
    await vi.waitFor(() => expect(tray.item()?.icon.sha256).not.toBe(runningIcon), within);
    expect(tray.item()?.tooltip).toContain("Gateway is stopped");
    await vi.waitFor(async () => expect(await shownState()).toBe("stopped"), within);

    tray.click("Start gateway");
    await vi.waitFor(() => expect(entry("Stop gateway")?.enabled).toBe(true), within);
    await vi.waitFor(() => expect(tray.item()?.icon.sha256).toBe(runningIcon), within);
  });

  test("the base URL can be copied from the tray", async () => {
    tray.click("Copy base URL");
    await vi.waitFor(
      async () =>
        expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(
          /^http:\/\/127\.0\.0\.1:\d+\/v1$/,
        ),
      within,
    );
  });

  test("closing hides the window; a second start ends at once and brings it back", async () => {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await vi.waitFor(async () => expect(await isVisible()).toBe(false), within);

    const second = spawn(electronProgram(), [folder.path, ...electronSwitches("gnome-libsecret")], {
      env: desktopEnvironment(home.path),
      stdio: "ignore",
    });
    const [code] = (await once(second, "exit")) as [number | null];
    expect(code).toBe(0);
    await vi.waitFor(async () => expect(await isVisible()).toBe(true), within);
  });

  test("a link like switchyard://accounts opens that page in the window that is there", async () => {
    const line = [folder.path, ...electronSwitches("gnome-libsecret"), "switchyard://accounts"];
    const second = spawn(electronProgram(), line, { env: desktopEnvironment(home.path), stdio: "ignore" });
    expect((await once(second, "exit"))[0]).toBe(0);
    await vi.waitFor(() => expect(page.url()).toBe("app://switchyard/#/accounts"), within);
    expect(app.windows()).toHaveLength(1);
    expect(await shownState()).toBe("running");
    await page.evaluate(() => history.replaceState(null, "", "app://switchyard/"));
  });

  test("the page has neither Node nor Electron, and nothing of the preload but its message", async () => {
    const globals = await page.evaluate(() =>
      ["require", "process", "module", "Buffer", "ipcRenderer", "electron"].filter((name) => name in window),
    );
    expect(globals).toEqual([]);
  });

  test("the page cannot open windows or leave its address", async () => {
    expect(await page.evaluate(() => window.open("http://example.com/") === null)).toBe(true);
    expect(await page.evaluate(() => window.open("app://switchyard/") === null)).toBe(true);
    await page.evaluate(() => {
      window.location.href = "https://example.com/";
    });
    await page.evaluate(() => {
      window.location.href = "file:///etc/hostname";
    });
    expect(await page.textContent("#outside")).toBe("outside");
    expect(page.url()).toBe("app://switchyard/");
    expect(app.windows()).toHaveLength(1);
  });

  test("the page may load nothing from elsewhere and run no inline script", async () => {
    const refused = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "window.name = 'ran';";
      document.body.append(script);
      const outside = await fetch("http://127.0.0.1:9/").then(
        () => "answered",
        () => "refused",
      );
      const above = await fetch("app://switchyard/..%2f..%2fpackage.json").then((answer) => answer.status);
      return { ran: window.name, outside, above };
    });
    expect(refused).toEqual({ ran: "", outside: "refused", above: 404 });
  });

  test("the page is refused permissions", async () => {
    expect(await page.evaluate(async () => await Notification.requestPermission())).toBe("denied");
  });

  test("an error nobody caught is told by kind and place, never by its words, and the gateway goes on", async () => {
    const said: string[] = [];
    app.process().stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    await app.evaluate(() => {
      const refused = new TypeError("the backend refused rt_fake.one.0123456789abcdef.0");
      setImmediate(() => {
        throw refused;
      });
      void Promise.reject(refused);
    });
    const log = () => readFileSync(path.join(home.path, "logs/switchyard.log"), "utf8");
    await vi.waitFor(() => expect(log().match(/"msg":"failed unexpectedly"/g)).toHaveLength(2), within);
    expect(log()).toMatch(/"name":"TypeError","stack":" +at /);
    await vi.waitFor(
      () => expect(said.join("")).toContain("Switchyard failed unexpectedly: TypeError"),
      within,
    );
    expect(log() + said.join("")).not.toContain("refused");
    expect(entry("Stop gateway")?.enabled).toBe(true);
    expect(await shownState()).toBe("running");
  });

  test("a crashed page is loaded again", async () => {
    const reloaded = page.waitForEvent("load").catch(() => null);
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await reloaded;
    await vi.waitFor(
      async () =>
        expect(
          await app.evaluate(({ BrowserWindow }) =>
            BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
              "document.querySelector('#state').textContent",
            ),
          ),
        ).toBe("running"),
      within,
    );
  });

  test("Quit in the tray ends the process and takes the icon away", async () => {
    const process = app.process();
    const exited = once(process, "exit");
    tray.click("Quit");
    expect((await exited)[0]).toBe(0);
    await vi.waitFor(() => expect(tray.item()).toBeNull(), within);
  });

  test("started hidden it opens its window, where it was, from the tray", async () => {
    const remembered = JSON.parse(readFileSync(path.join(home.path, "desktop.json"), "utf8")) as {
      window: { width: number; height: number };
    };
    app = await launchDesktopApp(folder.path, home.path, ["--hidden"]);
    await vi.waitFor(() => expect(entry("Stop gateway")).toBeDefined(), within);
    expect(app.windows()).toHaveLength(0);
    tray.click("Open Switchyard");
    page = await app.firstWindow();
    await vi.waitFor(async () => expect(await shownState()).toBe("running"), within);
    const size = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
    );
    expect(size).toMatchObject({ width: remembered.window.width, height: remembered.window.height });
  });

  test("SIGTERM ends it in order", async () => {
    const process = app.process();
    const exited = once(process, "exit");
    process.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  });

  test("the window itself runs under its policy, on the demo's accounts", async () => {
    await buildWindow(folder.path);
    // The demo neither follows nor touches the real settings.
    const realSettings = path.join(demoHome.path, "settings.json");
    const real = JSON.stringify({ gateway: { enabled: false }, desktop: { theme: "dark" } });
    writeFileSync(realSettings, real);
    app = await launchDesktopApp(folder.path, demoHome.path, ["--demo"]);
    page = await app.firstWindow();
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.reload();
    await vi.waitFor(
      async () => expect(await page.textContent("body")).toMatch(/Running on 127\.0\.0\.1:\d+/),
      within,
    );
    expect(complaints).toEqual([]);
    await vi.waitFor(() => expect(entry("Use account")?.children?.length).toBeGreaterThan(1), within);

    // The quick panel, at a click on the icon.
    const made = app.waitForEvent("window");
    tray.activate();
    const panel = await made;
    panel.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    expect(panel.url()).toBe("app://switchyard/panel.html");
    await panel.getByText(/Running on 127\.0\.0\.1:\d+/).waitFor();
    const panelState = () =>
      app.evaluate(({ BrowserWindow }) => {
        const shown = BrowserWindow.getAllWindows().find((each) =>
          each.webContents.getURL().endsWith("panel.html"),
        );
        return shown && { visible: shown.isVisible(), ...shown.getBounds() };
      });
    const content = await panel.evaluate(() => document.documentElement.offsetHeight);
    await vi.waitFor(async () => {
      expect(await panelState()).toMatchObject({ visible: true, width: 340, height: content });
    }, within);
    const inUse = () =>
      entry("Use account")
        ?.children?.filter(({ checked }) => checked)
        .map(({ label }) => label);
    const before = inUse();
    await panel.getByRole("region", { name: "Other accounts" }).getByRole("button").first().click();
    await vi.waitFor(() => {
      expect(inUse()).toHaveLength(1);
      expect(inUse()).not.toEqual(before);
    }, within);
    await panel.keyboard.press("Escape");
    await vi.waitFor(async () => expect(await panelState()).toMatchObject({ visible: false }), within);
    tray.activate();
    await vi.waitFor(async () => expect(await panelState()).toMatchObject({ visible: true }), within);
    tray.activate();
    await vi.waitFor(async () => expect(await panelState()).toMatchObject({ visible: false }), within);
    expect(complaints).toEqual([]);

    // A number takes the icon's place when it is wanted.
    const plain = tray.item()?.icon.sha256;
    await page.goto("app://switchyard/#/settings");
    await page.getByRole("combobox", { name: "Number at the tray icon" }).selectOption("tightest");
    await vi.waitFor(() => expect(tray.item()?.icon.sha256).not.toBe(plain), within);
    await page.getByRole("combobox", { name: "Number at the tray icon" }).selectOption("none");
    await vi.waitFor(() => expect(tray.item()?.icon.sha256).toBe(plain), within);

    tray.click("Stop gateway");
    const demoSettings = path.join(demoHome.path, "demo/settings.json");
    await vi.waitFor(() => expect(readFileSync(demoSettings, "utf8")).toContain('"enabled": false'), within);
    expect(readFileSync(realSettings, "utf8")).toBe(real);
  });
});
