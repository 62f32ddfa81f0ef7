import type { CodexView } from "../../../src-shared/contract/index.ts";
import {
  appliedLogin,
  codexDrift,
  codexHomes,
  codexOff,
  codexOn,
  codexPreviews,
  codexProven,
  codexRefusal,
  codexUnreadable,
  keyringLogin,
  openPrograms,
} from "../support/codex-states.ts";
import { running, stopped, withDesktop } from "../support/states.ts";
import type { OpenOptions, OpenWindow } from "../support/window.ts";
import type { Shot } from "./shot.ts";
import { chooseMore } from "../support/choose-more.ts";

const low = { viewport: { width: 1120, height: 420 } };
const narrow = { viewport: { width: 480, height: 900 } };

const rows: [string, CodexView][] = [
  ["on", codexProven(150_000)],
  ["unproven", codexOn],
  ["drift", codexDrift],
  ["unreadable", codexUnreadable],
];

const wished = (state = running()) => ({
  ...state,
  settings: {
    ...state.settings,
    values: { ...state.settings.values, codex: { ...state.settings.values.codex, enabled: true } },
  },
});

function withHomes(homes: string[]) {
  const state = running();
  const { values } = state.settings;
  return {
    ...state,
    settings: { ...state.settings, values: { ...values, codex: { ...values.codex, homes } } },
  };
}

async function ask({ page }: OpenWindow): Promise<void> {
  await page.getByRole("switch", { name: "Codex through Switchyard" }).click({ force: true });
  await page.getByRole("dialog").waitFor();
}

async function giveLogin({ page }: OpenWindow): Promise<void> {
  await chooseMore(page, "private@example.com", /^Give to Codex/);
  await page.getByText("Codex CLI 0.169.0").waitFor();
}

const withPrograms = (options: OpenOptions = {}): OpenOptions => ({
  ...options,
  prepare: (fake) => fake.run(openPrograms),
});

/** What is open, and whose login Codex has: each in light and dark. */
const open: Shot[] = (["light", "dark"] as const).flatMap((colorScheme): Shot[] => [
  {
    name: `codex-dialog-open-${colorScheme}`,
    state: running(),
    options: withPrograms({ colorScheme }),
    act: async (window) => {
      await ask(window);
      await window.page.getByText("Codex CLI 0.169.0").waitFor();
    },
  },
  {
    name: `codex-quiet-${colorScheme}`,
    state: running({ codex: codexOn }),
    options: withPrograms({ ...low, colorScheme }),
    act: ({ page }) => page.getByText("Codex CLI 0.169.0").waitFor(),
  },
  {
    name: `codex-homes-${colorScheme}`,
    state: running({ codex: codexHomes }),
    options: { viewport: { width: 1120, height: 560 }, colorScheme },
  },
  {
    name: `codex-dialog-homes-${colorScheme}`,
    state: running({ codex: { ...codexHomes, switch: codexOff.switch } }),
    options: {
      colorScheme,
      viewport: { width: 1120, height: 1100 },
      prepare: (fake) =>
        fake.previewOthers([{ ...codexRefusal, file: "/home/someone/work/.codex/config.toml" }]),
    },
    act: ask,
  },
  {
    name: `codex-homes-settings-${colorScheme}`,
    state: withHomes(["/home/someone/work/.codex", "/mnt/stick/.codex"]),
    options: { colorScheme, path: "/settings", viewport: { width: 1120, height: 1500 } },
  },
  {
    name: `codex-login-${colorScheme}`,
    state: running(),
    options: withPrograms({ colorScheme, path: "/accounts" }),
    act: giveLogin,
  },
  {
    name: `codex-login-applied-${colorScheme}`,
    state: running({ codex: { ...codexProven(12_000), login: appliedLogin } }),
    options: { ...low, colorScheme },
  },
  {
    name: `codex-keyring-${colorScheme}`,
    state: running({ codex: { ...codexOff, login: keyringLogin } }),
    options: { ...low, colorScheme },
  },
]);

export const codexShots: Shot[] = [
  ...open,
  {
    name: "codex-quiet-zh",
    state: withDesktop(running({ codex: codexOn }), { language: "zh" }),
    options: withPrograms(low),
    act: ({ page }) => page.getByText("0.169.0").waitFor(),
  },
  {
    name: "codex-dialog-without-login",
    state: running(),
    options: { prepare: (fake) => fake.preview({ ...codexPreviews.native, withoutLogin: true }) },
    act: ask,
  },
  ...rows.flatMap(([name, codex]): Shot[] => [
    { name: `codex-${name}`, state: running({ codex }), options: low },
    { name: `codex-${name}-dark`, state: running({ codex }), options: { ...low, colorScheme: "dark" } },
    { name: `codex-${name}-zh`, state: withDesktop(running({ codex }), { language: "zh" }), options: low },
    { name: `codex-${name}-narrow`, state: running({ codex }), options: narrow },
  ]),
  {
    name: "codex-fresh",
    state: running(),
    options: low,
    act: ({ fake }) => {
      fake.change({ codex: codexProven(12_000) });
      return Promise.resolve();
    },
  },
  { name: "codex-waiting", state: wished(stopped()), options: low },
  { name: "codex-held", state: wished(), options: low },
  {
    name: "codex-foreign",
    state: running({ codex: codexDrift }),
    options: low,
    act: async ({ page }) => {
      await page.getByRole("button", { name: "Switch off" }).click();
      await page.getByText("Switched off.").waitFor();
    },
  },
  { name: "codex-dialog", state: running(), act: ask },
  { name: "codex-dialog-dark", state: running(), options: { colorScheme: "dark" }, act: ask },
  { name: "codex-dialog-narrow", state: running(), options: narrow, act: ask },
  {
    name: "codex-dialog-zh",
    state: withDesktop(running(), { language: "zh" }),
    act: async ({ page }) => {
      await page.getByRole("switch").click({ force: true });
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "codex-dialog-provider",
    state: running(),
    act: async (window) => {
      await ask(window);
      await window.page.getByText("Add a provider of its own").click();
    },
  },
  {
    name: "codex-dialog-refused",
    state: running(),
    options: { prepare: (fake) => fake.preview(codexRefusal) },
    act: async (window) => {
      await ask(window);
      await window.page.getByText("Add a provider of its own").click();
    },
  },
  {
    name: "codex-dialog-refused-dark",
    state: running(),
    options: { colorScheme: "dark", prepare: (fake) => fake.preview(codexRefusal) },
    act: async (window) => {
      await ask(window);
      await window.page.getByText("Add a provider of its own").click();
    },
  },
  {
    name: "codex-dialog-failed",
    state: running(),
    options: {
      prepare: (fake) =>
        fake.fail("codex.on", {
          code: "bad_request",
          message: "/home/someone/.codex/config.toml was changed by another program just now.",
          advice: "Try again.",
        }),
    },
    act: async (window) => {
      await ask(window);
      await window.page.getByRole("button", { name: "Apply" }).click();
      await window.page.getByRole("dialog").getByRole("alert").waitFor();
    },
  },
];
