import { account, empty, failed, manyAccounts, running, stopped, withDesktop } from "../support/states.ts";
import type { OpenOptions } from "../support/window.ts";
import type { Shot } from "./shot.ts";

const options: OpenOptions = { file: "panel.html", viewport: { width: 340, height: 640 } };
const dark: OpenOptions = { ...options, colorScheme: "dark" };

/** The tray's quick panel. */
export const panelShots: Shot[] = [
  { name: "panel-light", state: running(), options },
  { name: "panel-dark", state: running(), options: dark },
  { name: "panel-zh", state: withDesktop(running(), { language: "zh" }), options },
  { name: "panel-masked", state: withDesktop(running(), { maskEmails: true }), options },
  { name: "panel-empty", state: empty(), options },
  { name: "panel-stopped", state: stopped(), options },
  { name: "panel-failed-dark", state: failed(), options: dark },
  {
    name: "panel-one-account",
    state: running({ accounts: [account("work", { active: true })] }),
    options,
  },
  { name: "panel-forty", state: running({ accounts: manyAccounts(40) }), options },
  {
    name: "panel-forty-search-dark",
    state: running({ accounts: manyAccounts(40) }),
    options: dark,
    act: async ({ page }) => {
      await page.getByLabel("Search accounts").fill("3");
      await page.getByRole("listitem").first().hover();
    },
  },
];
