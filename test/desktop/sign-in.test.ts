/** The main job in the real app: sign in by clicking, and the next request is served. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { _electron } from "playwright-core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { launchBrowser } from "../renderer/support/window.ts";
import { hello, plainAccounts, postJson } from "../support/switchyard.ts";
import {
  buildDesktopApp,
  buildWindow,
  desktopEnvironment,
  electronProgram,
  electronSwitches,
  hasDesktop,
  temporaryFolder,
} from "./support/desktop-app.ts";

const there = hasDesktop();

describe.skipIf(!there)("desktop app", () => {
  test("signs in by clicking, in the window and in the browser, and serves a request right after", async () => {
    const [folder, home] = [temporaryFolder("desktop-app"), temporaryFolder("desktop-home")];
    onTestFinished(() => folder.remove());
    onTestFinished(() => home.remove());
    await buildDesktopApp(folder.path);
    await buildWindow(folder.path);
    const simulator = await startSimulator({ accounts: plainAccounts });
    onTestFinished(() => simulator.close());

    // The system opens addresses with this program; the test is the browser behind it.
    const opened = path.join(home.path, "opened");
    const programs = path.join(home.path, "bin");
    mkdirSync(programs);
    writeFileSync(path.join(programs, "xdg-open"), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`);
    chmodSync(path.join(programs, "xdg-open"), 0o755);
    const env = desktopEnvironment(home.path);
    const app = await _electron.launch({
      executablePath: electronProgram(),
      args: [folder.path, ...electronSwitches("gnome-libsecret")],
      env: {
        ...env,
        PATH: `${programs}:${env["PATH"] ?? ""}`,
        SWITCHYARD_CODEX_BASE_URL: simulator.codexBaseUrl,
        SWITCHYARD_AUTH_BASE_URL: simulator.authBaseUrl,
      },
      timeout: 60_000,
    });
    onTestFinished(() => app.close());
    const window = await app.firstWindow();

    await window.getByRole("link", { name: /Accounts/ }).click();
    await window.getByRole("button", { name: "Add account" }).first().click();
    await window.getByRole("button", { name: "Sign in with the browser" }).click();
    await vi.waitFor(() => expect(existsSync(opened)).toBe(true), { timeout: 60_000 });

    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const tab = await browser.newPage();
    await tab.goto(readFileSync(opened, "utf8"));
    await tab.click('button[data-account="one"]');
    await tab.getByRole("heading", { name: "Signed in" }).waitFor();

    await window.getByText("one@example.com").first().waitFor();
    const accounts = JSON.parse(readFileSync(path.join(home.path, "accounts.json"), "utf8")) as {
      accounts: { email: string; tokens?: unknown; sealedTokens?: string }[];
    };
    expect(accounts.accounts.map(({ email, tokens }) => [email, tokens])).toEqual([
      ["one@example.com", undefined],
    ]);

    const control = JSON.parse(readFileSync(path.join(home.path, "control.json"), "utf8")) as Record<
      string,
      string
    >;
    const status = await postJson(
      `${control["url"]}/rpc/gateway/status`,
      {},
      {
        authorization: `Bearer ${control["token"]}`,
      },
    );
    const { json } = (await status.json()) as { json: { baseUrl: string } };
    const answer = await postJson(`${json.baseUrl}/chat/completions`, hello);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ choices: [{ message: { role: "assistant" } }] });
  });
});
