import { allGuides } from "../../../src-renderer/pages/connect/all-guides.ts";
import { configured, running, stopped, withDesktop } from "../support/states.ts";
import type { OpenWindow } from "../support/window.ts";
import type { Shot } from "./shot.ts";

const path = "/connect";
const narrow = { viewport: { width: 480, height: 900 } };

const open =
  (...names: string[]) =>
  async ({ page }: OpenWindow) => {
    for (const name of names) await page.getByRole("button", { name, exact: true }).click();
  };
const openAll = open(...allGuides.map(({ name }) => name));
const palette =
  (query = "") =>
  async ({ page }: OpenWindow) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    await page.keyboard.type(query);
  };
const keyed = () => {
  const state = configured();
  return { ...state, gateway: { ...state.gateway, apiKeyRequired: true } };
};

export const connectShots: Shot[] = [
  {
    name: "connect-all",
    state: keyed(),
    options: { path, viewport: { width: 1120, height: 3600 } },
    act: openAll,
  },
  {
    name: "connect-all-dark",
    state: running(),
    options: { path, colorScheme: "dark", viewport: { width: 1120, height: 3600 } },
    act: openAll,
  },
  {
    name: "connect-all-zh",
    state: withDesktop(keyed(), { language: "zh" }),
    options: { path, viewport: { width: 1120, height: 3600 } },
    act: openAll,
  },
  {
    name: "connect-open-narrow",
    state: running(),
    options: { path, ...narrow },
    act: open("Claude Code", "Cursor"),
  },
  { name: "connect-stopped", state: stopped(), options: { path } },
  {
    name: "connect-set-up",
    state: running(),
    options: { path },
    act: async (window) => {
      await open("Claude Code")(window);
      await window.page.getByRole("button", { name: "Set up… Claude Code" }).click();
      await window.page.getByRole("region", { name: "What changes in the file" }).waitFor();
    },
  },
  ...(["light", "dark"] as const).flatMap((colorScheme) =>
    ["Cline", "Continue"].map((name) => ({
      name: `connect-set-up-${name.toLowerCase()}-${colorScheme}`,
      state: running(),
      options: { path, colorScheme },
      act: async (window: OpenWindow) => {
        await open(name)(window);
        await window.page.getByRole("button", { name: `Set up… ${name}` }).click();
        await window.page.getByRole("region", { name: "What changes in the file" }).first().waitFor();
      },
    })),
  ),
  {
    name: "connect-refused",
    state: running(),
    options: { path },
    act: async (window) => {
      await open("OpenCode")(window);
      await window.page.getByRole("button", { name: "Set up again…" }).click();
      await window.page.getByText("not valid JSON").waitFor();
    },
  },
  { name: "palette", state: running(), act: palette() },
  { name: "palette-dark", state: running(), options: { colorScheme: "dark" }, act: palette() },
  { name: "palette-searched", state: running(), act: palette("use") },
  { name: "palette-none", state: running(), act: palette("xyzzy") },
  { name: "palette-narrow", state: running(), options: narrow, act: palette() },
  { name: "palette-zh", state: withDesktop(running(), { language: "zh" }), act: palette() },
];
