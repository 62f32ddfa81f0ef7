/** What holds on every page: no fault, accessible, within its width, in both themes and languages. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LiveState } from "../../src-shared/contract/index.ts";
import { configured, empty, failed, manyAccounts, running, withDesktop } from "./support/states.ts";
import { hasBrowser, launchBrowser, openWindow } from "./support/window.ts";
import { violations } from "./support/windows.ts";
import { chooseMore } from "./support/choose-more.ts";

const there = hasBrowser();
const paths = ["/", "/accounts", "/models", "/usage", "/requests", "/connect", "/settings"];
let browser: Browser;

beforeAll(async () => {
  if (there) browser = await launchBrowser();
});

afterAll(async () => {
  if (there) await browser.close();
});

async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((path) => (location.hash = path), path);
  await page
    .locator("nav [aria-current=page]")
    .and(page.locator(`[href="#${path}"]`))
    .waitFor();
  await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
}

const states: Record<string, () => LiveState> = { running, empty, failed, configured };

describe.runIf(there)("axe finds nothing", () => {
  it.each(["light", "dark"] as const)("on any page in %s", async (colorScheme) => {
    for (const [name, state] of Object.entries(states)) {
      const window = await openWindow(browser, state(), { colorScheme, reducedMotion: "reduce" });
      await window.page.getByRole("heading", { level: 1 }).waitFor();
      for (const path of paths) {
        await goTo(window.page, path);
        expect(await violations(window.page), `${name} ${path}`).toEqual([]);
      }
      expect(window.faults, name).toEqual([]);
      await window.close();
    }
  });

  it.each(["light", "dark"] as const)("in the dialogs in %s", async (colorScheme) => {
    const window = await openWindow(browser, running(), {
      path: "/accounts",
      colorScheme,
      reducedMotion: "reduce",
    });
    const { page } = window;
    await chooseMore(page, "Work", "Remove Work");
    await page.getByRole("dialog").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Add account" }).click();
    await page.getByText("Choose how to sign in.").waitFor();
    expect(await violations(page)).toEqual([]);
    for (const [button, text] of [["Sign in with the browser", "Waiting for the answer"]] as const) {
      await page.getByRole("button", { name: button }).click();
      await page.getByText(text).waitFor();
      expect(await violations(page)).toEqual([]);
    }
    await window.close();
  });

  it("with actions in sight", async () => {
    const window = await openWindow(browser, running(), { path: "/accounts", reducedMotion: "reduce" });
    await window.page.getByRole("button", { name: "More for Work" }).press("Enter");
    await window.page.getByRole("menuitem", { name: "Pause Work" }).waitFor();
    expect(await violations(window.page)).toEqual([]);
    await window.close();
  });

  it("without a link", async () => {
    const window = await openWindow(browser, running(), { token: false });
    await window.page.getByRole("heading", { level: 1 }).waitFor();
    expect(await violations(window.page)).toEqual([]);
    await window.close();
  });
});

const widths = { en: [480, 560, 720], zh: [480, 960] };
const wide: Record<string, () => LiveState> = {
  "many accounts": () => running({ accounts: manyAccounts(12) }),
  empty,
  configured,
  running: () => running(),
};

describe.runIf(there)("nothing is wider than the window", () => {
  describe.each(["en", "zh"] as const)("in %s", (language) => {
    it.each(Object.keys(wide))("%s", async (name) => {
      const state = wide[name]?.() ?? expect.unreachable();
      const { page, close } = await openWindow(browser, withDesktop(state, { language }));
      await page.getByRole("heading", { level: 1 }).waitFor();
      for (const path of paths) {
        await goTo(page, path);
        for (const width of widths[language]) {
          await page.setViewportSize({ width, height: 800 });
          const where = `${path} at ${width}`;
          // Drawn anew at that width, with what the page itself does about it.
          await expect.poll(() => page.evaluate(tooWide), { message: where }).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(
            width,
          );
        }
      }
      await close();
    });
  });
});

/** In the page: what sticks out of its main part on the right, as tag and text. */
function tooWide(): string[] {
  const main = document.querySelector("main");
  if (main === null) return ["no main"];
  const right = main.getBoundingClientRect().left + main.clientWidth;
  // What is meant for screen readers only has no width to speak of.
  return [...main.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > right + 1)
    .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`);
}

describe.runIf(there)("the keyboard", () => {
  it("reaches every page, and shows where it is", async () => {
    const window = await openWindow(browser, running());
    const { page } = window;
    await page.getByText("Running on 127.0.0.1:8787").waitFor();
    for (const name of ["Overview", "Accounts", "Models"]) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus");
      expect(await focused.innerText()).toContain(name);
      expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
    await window.close();
  });

  it("stays within a dialog and returns to where it came from", async () => {
    const window = await openWindow(browser, running(), { path: "/accounts" });
    const { page } = window;
    const add = page.getByRole("button", { name: "Add account" });
    await add.focus();
    await page.keyboard.press("Enter");
    await page.getByText("Choose how to sign in.").waitFor();
    for (let press = 0; press < 8; press += 1) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null)).toBe(true);
    }
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => add.evaluate((element) => element === document.activeElement)).toBe(true);
    await window.close();
  });
});

it.runIf(there)("the page is served under a policy that forbids foreign and inline scripts", async () => {
  const window = await openWindow(browser, running());
  const response = await window.page.request.get(window.server.origin);
  expect(response.headers()["content-security-policy"]).toContain("default-src 'none'; script-src 'self';");
  await window.page.getByText("Running on 127.0.0.1:8787").waitFor();
  await window.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.head.append(script);
  });
  expect(await window.page.evaluate(() => "ran" in window)).toBe(false);
  // The only fault is the one just made: the policy is active, and the window itself never broke it.
  expect(window.faults).toHaveLength(1);
  expect(window.faults[0]).toContain("Content Security Policy");
  await window.close();
});
