/** The tray's quick panel in a real browser. */
import { describe, expect, it } from "vitest";
import { account, empty, failed, manyAccounts, running, stopped } from "./support/states.ts";
import type { OpenOptions, OpenWindow } from "./support/window.ts";
import { clipboard, useWindows, violations } from "./support/windows.ts";

const { there, show } = useWindows();
const options: OpenOptions = { file: "panel.html", viewport: { width: 340, height: 640 } };
const names = ({ fake }: OpenWindow) => fake.calls.map(({ name }) => name);
const heightOf = ({ page }: OpenWindow) => page.evaluate(() => document.documentElement.offsetHeight);

describe.runIf(there)("the panel", () => {
  it("starts and stops the gateway", async () => {
    const window = await show(stopped(), options);
    await window.page.getByRole("button", { name: "Start gateway" }).click();
    await window.page.getByText("Running on 127.0.0.1:8787").waitFor();
    await window.page.getByRole("button", { name: "Stop gateway" }).click();
    await window.page.getByText("Stopped", { exact: true }).waitFor();
    expect(names(window)).toEqual(["gateway.start", "gateway.stop"]);
  });

  it("switches Codex at once and tells why when that fails", async () => {
    const window = await show(running(), options);
    const codex = window.page.getByRole("switch", { name: "Codex through Switchyard" });
    await codex.press("Space");
    await expect.poll(() => codex.isChecked()).toBe(true);
    const problem = { code: "bad_request" as const, message: "Line 3 cannot be edited safely.", advice: "" };
    window.fake.fail("codex.off", problem);
    await codex.press("Space");
    await window.page.getByRole("alert").getByText("Line 3 cannot be edited safely.").waitFor();
    expect(await codex.isChecked()).toBe(true);
  });

  it("a click on another account sends new conversations there", async () => {
    const accounts = [account("work", { active: true, label: "Work" }), account("home", { label: "Home" })];
    const window = await show(running({ accounts }), options);
    await window.page.getByRole("button", { name: /Home/ }).click();
    await expect
      .poll(() => window.fake.calls.at(-1))
      .toEqual({ name: "accounts.use", input: { id: "home" } });
    await window.page.getByRole("region", { name: "Account in use" }).getByText("Home").waitFor();
    await window.page.getByRole("button", { name: /Work/ }).waitFor();
  });

  it("a paused account cannot be used", async () => {
    const accounts = [
      account("work", { active: true }),
      account("home", { label: "Home", paused: true, health: "paused" }),
    ];
    const { page } = await show(running({ accounts }), options);
    expect(await page.getByRole("button", { name: /Home/ }).isDisabled()).toBe(true);
  });

  it("says in a word what keeps an account from serving, and how much is left of the others", async () => {
    const { page } = await show(running(), options);
    for (const words of ["private@example.com30%", "StudioUsed up", "old-login@example.comSigned out"]) {
      await page
        .getByRole("button", { name: words.slice(0, 6) })
        .filter({ hasText: words })
        .waitFor();
    }
  });

  it("few accounts are all there; of forty some are found by a few letters, and Escape clears the search first", async () => {
    const few = await show(running({ accounts: manyAccounts(5) }), options);
    await few.page.getByRole("button", { name: "Quit" }).waitFor();
    await expect.poll(() => few.page.getByLabel("Search accounts").count()).toBe(0);

    const window = await show(running({ accounts: manyAccounts(40) }), options);
    const { page } = window;
    const search = page.getByLabel("Search accounts");
    await search.fill("account-23");
    await expect.poll(() => page.getByRole("listitem").count()).toBe(1);
    await search.press("Escape");
    expect(await search.inputValue()).toBe("");
    expect(names(window)).toEqual([]);
    await search.press("Escape");
    await expect.poll(() => names(window)).toEqual(["app.closePanel"]);
  });

  it("copies the base URL, opens the window and quits, all by the keyboard", async () => {
    const window = await show(running({ accounts: [account("work", { active: true })] }), options);
    const { page } = window;
    await page.getByRole("button", { name: "Stop gateway" }).focus();
    const reached: string[] = [];
    for (const act of [false, true, true, true]) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ""));
      if (act) await page.keyboard.press("Enter");
    }
    expect(reached.slice(1)).toEqual(["Copy base URLCopied", "Open Switchyard", "Quit"]);
    await expect.poll(() => clipboard(window)).toBe("http://127.0.0.1:8787/v1");
    await expect.poll(() => names(window)).toEqual(["app.openWindow", "app.quit"]);
  });

  it("is as high as what it shows, and never higher than 640 px", async () => {
    const one = await show(empty(), options);
    const many = await show(failed(), options);
    for (const { page } of [one, many]) await page.getByRole("button", { name: "Quit" }).waitFor();
    expect(await heightOf(one)).toBeLessThan(260);
    expect(await heightOf(many)).toBe(640);
    // The foot is in sight all the same, and what is wrong can be put right from here.
    const foot = await many.page.getByRole("button", { name: "Quit" }).boundingBox();
    expect((foot?.y ?? 640) + (foot?.height ?? 0)).toBeLessThanOrEqual(640);
    await many.page.getByRole("button", { name: "Use a free port" }).click();
    await expect.poll(() => names(many)).toEqual(["gateway.moveToFreePort"]);
  });

  it.each(["light", "dark"] as const)("axe finds nothing, %s", async (colorScheme) => {
    for (const state of [running({ accounts: manyAccounts(40) }), failed(), empty()]) {
      const { page, faults } = await show(state, { ...options, colorScheme });
      await page.getByRole("button", { name: "Quit" }).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(faults).toEqual([]);
    }
  });
});
