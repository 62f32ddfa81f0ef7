/** The real app goes the way its system says, and another one as soon as the system says so. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { farTarget, startFarUpstream } from "../support/far-upstream.ts";
import { startHttpProxy, testCa } from "../support/proxies.ts";
import { authJson, hello, postJson } from "../support/switchyard.ts";
import {
  buildDesktopApp,
  buildWindow,
  desktopEnvironment,
  launchDesktopApp,
  hasDesktop,
  temporaryFolder,
} from "./support/desktop-app.ts";

const there = hasDesktop();

describe.skipIf(!there)("desktop app", () => {
  test("the system's proxy is asked of the system, and followed while the app runs", async () => {
    const [folder, home] = [temporaryFolder("proxy-app"), temporaryFolder("proxy-home")];
    onTestFinished(() => folder.remove());
    onTestFinished(() => home.remove());
    await buildDesktopApp(folder.path);
    await buildWindow(folder.path);
    const far = await startFarUpstream();
    const [one, two] = await Promise.all([
      startHttpProxy({ names: far.names }),
      startHttpProxy({ names: far.names }),
    ]);
    // The other way to name a CA: the runtime itself reads it.
    const env = { ...far.env, NODE_EXTRA_CA_CERTS: testCa } as Record<string, string>;
    const login = path.join(home.path, "auth-of-one.json");
    writeFileSync(login, authJson(far.simulator, "one"));
    const cli = [path.join(folder.path, "out/cli.js"), "accounts", "import", login];
    const imported = spawnSync(process.execPath, cli, { env: { ...desktopEnvironment(home.path), ...env } });
    expect(imported.status, String(imported.stderr)).toBe(0);
    writeFileSync(path.join(home.path, "settings.json"), JSON.stringify({ network: { proxy: "system" } }));

    const app = await launchDesktopApp(folder.path, home.path, [], env);
    onTestFinished(() => app.close());
    const setSystemProxy = (url: string) =>
      app.evaluate(
        ({ session }, proxyRules) => session.defaultSession.setProxy({ proxyRules }),
        new URL(url).host,
      );
    await setSystemProxy(one.url);
    const window = await app.firstWindow();
    const shown = await window.getByText(/Running on 127\.0\.0\.1:\d+/).textContent();
    const gateway = `http://${/127\.0\.0\.1:\d+/.exec(shown ?? "")?.[0] ?? ""}`;

    const served = async (targets: readonly string[]) => {
      // What the system said is asked anew after a few seconds.
      await vi.waitFor(
        async () => {
          expect((await postJson(`${gateway}/v1/chat/completions`, hello)).status).toBe(200);
          expect(targets).toContain(farTarget.codex);
        },
        { timeout: 60_000, interval: 200 },
      );
    };
    await served(one.targets);
    expect(two.targets).toEqual([]);

    await setSystemProxy(two.url);
    await served(two.targets);
  });
});
