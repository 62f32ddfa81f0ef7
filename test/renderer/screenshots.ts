/**
 * Writes a picture of every page and state to screenshots/, to be looked at one by one, or with `readme` the few
 * that the README shows to docs/pictures/.
 *
 *   npm run screenshots [-- PART-OF-A-NAME | gallery | readme]
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { accountShots, providerShots } from "./shots/accounts.ts";
import { codexShots } from "./shots/codex.ts";
import { connectShots } from "./shots/connect.ts";
import { everyState } from "./shots/every-state.ts";
import { pictureGallery } from "./shots/gallery.ts";
import { firstStepsShots } from "./shots/first-steps.ts";
import { panelShots } from "./shots/panel.ts";
import { networkShots } from "./shots/network.ts";
import { settingsShots } from "./shots/settings.ts";
import type { Shot } from "./shots/shot.ts";
import { usageShots } from "./shots/usage.ts";
import {
  account,
  configured,
  empty,
  failed,
  manyAccounts,
  running,
  stopped,
  twinAccounts,
  withDesktop,
} from "./support/states.ts";
import { launchBrowser, openWindow, type OpenOptions, type OpenWindow } from "./support/window.ts";
import { now } from "./support/page-clock.ts";
import { chooseMore } from "./support/choose-more.ts";

const root = join(import.meta.dirname, "../..");
const readmePictures = [
  "overview-light",
  "accounts-dark",
  "panel-dark",
  "sign-in-browser-light",
  "codex-dialog",
  "codex-on",
  "usage-light",
  "requests-open-dark",
  "connect-set-up",
  "models-dark",
  "overview-first-run",
  "palette-dark",
];

const paths = ["/", "/accounts", "/models", "/usage", "/requests", "/connect", "/settings"];
const nameOf = (path: string) => (path === "/" ? "overview" : path.slice(1));
const tall = { viewport: { width: 1120, height: 1300 } };

const everyPage: Shot[] = paths.flatMap((path) => {
  const name = nameOf(path);
  const zh = withDesktop(running(), { language: "zh" });
  return [
    { name: `${name}-light`, state: running(), options: { path, ...tall } },
    { name: `${name}-dark`, state: running(), options: { path, colorScheme: "dark", ...tall } },
    { name: `${name}-zh`, state: zh, options: { path, ...tall } },
    { name: `${name}-narrow`, state: running(), options: { path, viewport: { width: 480, height: 900 } } },
    {
      name: `${name}-zoomed`,
      state: running(),
      options: { path, viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
    },
    { name: `${name}-offline`, state: running(), options: { path }, act: loseConnection },
    {
      name: `${name}-loading`,
      state: running(),
      options: { path, prepare: (fake) => fake.holdFeed() },
    },
  ] satisfies Shot[];
});

const states: Shot[] = [
  { name: "overview-first-run", state: empty() },
  { name: "overview-first-run-dark", state: empty(), options: { colorScheme: "dark" } },
  { name: "overview-first-run-zh", state: withDesktop(empty(), { language: "zh" }) },
  { name: "overview-first-run-narrow", state: empty(), options: { viewport: { width: 480, height: 900 } } },
  {
    name: "overview-first-run-signed-in",
    state: { ...empty(), accounts: [account("work", { active: true })] },
    act: async ({ page }) => {
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("Answered in").waitFor();
    },
  },
  { name: "overview-stopped", state: stopped() },
  { name: "overview-failed", state: failed() },
  { name: "overview-failed-dark", state: failed(), options: { colorScheme: "dark" } },
  {
    name: "overview-starting",
    state: { ...stopped(), gateway: { ...stopped().gateway, state: "starting" } },
  },
  { name: "overview-one-account", state: running({ accounts: [account("work", { active: true })] }) },
  { name: "overview-twelve-accounts", state: running({ accounts: manyAccounts(12) }) },
  { name: "overview-twins", state: running({ accounts: twinAccounts() }) },
  { name: "overview-masked", state: withDesktop(running(), { maskEmails: true }) },
  { name: "overview-demo", state: running({ app: { ...running().app, demo: true } }) },
  { name: "accounts-empty", state: empty(), options: { path: "/accounts" } },
  { name: "accounts-hover", state: running(), options: { path: "/accounts" }, act: hoverFirstAccount },
  {
    name: "accounts-label",
    state: running(),
    options: { path: "/accounts" },
    act: async (window) => {
      await hoverFirstAccount(window);
      await chooseMore(window.page, "Work", /^Change the label of/);
    },
  },
  {
    name: "accounts-remove",
    state: running(),
    options: { path: "/accounts" },
    act: async (window) => {
      await hoverFirstAccount(window);
      await chooseMore(window.page, "Work", /^Remove/);
      await window.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "accounts-twelve",
    state: running({ accounts: manyAccounts(12) }),
    options: { path: "/accounts", ...tall },
  },
  {
    name: "accounts-narrow-hover",
    state: running(),
    options: { path: "/accounts", viewport: { width: 480, height: 900 } },
    act: hoverFirstAccount,
  },
  ...signInShots("light"),
  ...signInShots("dark"),
  {
    name: "models-built-in-error",
    state: empty(),
    options: {
      path: "/models",
      prepare: (fake) =>
        fake.fail("models.refresh", {
          code: "no_account",
          message: "There is no account to read the list with.",
          advice: "Sign in with an account, then refresh it again.",
        }),
    },
    act: async ({ page }) => {
      await page.getByRole("button", { name: "Refresh list" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "requests-empty", state: empty(), options: { path: "/requests" } },
  {
    name: "requests-open",
    state: running(),
    options: { path: "/requests" },
    act: openFailedRequest,
  },
  {
    name: "requests-open-dark",
    state: running(),
    options: { path: "/requests", colorScheme: "dark" },
    act: openFailedRequest,
  },
  {
    name: "requests-open-zh",
    state: withDesktop(running(), { language: "zh" }),
    options: { path: "/requests" },
    act: openFailedRequest,
  },
  {
    name: "requests-narrow",
    state: running(),
    options: { path: "/requests", viewport: { width: 480, height: 900 } },
  },
  ...(["light", "dark"] as const).map((colorScheme): Shot => ({
    name: `settings-update-ready-${colorScheme}`,
    state: running({ updates: { step: "ready", version: "0.2.0" } }),
    options: { path: "/settings", colorScheme },
    act: async ({ page }) => page.getByText("Restart to update").scrollIntoViewIfNeeded(),
  })),
  {
    name: "settings-update-failed",
    state: running({
      updates: {
        step: "failed",
        checkedAt: now - 3_600_000,
        problem: {
          code: "network",
          message: "The place updates come from could not be reached.",
          advice: "Check the connection and try again. Everything else goes on working.",
        },
      },
    }),
    options: { path: "/settings" },
    act: async ({ page }) => page.getByText("Check now").scrollIntoViewIfNeeded(),
  },
  {
    name: "settings-licenses",
    state: running(),
    options: { path: "/settings" },
    act: async ({ page }) => {
      await page.getByRole("button", { name: "Show licences" }).click();
      await page.getByText("express").click();
    },
  },
  { name: "settings-configured", state: configured(), options: { path: "/settings", ...tall } },
  {
    name: "settings-configured-dark",
    state: configured(),
    options: { path: "/settings", colorScheme: "dark", ...tall },
  },
  {
    name: "settings-wrong",
    state: configured(),
    options: { path: "/settings" },
    act: async ({ page }) => {
      await page.getByLabel("Port", { exact: true }).fill("99999");
      await page.keyboard.press("Enter");
    },
  },
  { name: "no-link", state: running(), options: { token: false } },
  { name: "no-link-dark", state: running(), options: { token: false, colorScheme: "dark" } },
  { name: "no-link-zh", state: running(), options: { token: false, locale: "zh-CN" } },
];

function signInShots(colorScheme: "light" | "dark"): Shot[] {
  const options: OpenOptions = { path: "/accounts", colorScheme };
  const open = async ({ page }: OpenWindow) => {
    await page.getByRole("button", { name: "Add account" }).first().click();
    await page.getByRole("dialog").waitFor();
  };
  const shot = (name: string, act: (window: OpenWindow) => Promise<void>): Shot => ({
    name: `sign-in-${name}-${colorScheme}`,
    state: running({ accounts: [account("work", { active: true })] }),
    options,
    act: async (window) => {
      await open(window);
      await act(window);
    },
  });
  return [
    shot("choose", async () => undefined),
    shot("browser", ({ page }) => page.getByRole("button", { name: "Sign in with the browser" }).click()),
    shot("no-port", async ({ fake }) => {
      fake.change({
        signIn: {
          step: "browser",
          authorizeUrl: "https://auth.openai.com/oauth/authorize?state=example",
          port: null,
          startedAt: now,
        },
      });
    }),
    shot("device", ({ page }) => page.getByRole("button", { name: "Sign in with a code" }).click()),
    shot("finishing", async ({ fake }) => fake.change({ signIn: { step: "finishing" } })),
    shot("done", async ({ fake }) =>
      fake.change({ signIn: { step: "done", accountId: "work", renewed: false } }),
    ),
    shot("failed", async ({ fake }) =>
      fake.change({
        signIn: {
          step: "failed",
          problem: {
            code: "sign_in_denied",
            message: "OpenAI refused the sign-in: the workspace does not allow Codex.",
            advice: "Choose another workspace, or ask its administrator.",
          },
        },
      }),
    ),
    shot("import", ({ page }) => page.getByRole("button", { name: "Import from a file" }).click()),
  ];
}

async function hoverFirstAccount({ page }: OpenWindow): Promise<void> {
  await page.getByRole("main").getByRole("listitem").first().hover();
}

async function openFailedRequest({ page }: OpenWindow): Promise<void> {
  await page.getByRole("row").nth(4).click();
  await page.getByRole("dialog").waitFor();
}

async function loseConnection({ page, server }: OpenWindow): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByText("0.1.0").first().waitFor({ state: "attached" });
  await server.cut();
  await page.getByText("Connection to Switchyard lost").waitFor();
}

/** Everything that the page reads is here, and the letters it is written in. */
async function ready({ page }: OpenWindow): Promise<void> {
  await page.locator("[aria-busy=true]:not(button)").waitFor({ state: "detached" });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(150);
}

const wanted = process.argv[2] ?? "";
const forReadme = wanted === "readme";
const folder = join(root, forReadme ? "docs/pictures" : "screenshots");
const isWanted = (name: string) => (forReadme ? readmePictures.includes(name) : name.includes(wanted));
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
for (const { name, state, options, act } of [
  ...everyPage,
  ...states,
  ...codexShots,
  ...accountShots,
  ...providerShots,
  ...connectShots,
  ...networkShots,
  ...settingsShots,
  ...usageShots,
  ...panelShots,
  ...firstStepsShots,
  ...everyState(paths),
]) {
  if (!isWanted(name)) continue;
  const small = forReadme && !name.startsWith("panel") ? { viewport: { width: 1000, height: 660 } } : {};
  const window = await openWindow(browser, state, { reducedMotion: "reduce", ...options, ...small });
  await window.page.getByRole("heading", { level: 1 }).waitFor();
  // A picture of what is still read shows nothing: only where that is what it is for.
  if (!name.endsWith("-loading")) await ready(window);
  await act?.(window);
  await window.page.waitForTimeout(250);
  await window.page.screenshot({ path: join(folder, `${name}.png`) });
  for (const fault of window.faults) process.stdout.write(`${name}: ${fault}\n`);
  await window.close();
}
if (!forReadme && (wanted === "" || wanted.startsWith("gallery")))
  await pictureGallery(browser, folder, isWanted);
await browser.close();
