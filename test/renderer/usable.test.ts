/** For every hand and eye: the keyboard alone, no motion, twice the size, all dialogs. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { account, configured, empty, running, withDesktop } from "./support/states.ts";
import { useWindows, violations } from "./support/windows.ts";

const { there, show } = useWindows();
const paths = ["/", "/accounts", "/models", "/usage", "/requests", "/connect", "/settings"];

async function settle(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
}

/** Everything on the page that can be worked with, as the keyboard should reach it; a group of radios is one. */
function workable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const groups = new Set<string>();
    return [...document.querySelectorAll<HTMLElement>(wanted)]
      .filter((element) => !element.matches(":disabled, [hidden], [type=file], [tabindex='-1']"))
      .filter((element) => element.checkVisibility() || element.matches("input"))
      .filter((element) => {
        if (!(element instanceof HTMLInputElement) || element.type !== "radio") return true;
        const first = !groups.has(element.name);
        groups.add(element.name);
        return first;
      })
      .map((element, index) => (element.dataset["reached"] = `${index} ${element.outerHTML.slice(0, 80)}`));
  });
}

describe.runIf(there)("the keyboard alone", () => {
  it.each(paths)("reaches everything on %s, in sight and with a ring", async (path) => {
    const { page } = await show(running({ accounts: running().accounts.slice(0, 3) }), {
      path,
      reducedMotion: "reduce",
    });
    await settle(page);
    const all = await workable(page);
    expect(all.length).toBeGreaterThan(8);
    const reached = new Set<string>();
    for (let press = 0; press < all.length + 5; press += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (!(element instanceof HTMLElement) || element === document.body) return null;
        const group =
          element instanceof HTMLInputElement && element.type === "radio"
            ? document.querySelector<HTMLElement>(`input[name="${element.name}"][data-reached]`)
            : element;
        // The ring may be drawn by what stands for the control.
        const ringed = [element, element.nextElementSibling, element.parentElement].some((drawn) => {
          if (drawn === null) return false;
          const style = getComputedStyle(drawn);
          return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
        });
        const { top, bottom } = element.getBoundingClientRect();
        return {
          name: group?.dataset["reached"] ?? element.outerHTML.slice(0, 80),
          ringed,
          inSight: bottom > 0 && top < innerHeight,
        };
      });
      if (at === null) continue;
      expect(at, at.name).toMatchObject({ ringed: true, inSight: true });
      reached.add(at.name);
    }
    expect(all.filter((name) => !reached.has(name))).toEqual([]);
  });
});

describe.runIf(there)("reduced motion", () => {
  it.each(paths)("holds everything still on %s", async (path) => {
    const { page } = await show(running(), { path, reducedMotion: "reduce" });
    await settle(page);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].flatMap((element) => {
        const { transitionDuration, transitionProperty, animationDuration, animationName } =
          getComputedStyle(element);
        const long = (durations: string) => durations.split(",").some((each) => parseFloat(each) > 0.001);
        const moves =
          (transitionProperty !== "none" && long(transitionDuration)) ||
          (animationName !== "none" && long(animationDuration));
        return moves ? [`${element.tagName} ${element.getAttribute("class") ?? ""}`] : [];
      }),
    );
    expect([...new Set(moving)]).toEqual([]);
  });
});

describe.runIf(there)("at twice the size", () => {
  it.each(["en", "zh"] as const)("nothing is cut off sideways in %s", async (language) => {
    for (const state of [running(), configured(), empty()]) {
      // 200 % of a window of 1120 by 760.
      const { page, close } = await show(withDesktop(state, { language }), {
        viewport: { width: 560, height: 380 },
        deviceScaleFactor: 2,
      });
      for (const path of paths) {
        await page.evaluate((path) => (location.hash = path), path);
        await settle(page);
        const wide = await page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll("main, form, table")]
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .map((element) => `${element.tagName} ${element.getAttribute("aria-label") ?? ""}`),
        );
        expect(wide, path).toEqual([]);
      }
      await close();
    }
  });
});

describe.runIf(there)("axe finds nothing in a dialog", () => {
  const dialogs: [string, string, (page: Page) => Promise<void>][] = [
    ["Codex", "/", async (page) => page.getByText("Codex through Switchyard").click()],
    ["delete data", "/settings", async (page) => page.getByRole("button", { name: "Delete…" }).click()],
    ["licences", "/settings", async (page) => page.getByRole("button", { name: "Show licences" }).click()],
    [
      "set-up of a tool",
      "/connect",
      async (page) => {
        await page.getByRole("button", { name: "Claude Code", exact: true }).click();
        await page.getByRole("button", { name: "Set up… Claude Code" }).click();
        await page.getByRole("region", { name: "What changes in the file" }).waitFor();
      },
    ],
    [
      "import",
      "/accounts",
      async (page) => {
        await page.getByRole("button", { name: "Add account" }).click();
        await page.getByRole("button", { name: "Import from a file" }).click();
      },
    ],
    [
      "code",
      "/accounts",
      async (page) => {
        await page.getByRole("button", { name: "Add account" }).click();
        await page.getByRole("button", { name: "Sign in with a code" }).click();
      },
    ],
  ];
  it.each(["light", "dark"] as const)("in %s", async (colorScheme) => {
    for (const [name, path, open] of dialogs) {
      const { page, close } = await show(running({ accounts: [account("work", { active: true })] }), {
        path,
        colorScheme,
        reducedMotion: "reduce",
      });
      await settle(page);
      await open(page);
      await page.getByRole("dialog").waitFor();
      await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
      expect(await violations(page), name).toEqual([]);
      await close();
    }
  });
});
