import type { CodexView } from "../../../src-shared/contract/index.ts";
import { codexDrift, codexOn, codexProven, codexRefusal, codexUnreadable } from "../support/codex-states.ts";
import { running, stopped, withDesktop } from "../support/states.ts";
import type { OpenWindow } from "../support/window.ts";
import type { Shot } from "./shot.ts";

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

async function ask({ page }: OpenWindow): Promise<void> {
  await page.getByRole("switch", { name: "Codex through Switchyard" }).click({ force: true });
  await page.getByRole("dialog").waitFor();
}

export const codexShots: Shot[] = [
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
