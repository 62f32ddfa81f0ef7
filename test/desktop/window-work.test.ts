/** What the real window asks of the computer it is on: a folder, a file, an answer of the gateway. */
import { existsSync, readFileSync, statSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hasDesktop } from "./support/desktop-app.ts";
import { startSignedInApp, type SignedInApp } from "./support/signed-in-app.ts";

const there = hasDesktop();

const within = { timeout: 60_000, interval: 50 };

describe.skipIf(!there)("desktop app", () => {
  let started: SignedInApp;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    started = await startSignedInApp();
    page = await started.app.firstWindow();
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.getByText(/Running on 127\.0\.0\.1:\d+/).waitFor();
  });

  afterAll(() => started?.close());

  const goTo = (name: string) => page.getByRole("link", { name: new RegExp(`^${name}`) }).click();

  /** The system's own dialog cannot be worked by a test: it answers with this, and tells what it was asked. */
  const answerSaveDialog = (filePath: string) =>
    started.app.evaluate(({ dialog }, filePath) => {
      const asked: (string | undefined)[] = [];
      Object.assign(globalThis, { asked });
      dialog.showSaveDialog = ((options: { defaultPath?: string }) => {
        asked.push(options.defaultPath);
        return Promise.resolve({ canceled: filePath === "", filePath });
      }) as unknown as typeof dialog.showSaveDialog;
    }, filePath);
  const askedNames = () =>
    started.app.evaluate(() => (globalThis as unknown as { asked: (string | undefined)[] }).asked);

  test("Open folder hands the data folder to the system", async () => {
    await goTo("Settings");
    await page.getByRole("button", { name: "Open folder" }).click();
    await vi.waitFor(() => expect(existsSync(started.openedFile)).toBe(true), within);
    await vi.waitFor(
      () => expect(readFileSync(started.openedFile, "utf8")).toBe(`${started.home}\n`),
      within,
    );
  });

  test("an export is written where the system's dialog says, and nowhere when it is cancelled", async () => {
    await goTo("Settings");
    await page.getByLabel("Port", { exact: true }).waitFor();
    await page.getByRole("switch", { name: "Mask e-mail addresses" }).press("Space");
    const settings = started.file("exported-settings.json");
    await answerSaveDialog("");
    await page.getByRole("button", { name: "Export the settings" }).click();
    await vi.waitFor(async () => expect(await askedNames()).toEqual(["switchyard-settings.json"]), within);

    await answerSaveDialog(settings);
    await page.getByRole("button", { name: "Export the settings" }).click();
    await vi.waitFor(() => expect(existsSync(settings)).toBe(true), within);
    await vi.waitFor(
      () =>
        expect(JSON.parse(readFileSync(settings, "utf8"))).toMatchObject({ desktop: { maskEmails: true } }),
      within,
    );
    expect(await askedNames()).toEqual(["switchyard-settings.json"]);
    await page.getByRole("switch", { name: "Mask e-mail addresses" }).press("Space");
  });

  test("exported logins are for the owner alone", async () => {
    await goTo("Accounts");
    const logins = started.file("auth-of-everybody.json");
    await answerSaveDialog(logins);
    await page.getByRole("button", { name: "More for one@example.com" }).press("Enter");
    await page.getByRole("menuitem", { name: "Export the login of one@example.com" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Save file" }).click();
    await page.getByText(`One login was saved to ${logins}.`).waitFor();
    expect(JSON.parse(readFileSync(logins, "utf8"))).toMatchObject({
      accounts: [{ email: "one@example.com" }],
    });
    expect(statSync(logins).mode & 0o777).toBe(0o600);
    await page.keyboard.press("Escape");
  });

  test("a trial's answer comes word by word over the window's port", async () => {
    started.simulator.script.next({ text: "Good day from the far side." });
    await goTo("Connect");
    await page.getByRole("form", { name: "Try a request" }).getByRole("button", { name: "Send" }).click();
    await page.getByText(/^Answered in /).waitFor();
    expect(await page.getByRole("region", { name: "Answer" }).textContent()).toBe(
      "Good day from the far side.",
    );
    const turns = started.simulator.requests.to("/backend-api/codex/responses");
    expect(turns.map(({ accountId, status }) => [accountId, status])).toEqual([["one", 200]]);
    // The window's own policy lets it reach nothing but its port.
    expect(page.url()).toContain("app://switchyard/");
    expect(complaints).toEqual([]);
  });
});
