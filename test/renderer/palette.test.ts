/** The command palette: everything by a few letters, from anywhere, with the keyboard alone. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { addKey, nothingTyped } from "../../src-renderer/components/palette/early-keys.ts";
import { matchCommands, type Command } from "../../src-renderer/components/palette/match-commands.ts";
import { codexProven } from "./support/codex-states.ts";
import { running, stopped, withDesktop } from "./support/states.ts";
import { clipboard, useWindows, violations } from "./support/windows.ts";

const { there, show } = useWindows();

const command = (label: string): Command => ({
  id: label,
  group: "pages",
  label,
  run: () => Promise.resolve("close"),
});

describe("what is found", () => {
  const commands = ["Overview", "Accounts", "Stop gateway", "Use Go team", "Copy base URL"].map(command);

  it.each([
    ["", ["Overview", "Accounts", "Stop gateway", "Use Go team", "Copy base URL"]],
    ["o", ["Overview", "Accounts", "Stop gateway", "Use Go team", "Copy base URL"]],
    ["GATE", ["Stop gateway"]],
    ["url copy", ["Copy base URL"]],
    ["co", ["Copy base URL", "Accounts"]],
    ["nothing", []],
  ])("for %j", (query, labels) => {
    expect(matchCommands(commands, query).map(({ label }) => label)).toEqual(labels);
  });
});

const field = (page: Page) => page.getByRole("combobox", { name: "Search and commands" });

async function open(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  await field(page).waitFor();
}

const key = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...held,
});

describe("keys before the field", () => {
  it.each([
    [["c", "o", "n"], { text: "con", entered: false }],
    [["c", "x", "Backspace", "o"], { text: "co", entered: false }],
    [["c", "Shift", "O"], { text: "cO", entered: false }],
    [["c", "Enter", "x"], { text: "c", entered: true }],
    [["Enter"], { text: "", entered: false }],
    [["Backspace", "密"], { text: "密", entered: false }],
  ])("%j", (keys, typed) => {
    let now = nothingTyped;
    for (const each of keys) {
      const next = addKey(now, key(each));
      if (next !== null && next !== "leave") now = next;
    }
    expect(now).toEqual(typed);
  });

  it("leaves shortcuts, and words being composed, to whom they are meant for", () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])
      expect(addKey(nothingTyped, key("c", held))).toBeNull();
    expect(addKey(nothingTyped, key("Escape"))).toBe("leave");
    expect(addKey(nothingTyped, key("ArrowDown"))).toBeNull();
  });
});

describe.runIf(there)("letters typed in the first moment", () => {
  it("arrive, although the palette is still being fetched", async () => {
    const { page } = await show(running(), { path: "/usage" });
    await page.getByRole("heading", { level: 1 }).waitFor();
    const held = Promise.withResolvers<void>();
    await page.route("**/palette-dialog-*.js", async (route) => {
      await held.promise;
      await route.continue();
    });
    const asked = page.waitForRequest("**/palette-dialog-*.js");
    await page.keyboard.press("Control+k");
    await asked;
    await page.keyboard.type("connx");
    await page.keyboard.press("Backspace");
    held.resolve();
    await field(page).waitFor();
    await expect.poll(() => field(page).inputValue()).toBe("conn");
    await page.keyboard.type("e");
    expect(await field(page).inputValue()).toBe("conne");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Connect", level: 1 }).waitFor();
  });

  it("arrive in one breath with the shortcut, Enter included", async () => {
    const { page } = await show(running());
    await page.getByRole("heading", { level: 1 }).waitFor();
    // All of it before the browser can do anything else.
    await page.evaluate(() => {
      const press = (key: string, ctrlKey = false) =>
        document.body.dispatchEvent(
          new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true }),
        );
      press("k", true);
      for (const key of ["m", "o", "d", "Enter"]) press(key);
    });
    await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
    await field(page).waitFor({ state: "detached" });
  });

  it("may also be the Escape that ends it", async () => {
    const { page } = await show(running());
    await page.getByRole("heading", { level: 1 }).waitFor();
    const held = Promise.withResolvers<void>();
    await page.route("**/palette-dialog-*.js", async (route) => {
      await held.promise;
      await route.continue();
    });
    const asked = page.waitForRequest("**/palette-dialog-*.js");
    const fetched = page.waitForEvent("requestfinished", (asked) => asked.url().includes("palette-dialog-"));
    await page.keyboard.press("Control+k");
    // Escape before the page has even asked would end it without a request to wait for.
    await asked;
    await page.keyboard.type("c");
    await page.keyboard.press("Escape");
    held.resolve();
    await fetched;
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    await expect.poll(() => field(page).count()).toBe(0);
    await open(page);
    expect(await field(page).inputValue()).toBe("");
  });
});

describe.runIf(there)("the palette", () => {
  it("goes to a page", async () => {
    const { page } = await show(running());
    await open(page);
    await page.keyboard.type("conn");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Connect", level: 1 }).waitFor();
    await expect.poll(() => field(page).count()).toBe(0);
  });

  it("walks through all of it with the arrow keys, round the ends", async () => {
    const { page } = await show(running());
    await open(page);
    const active = () => page.getByRole("option", { selected: true }).innerText();
    expect(await active()).toBe("Overview");
    await page.keyboard.press("ArrowUp");
    expect(await active()).toMatch(/^Use /);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await active()).toBe("Accounts");
    await page.keyboard.press("End");
    const last = await field(page).getAttribute("aria-activedescendant");
    const option = page.getByRole("option", { selected: true });
    expect(await option.getAttribute("id")).toBe(last);
    expect(await option.isVisible()).toBe(true);
  });

  it("stops and starts the gateway", async () => {
    const { page, fake } = await show(running());
    await open(page);
    await page.keyboard.type("gateway");
    await page.keyboard.press("Enter");
    await page.getByText("Stopped", { exact: true }).waitFor();
    // The news may come before the command's answer, which closes the palette.
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await open(page);
    await page.keyboard.type("start");
    await page.keyboard.press("Enter");
    await page.getByText("Running on 127.0.0.1:8787").waitFor();
    expect(fake.calls.map(({ name }) => name)).toEqual(["gateway.stop", "gateway.start"]);
  });

  it("uses another account, and offers neither the one in use nor a paused one", async () => {
    const { page, fake } = await show(running());
    await open(page);
    const offered = await page.getByRole("option", { name: /^Use / }).allInnerTexts();
    expect(offered).toHaveLength(6);
    expect(offered).not.toContain("Use Work");
    expect(offered).not.toContain("Use spare@example.com");
    await page.keyboard.type("studio");
    await page.keyboard.press("Enter");
    await expect.poll(() => fake.calls).toEqual([{ name: "accounts.use", input: { id: "studio" } }]);
  });

  it("turns Codex on by way of the preview, and off at once", async () => {
    const { page, fake } = await show(running());
    await open(page);
    await page.keyboard.type("codex");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "What changes in the file" }).waitFor();
    expect(fake.calls.map(({ name }) => name)).toEqual(["codex.preview"]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    fake.change({ codex: codexProven(1000) });
    await page.getByText(/^Last request/).waitFor();
    await open(page);
    await page.keyboard.type("codex");
    await page.keyboard.press("Enter");
    await expect.poll(() => fake.calls.at(-1)?.name).toBe("codex.off");
  });

  it("copies the base URL and says so where it was asked", async () => {
    const window = await show(running());
    await open(window.page);
    await window.page.getByRole("option", { name: "Copy base URL" }).click();
    await window.page.getByRole("option", { name: "Copied" }).waitFor();
    expect(await clipboard(window)).toBe("http://127.0.0.1:8787/v1");
  });

  it("stays open with the reason when something fails", async () => {
    const problem = { code: "port_in_use", message: "Port 8787 is taken.", advice: "" } as const;
    const { page } = await show(stopped(), { prepare: (fake) => fake.fail("gateway.start", problem) });
    await open(page);
    await page.keyboard.type("start");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("alert").getByText("Port 8787 is taken.").waitFor();
  });

  it("says when nothing is found, closes with Escape and gives the focus back", async () => {
    const { page } = await show(running());
    const button = page.getByRole("button", { name: /^Search/ });
    await button.focus();
    await page.keyboard.press("Enter");
    await field(page).waitFor();
    await page.keyboard.type("xyzzy");
    await page.getByText("No results.").waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await field(page).waitFor({ state: "detached" });
    await expect.poll(() => button.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it("does not come over another dialog", async () => {
    const { page } = await show(running(), { path: "/accounts" });
    await page.getByRole("button", { name: "Add account" }).click();
    await page.getByText("Choose how to sign in.").waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => field(page).count()).toBe(0);
  });

  it("speaks the chosen language", async () => {
    const { page } = await show(withDesktop(running(), { language: "zh" }));
    await page.getByRole("button", { name: /^搜索/ }).click();
    await page.getByRole("option", { name: "停止网关" }).waitFor();
  });

  it.each(["light", "dark"] as const)("is accessible in %s", async (colorScheme) => {
    const { page } = await show(running(), { colorScheme, reducedMotion: "reduce" });
    await open(page);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type("xyzzy");
    await page.getByText("No results.").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
