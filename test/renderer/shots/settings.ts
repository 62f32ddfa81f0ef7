import { configured, running, withDesktop } from "../support/states.ts";
import type { OpenWindow } from "../support/window.ts";
import type { Shot } from "./shot.ts";

const options = { path: "/settings", viewport: { width: 1120, height: 900 } };

function openToAll() {
  const state = configured();
  state.settings.values.gateway.host = "0.0.0.0";
  state.settings.keptAside = "/home/someone/.config/Switchyard/settings.json.unreadable-1";
  return state;
}

async function find({ page }: OpenWindow): Promise<void> {
  await page.getByRole("searchbox").fill("notify");
}

async function findNothing({ page }: OpenWindow): Promise<void> {
  await page.getByRole("searchbox").fill("no such thing");
}

async function askReset({ page }: OpenWindow): Promise<void> {
  await page.getByRole("button", { name: "Reset all…" }).click();
  await page.getByRole("dialog").waitFor();
}

export const settingsShots: Shot[] = [
  { name: "settings-lan", state: openToAll(), options },
  { name: "settings-lan-dark", state: openToAll(), options: { ...options, colorScheme: "dark" } },
  { name: "settings-lan-zh", state: withDesktop(openToAll(), { language: "zh" }), options },
  {
    name: "settings-lan-narrow",
    state: openToAll(),
    options: { path: "/settings", viewport: { width: 480, height: 1000 } },
  },
  { name: "settings-found", state: running(), options, act: find },
  { name: "settings-found-none", state: running(), options, act: findNothing },
  { name: "settings-reset-all", state: running(), options, act: askReset },
];
