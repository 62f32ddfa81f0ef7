/** The picture page, built and served to a real Chromium. */
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build, preview } from "vite";
import { stopTheClock } from "./page-clock.ts";

const configFile = join(import.meta.dirname, "../../gallery/vite.config.ts");

export interface GalleryServer {
  /** With a slash at its end. */
  url: string;
  close: () => Promise<void>;
}

export async function serveGallery(): Promise<GalleryServer> {
  await build({ configFile, logLevel: "error" });
  const server = await preview({ configFile, logLevel: "error", preview: { host: "127.0.0.1", port: 0 } });
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error("The picture page is not served");
  return { url, close: () => server.close() };
}

export interface OpenGallery {
  page: Page;
  /** Shows one of the frames alone, or all of it. */
  show: (only?: string) => Promise<void>;
  /** What the page reported as wrong. The fault that is put there to be shown is none. */
  faults: string[];
  close: () => Promise<void>;
}

interface Options extends BrowserContextOptions {
  language?: "en" | "zh";
}

export async function openGallery(
  browser: Browser,
  { url }: GalleryServer,
  { language = "en", ...options }: Options = {},
): Promise<OpenGallery> {
  const context = await browser.newContext({
    viewport: { width: 1120, height: 900 },
    reducedMotion: "reduce",
    locale: "en-GB",
    ...options,
  });
  context.setDefaultTimeout(60_000);
  await stopTheClock(context);
  const page = await context.newPage();
  const faults: string[] = [];
  const report = (fault: string) => {
    if (!/A fault that was put here to be shown|occurred in the <Faulty> component/.test(fault))
      faults.push(fault);
  };
  page.on("pageerror", (error) => report(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") report(message.text());
  });
  const show: OpenGallery["show"] = async (only) => {
    const query = new URLSearchParams({ language, ...(only === undefined ? {} : { only }) });
    await page.goto(`${url}?${query.toString()}`);
    await page.locator("h1, h2, [role=dialog]").first().waitFor();
  };
  return { page, show, faults, close: () => context.close() };
}

/** What takes a window of its own, with the height it is shown in. The whole gallery has to be shown. */
export function framesOf(page: Page): Promise<{ name: string; height: number }[]> {
  return page
    .locator("iframe[data-frame]")
    .evaluateAll((frames) =>
      frames.map((frame) => ({ name: frame.dataset["frame"] ?? "", height: frame.clientHeight })),
    );
}
