/** The real app on a desktop that shows no tray icons: it says so once, and can still be found. */
import type { ElectronApplication } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { buildDesktopApp, launchDesktopApp, hasDesktop, temporaryFolder } from "./support/desktop-app.ts";
import { startSessionBus, type SessionBus } from "./support/session-bus.ts";
import { startTrayWatcher, type TrayWatcher } from "./support/tray-watcher.ts";

const there = hasDesktop();
const within = { timeout: 60_000, interval: 50 };

describe.skipIf(!there)("a desktop without a tray", () => {
  const folder = temporaryFolder("no-tray-app");
  const home = temporaryFolder("no-tray-home");
  let bus: SessionBus;
  let desktop: TrayWatcher;
  let app: ElectronApplication | undefined;

  const start = async () => {
    // A keychain that is not on this bus would be waited for.
    const env = { DBUS_SESSION_BUS_ADDRESS: bus.address };
    app = await launchDesktopApp(folder.path, home.path, ["--hidden"], env, "basic");
    return app;
  };

  beforeAll(async () => {
    await buildDesktopApp(folder.path);
    bus = await startSessionBus();
    desktop = await startTrayWatcher({ busAddress: bus.address, tray: false });
  });

  afterAll(async () => {
    await app?.close();
    await desktop?.stop();
    await bus?.stop();
    folder.remove();
    home.remove();
  });

  test("started hidden it tells where its window is, and a click on that opens it", async () => {
    const running = await start();
    await vi.waitFor(() => expect(desktop.notifications()).toHaveLength(1), within);
    const [told] = desktop.notifications();
    expect(told?.title).toBe("Switchyard goes on without a window");
    expect(told?.body).toContain("start Switchyard again");
    expect(running.windows()).toHaveLength(0);
    const opened = running.waitForEvent("window");
    desktop.clickNotification(told?.id ?? 0);
    expect((await opened).url()).toBe("app://switchyard/");
    await running.close();
  });

  test("it does not say so a second time", async () => {
    const running = await start();
    const page = running.waitForEvent("window");
    await running.evaluate(({ app: electron }) => electron.emit("activate"));
    await (await page).waitForFunction(() => document.querySelector("#state")?.textContent === "running");
    await running.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await vi.waitFor(
      async () =>
        expect(
          await running.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()),
        ).toBe(false),
      within,
    );
    expect(desktop.notifications()).toHaveLength(1);
  });
});
