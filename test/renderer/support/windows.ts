/** One browser for the tests of a file, and its windows closed after each of them. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { LiveState } from "../../../src-shared/contract/index.ts";
import { hasBrowser, launchBrowser, openWindow, type OpenOptions, type OpenWindow } from "./window.ts";

export type Show = (state: LiveState, options?: OpenOptions) => Promise<OpenWindow>;

export function useWindows(): { there: boolean; show: Show } {
  const there = hasBrowser();
  let browser: Browser;
  let open: OpenWindow[] = [];

  beforeAll(async () => {
    if (there) browser = await launchBrowser();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") for (const window of open) await tellWhatIsShown(window);
    await Promise.all(open.map((window) => window.close()));
    open = [];
  });
  afterAll(async () => {
    if (there) await browser.close();
  });

  return {
    there,
    async show(state, options) {
      const window = await openWindow(browser, state, options);
      open.push(window);
      return window;
    },
  };
}

/** What a test that failed had before it. */
async function tellWhatIsShown({ page, fake, faults }: OpenWindow): Promise<void> {
  const shown = await page
    .evaluate(() => `${location.href} [${document.documentElement.lang}] ${document.body.innerText}`)
    .catch((error: unknown) => `nothing: ${String(error)}`);
  const calls = fake.calls.map(({ name }) => name);
  process.stderr.write(`${JSON.stringify({ shown: shown.slice(0, 600), faults, calls }, null, 2)}\n`);
}

export const clipboard = ({ page }: OpenWindow) => page.evaluate(() => navigator.clipboard.readText());

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds, as "rule: where". @param except rules that do not hold for this page */
export async function violations(page: Page, except: string[] = []): Promise<string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate((except) => {
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    return axe.run({ rules: Object.fromEntries(except.map((rule) => [rule, { enabled: false }])) });
  }, except);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(" ")}`),
  );
}
