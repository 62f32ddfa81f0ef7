/** The built window in a real Chromium, over a fake Switchyard. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import type { LiveState } from "../../../src-shared/contract/index.ts";
import { leaveOut } from "../../support/left-out.ts";
import { serveConsole, type ConsoleServer } from "./console-server.ts";
import { createFakeSwitchyard, type FakeSwitchyard } from "./fake-switchyard.ts";
import { stopTheClock } from "./page-clock.ts";

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** False only outside of CI, where a missing browser is no reason to fail. */
export function hasBrowser(): boolean {
  if (existsSync(executablePath)) return true;
  leaveOut("the window", `no Chromium at ${executablePath}; CHROMIUM_PATH names another`);
  return false;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}

export interface OpenWindow {
  page: Page;
  fake: FakeSwitchyard;
  server: ConsoleServer;
  /** What the page reported as wrong: exceptions, console errors, violations of the security policy. */
  faults: string[];
  close: () => Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Path of the page, e.g. "/accounts". */
  path?: string;
  /** File of the page: the window, or the tray's panel. */
  file?: "index.html" | "panel.html";
  /** Opens without a token when false. */
  token?: boolean;
  prepare?: (fake: FakeSwitchyard) => void;
}

export async function openWindow(
  browser: Browser,
  state: LiveState,
  { path = "/", file = "index.html", token = true, prepare, ...options }: OpenOptions = {},
): Promise<OpenWindow> {
  const fake = createFakeSwitchyard(state);
  prepare?.(fake);
  const server = await serveConsole(fake);
  const context = await browser.newContext({
    viewport: { width: 1120, height: 760 },
    permissions: ["clipboard-read", "clipboard-write"],
    locale: "en-GB",
    ...options,
  });
  // Beyond the time of a slow machine, within that of a test: the page says what was missing.
  context.setDefaultTimeout(60_000);
  await stopTheClock(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  // Each page exchanges the link's code itself: it is good once, and a page that is left meanwhile loses it.
  const at = new URL(token ? server.link : server.origin);
  if (file !== "index.html") at.pathname = `/${file}`;
  await page.goto(at.href);
  if (path !== "/") await page.goto(`${server.origin}/#${path}`);
  return {
    page,
    fake,
    server,
    faults,
    async close() {
      await context.close();
      await server.close();
    },
  };
}
