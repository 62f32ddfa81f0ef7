/** The real app while nobody looks: the computer sleeps, the window is thrown away, a link brings it back. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hello, postJson } from "../support/switchyard.ts";
import { electronProgram, electronSwitches, hasDesktop } from "./support/desktop-app.ts";
import { holdTimers, type HeldTimers } from "./support/held-timers.ts";
import { startSignedInApp, type SignedInApp } from "./support/signed-in-app.ts";
import { startTrayWatcher, type TrayWatcher } from "./support/tray-watcher.ts";

const there = hasDesktop();

const within = { timeout: 60_000, interval: 50 };
const hour = 60 * 60_000;
/** Until a hidden window is thrown away, and between two looks at the limits: as in the code. */
const discardMs = 10 * 60_000;
const pollMs = 60_000;
/** Between two looks at the network, which also notice by themselves that much time has passed. */
const lookMs = 5_000;

describe.skipIf(!there)("desktop app", () => {
  let started: SignedInApp;
  let tray: TrayWatcher;
  let timers: HeldTimers;
  let gateway: string;

  beforeAll(async () => {
    tray = await startTrayWatcher();
    started = await startSignedInApp();
    const page = await started.app.firstWindow();
    const shown = await page.getByText(/Running on 127\.0\.0\.1:\d+/).textContent();
    gateway = `http://${/127\.0\.0\.1:\d+/.exec(shown ?? "")?.[0] ?? ""}`;
    timers = await holdTimers(started.app, [discardMs, pollMs, lookMs]);
  });

  afterAll(async () => {
    await started?.close();
    await tray?.stop();
  });

  /** The system says so; resolves once the app itself was told. */
  const announce = async (event: "suspend" | "resume") => {
    await started.app.evaluate(({ powerMonitor }, event) => {
      const heard = new Promise<void>(
        (resolve) => void powerMonitor.once(event as "suspend", () => resolve()),
      );
      Object.assign(globalThis, { heard });
    }, event);
    if (event === "suspend") tray.sleep();
    else tray.wake();
    await started.app.evaluate(() => (globalThis as unknown as { heard: Promise<void> }).heard);
  };
  /** One request through the gateway. */
  const ask = async () => {
    const answer = await postJson(`${gateway}/v1/chat/completions`, hello);
    expect(answer.status).toBe(200);
    await answer.text();
  };
  const limitsAsked = () => started.simulator.requests.to("/backend-api/wham/usage").length;
  const windows = () =>
    started.app.evaluate(({ app, BrowserWindow }) => ({
      windows: BrowserWindow.getAllWindows().length,
      pages: app.getAppMetrics().filter(({ type }) => type === "Tab").length,
    }));

  test("asleep it asks for nothing; awake it asks for the limits again", async () => {
    await vi.waitFor(() => expect(limitsAsked()).toBeGreaterThan(0), within);
    // Only the system's word is to count here. Timers of before cannot be held any more: these set new ones.
    await vi.waitFor(async () => expect(await timers.waiting(lookMs)).toBeGreaterThan(0), within);
    await announce("suspend");
    await announce("resume");

    const before = limitsAsked();
    await announce("suspend");
    await timers.pass(2 * hour);
    await timers.run(pollMs);
    // Whatever was asked before it has arrived when this has.
    await ask();
    expect(limitsAsked()).toBe(before);
    await timers.pass(2 * hour);
    await announce("resume");
    await vi.waitFor(() => expect(limitsAsked()).toBe(before + 1), within);
    await ask();
    // It has its rhythm back: nothing is asked twice, and after a while again.
    expect(limitsAsked()).toBe(before + 1);
    await timers.pass(2 * hour);
    await timers.run(pollMs);
    await vi.waitFor(() => expect(limitsAsked()).toBe(before + 2), within);
  });

  test("connections from before the sleep are not used after it", async () => {
    await ask();
    const made = started.connections.made();
    await ask();
    expect(started.connections.made()).toBe(made);

    await announce("suspend");
    await announce("resume");
    // The ones that idle are closed at once.
    await vi.waitFor(() => expect(started.connections.standing()).toBe(0), within);
    await ask();
    expect(started.connections.made()).toBeGreaterThan(made);
  });

  test("a window that is hidden long enough is thrown away with its page, one that is shown again is not", async () => {
    expect(await windows()).toEqual({ windows: 1, pages: 1 });
    const hide = async () => {
      await started.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await vi.waitFor(async () => expect(await timers.waiting(discardMs)).toBe(1), within);
    };
    await hide();
    tray.click("Open Switchyard");
    await vi.waitFor(async () => expect(await timers.waiting(discardMs)).toBe(0), within);
    expect(await windows()).toEqual({ windows: 1, pages: 1 });

    await hide();
    await timers.run(discardMs);
    await vi.waitFor(async () => expect(await windows()).toEqual({ windows: 0, pages: 0 }), within);
    // The gateway goes on without it.
    await ask();
  });

  test("a second start with a link makes the window anew, at the link's page", async () => {
    const line = [started.folder, ...electronSwitches("gnome-libsecret"), "switchyard://usage"];
    const second = spawn(electronProgram(), line, { env: started.env, stdio: "ignore" });
    expect((await once(second, "exit"))[0]).toBe(0);
    const shown = () =>
      started.app.evaluate(async ({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        const heading = "document.querySelector('h1')?.textContent";
        return {
          visible: window?.isVisible(),
          page: window?.webContents.getURL(),
          heading: (await window?.webContents.executeJavaScript(heading)) as unknown,
        };
      });
    await vi.waitFor(async () => {
      expect(await shown()).toEqual({ visible: true, page: "app://switchyard/#/usage", heading: "Usage" });
    }, within);
    expect(await windows()).toEqual({ windows: 1, pages: 1 });
  });
});
