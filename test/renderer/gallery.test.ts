/** The picture page: every component is on it, it is accessible in both themes and languages, and fits every window. */
import { globSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { framesOf, openGallery, serveGallery, type GalleryServer } from "./support/gallery.ts";
import { hasBrowser, launchBrowser } from "./support/window.ts";
import { violations } from "./support/windows.ts";

const root = path.join(import.meta.dirname, "../..");
const there = hasBrowser();
let browser: Browser;
let server: GalleryServer;
let frames: string[];

beforeAll(async () => {
  if (!there) return;
  [browser, server] = await Promise.all([launchBrowser(), serveGallery()]);
  const { page, show, close } = await openGallery(browser, server);
  await show();
  frames = (await framesOf(page)).map(({ name }) => name);
  await close();
});

afterAll(async () => {
  if (!there) return;
  await browser.close();
  await server.close();
});

/** Names of the React components that are on the page now. */
function componentsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Fiber {
      type: unknown;
      child: Fiber | null;
      sibling: Fiber | null;
      stateNode: { current: Fiber };
    }
    const place = document.getElementById("root") as unknown as Record<string, Fiber>;
    const key = Object.keys(place).find((name) => name.startsWith("__reactContainer$")) ?? "";
    const names = new Set<string>();
    // The fiber in the page's own property may be the one of the drawing before.
    const open: (Fiber | null | undefined)[] = [place[key]?.stateNode.current];
    for (let fiber = open.pop(); fiber; fiber = open.pop()) {
      // A memoized component is wrapped.
      const type = (fiber.type as { type?: unknown } | null)?.type ?? fiber.type;
      if (typeof type === "function") names.add(type.name);
      if (fiber.child !== null) open.push(fiber.child);
      if (fiber.sibling !== null) open.push(fiber.sibling);
    }
    return [...names];
  });
}

/** "file: Name" of every component that a file of src-renderer/components exports. */
function exported(): { file: string; name: string }[] {
  return globSync("src-renderer/components/**/*.tsx", { cwd: root }).flatMap((file) =>
    [
      ...readFileSync(path.join(root, file), "utf8").matchAll(
        /^export (?:function|class|const) ([A-Z]\w*)/gm,
      ),
    ].map(([, name]) => ({ file, name: name ?? "" })),
  );
}

/** A component that is shown in several states is there several times, with the same name. */
const onlyHere = ["landmark-unique"];

describe.runIf(there)("the picture page", () => {
  it("shows every component of src-renderer/components", async () => {
    const wanted = exported();
    expect(wanted.length).toBeGreaterThan(50);
    const { page, show, faults, close } = await openGallery(browser, server);
    const shown = new Set<string>();
    for (const only of [undefined, ...frames]) {
      await show(only);
      // The bundler tells two of the same name apart by a number.
      for (const name of await componentsOf(page)) shown.add(name.replace(/\$\d+$/, ""));
    }
    await close();
    expect(faults).toEqual([]);
    expect(wanted.filter(({ name }) => !shown.has(name))).toEqual([]);
  });

  it.each([
    ["light", "en"],
    ["light", "zh"],
    ["dark", "en"],
    ["dark", "zh"],
  ] as const)("axe finds nothing in %s, %s", { timeout: 180_000 }, async (colorScheme, language) => {
    const { page, show, faults, close } = await openGallery(browser, server, { colorScheme, language });
    for (const only of [undefined, ...frames]) {
      await show(only);
      expect(await violations(page, onlyHere), only ?? "all").toEqual([]);
    }
    expect(faults).toEqual([]);
    await close();
  });

  it.each([
    ["400 px wide", { viewport: { width: 400, height: 900 } }],
    // 1120 × 900 at 200 %.
    ["zoomed to 200 %", { viewport: { width: 560, height: 450 }, deviceScaleFactor: 2 }],
  ])("scrolls only up and down: %s", async (_, options) => {
    for (const language of ["en", "zh"] as const) {
      const { page, show, close } = await openGallery(browser, server, { ...options, language });
      for (const only of [undefined, ...frames]) {
        await show(only);
        const over = await page.evaluate(() => {
          const { clientWidth, scrollWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect(over, `${only ?? "all"} in ${language}`).toBeLessThanOrEqual(0);
        expect(await page.evaluate(tooWide), `${only ?? "all"} in ${language}`).toEqual([]);
      }
      await close();
    }
  });
});

/** In the page: what sticks out of it on the right, as tag and text. What scrolls by itself may. */
function tooWide(): string[] {
  const limit = document.documentElement.clientWidth + 1;
  const scrolls = (element: Element): boolean =>
    ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) ||
    (element.parentElement !== null &&
      element.parentElement !== document.body &&
      scrolls(element.parentElement));
  return [...document.querySelectorAll("#root *, [role=dialog] *")]
    .filter((element) => element.getBoundingClientRect().right > limit && !scrolls(element))
    .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`);
}

it("what is shipped has nothing of it", () => {
  const shipped = path.join(root, "out/renderer");
  expect(readdirSync(shipped).filter((name) => name.endsWith(".html"))).toEqual(["index.html", "panel.html"]);
  const scripts = readdirSync(path.join(shipped, "assets")).filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(5);
  for (const name of scripts)
    expect(readFileSync(path.join(shipped, "assets", name), "utf8")).not.toContain("someone@example.com");
});
