/** The real updater in the real app, against a feed of the test: what it finds, fetches, refuses and installs. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { ElectronApplication, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  buildDesktopApp,
  buildWindow,
  launchDesktopApp,
  hasDesktop,
  temporaryFolder,
} from "./support/desktop-app.ts";

const there = hasDesktop();

describe.skipIf(!there)("updates", () => {
  const folder = temporaryFolder("updates-app");
  const home = temporaryFolder("updates-home");
  const started = path.join(home.path, "started");
  /** Stands for the program of the new version: it says that it was started. */
  const program = `#!/bin/sh\necho new > "${started}"\n`;
  const appImage = path.join(home.path, "Switchyard.AppImage");
  let server: Server;
  let feed: string;
  /** What the feed holds: a version and the hash it gives for its file; null for no list at all. */
  let offered: { version: string; sha512: string } | null = null;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    await buildDesktopApp(folder.path);
    await buildWindow(folder.path);
    writeFileSync(appImage, "#!/bin/sh\necho old\n");
    chmodSync(appImage, 0o755);
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://feed");
      if (pathname === "/latest-linux.yml" && offered !== null) {
        const { version, sha512 } = offered;
        response.end(
          `version: ${version}\nfiles:\n  - url: new.AppImage\n    sha512: ${sha512}\n    size: ${program.length}\npath: new.AppImage\nsha512: ${sha512}\nreleaseDate: '2026-11-20T00:00:00.000Z'\n`,
        );
      } else if (pathname === "/new.AppImage") response.end(program);
      else response.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    feed = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    // What an installed app has beside its archive.
    const config = `provider: generic\nurl: ${feed}\nupdaterCacheDirName: switchyard-updater\n`;
    writeFileSync(path.join(folder.path, "dev-app-update.yml"), config);
    app = await launchDesktopApp(folder.path, home.path, [], {
      SWITCHYARD_UPDATE_URL: feed,
      APPIMAGE: appImage,
      XDG_CACHE_HOME: path.join(home.path, "cache"),
    });
    page = await app.firstWindow();
    await page.goto("app://switchyard/#/settings");
  });

  afterAll(async () => {
    await app?.close();
    server?.close();
    folder.remove();
    home.remove();
  });

  const look = () => page.getByRole("button", { name: "Check now" }).click();
  const hashOf = (text: string) => createHash("sha512").update(text).digest("base64");

  test("a feed without a list is told as such", async () => {
    await look();
    await page.getByText("There is no list of versions at the place updates come from.").waitFor();
  });

  test("the version that runs is the newest", async () => {
    offered = { version: "0.1.0", sha512: hashOf(program) };
    await look();
    await page.getByText(/This is the newest version/).waitFor();
  });

  test("a file that is not what the list describes is thrown away", async () => {
    offered = { version: "9.0.0", sha512: hashOf("another program") };
    await look();
    await page.getByText(/so it was thrown away/).waitFor();
    expect(await page.getByRole("button", { name: "Restart to update" }).count()).toBe(0);
  });

  test("a whole one is installed when the person says so, after the gateway has ended", async () => {
    offered = { version: "9.0.1", sha512: hashOf(program) };
    await look();
    await page.getByText(/9\.0\.1 is ready/).waitFor();
    const exited = once(app.process(), "exit");
    await page.getByRole("button", { name: "Restart to update" }).click();
    expect((await exited)[0]).toBe(0);
    await expect.poll(() => existsSync(started), { timeout: 60_000 }).toBe(true);
    expect(readFileSync(started, "utf8")).toBe("new\n");
    expect(existsSync(path.join(home.path, "control.json"))).toBe(false);
  });
});
