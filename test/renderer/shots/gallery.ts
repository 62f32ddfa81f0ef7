/** Pictures of the picture page: each of its sections, and each of its frames alone. */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { framesOf, openGallery, serveGallery } from "../support/gallery.ts";

interface Kind {
  name: string;
  colorScheme: "light" | "dark";
  language: "en" | "zh";
  width: number;
}

const kinds: Kind[] = [
  { name: "light", colorScheme: "light", language: "en", width: 1120 },
  { name: "dark", colorScheme: "dark", language: "en", width: 1120 },
  { name: "zh", colorScheme: "light", language: "zh", width: 1120 },
  { name: "narrow", colorScheme: "light", language: "en", width: 400 },
];

/** @param isWanted of a picture's name, which begins with "gallery-" */
export async function pictureGallery(
  browser: Browser,
  folder: string,
  isWanted: (name: string) => boolean,
): Promise<void> {
  const server = await serveGallery();
  for (const { name: kind, colorScheme, language, width } of kinds) {
    const { page, show, close } = await openGallery(browser, server, {
      colorScheme,
      language,
      viewport: { width, height: 900 },
    });
    await show();
    await force(page);
    const sections = await page.locator("section[id]").evaluateAll((found) => found.map(({ id }) => id));
    // What is in the last one is pictured by itself below.
    for (const id of sections.filter((id) => id !== "windows")) {
      const name = `gallery-${id}-${kind}`;
      if (isWanted(name)) await page.locator(`#${id}`).screenshot({ path: join(folder, `${name}.png`) });
    }
    for (const { name: frame, height } of await framesOf(page)) {
      const name = `gallery-window-${frame}-${kind}`;
      if (!isWanted(name)) continue;
      await page.setViewportSize({ width, height });
      await show(frame);
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(folder, `${name}.png`) });
    }
    await close();
  }
  await server.close();
}

/** Puts elements with `data-force` into that state of the pointer or the keyboard. */
async function force(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  for (const state of ["hover", "focus-visible"]) {
    const { nodeIds } = await session.send("DOM.querySelectorAll", {
      nodeId: root.nodeId,
      selector: `[data-force="${state}"]`,
    });
    for (const nodeId of nodeIds)
      await session.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses: [state] });
  }
}
