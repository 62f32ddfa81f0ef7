/** Every dialog of the window, and how a person without a pointer comes to it. */
import type { Locator, Page } from "playwright-core";
import type { LiveState } from "../../../src-shared/contract/index.ts";
import { openPrograms } from "./codex-states.ts";
import { importPreview } from "./import-states.ts";
import { everyProvider } from "./provider-states.ts";
import { manyAccounts, running } from "./states.ts";
import type { OpenOptions } from "./window.ts";

export interface Dialog {
  /** Where it is written. */
  file: string;
  /** What is special about this one, where a file has several. */
  what?: string;
  path: string;
  state?: () => LiveState;
  prepare?: OpenOptions["prepare"];
  /** What has to be done first. */
  before?: (page: Page) => Promise<void>;
  /** What it is opened with, and has the focus again after it. */
  opener: (page: Page) => Locator;
  key?: string;
  /** What is done in it before it is walked through. */
  within?: (page: Page) => Promise<void>;
  /** What has the focus after it, where the opener is gone by then. */
  after?: (page: Page) => Locator;
  /** Name of what it is there for; null where there is nothing to do but to read or to choose. */
  primary: string | RegExp | null;
}

export const button = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true });
const item = (name: string) => (page: Page) => page.getByRole("menuitem", { name, exact: true });
/** What stands in the menu of an account, which has the focus again afterwards. */
const inMenu = (account: string, name: string) => ({
  before: (page: Page) => button(`More for ${account}`)(page).press("Enter"),
  opener: item(name),
  after: button(`More for ${account}`),
});
const press = (name: string) => (place: Page | Locator) =>
  place.getByRole("button", { name }).first().press("Enter");

const account = { path: "/accounts" };
const signIn = { ...account, file: "components/sign-in/sign-in-dialog.tsx", opener: button("Add account") };

export const dialogs: Dialog[] = [
  {
    file: "components/codex/codex-dialog.tsx",
    path: "/",
    prepare: (fake) => fake.run(openPrograms),
    opener: (page) => page.getByRole("switch", { name: "Codex through Switchyard" }),
    key: "Space",
    primary: "Apply",
  },
  {
    file: "components/palette/palette-dialog.tsx",
    path: "/",
    opener: button("Copy base URL: http://127.0.0.1:8787/v1"),
    key: "Control+k",
    primary: null,
  },
  { ...signIn, primary: "Sign in with the browser" },
  { ...signIn, what: "browser", within: press("Sign in with the browser"), primary: "Open the sign-in page" },
  { ...signIn, what: "code", within: press("Sign in with a code"), primary: "Open the page" },
  { ...signIn, what: "import", within: press("Import from a file"), primary: "Choose files" },
  {
    ...signIn,
    what: "import, looked at",
    within: async (page) => {
      await press("Import from a file")(page);
      await page.getByLabel("Or paste the contents of a file").fill("{}");
      await press("Preview")(page);
      await page
        .getByText(importPreview.entries[0]?.email ?? "")
        .first()
        .waitFor();
    },
    primary: /^Import \d accounts$/,
  },
  {
    ...account,
    file: "pages/accounts/dialogs/remove-dialog.tsx",
    ...inMenu("Work", "Remove Work"),
    primary: "Remove account",
  },
  {
    ...account,
    file: "pages/accounts/dialogs/remove-dialog.tsx",
    what: "several",
    state: () => running({ accounts: manyAccounts(12) }),
    before: async (page) => {
      await press("Select")(page);
      await press("Select all")(page);
    },
    opener: button("Remove…"),
    primary: "Remove 12 accounts",
  },
  {
    ...account,
    file: "pages/accounts/dialogs/export-dialog.tsx",
    ...inMenu("Work", "Export the login of Work"),
    primary: "Save file",
  },
  {
    ...account,
    file: "pages/accounts/dialogs/export-dialog.tsx",
    what: "done",
    ...inMenu("Work", "Export the login of Work"),
    within: async (page) => {
      await press("Save file")(page.getByRole("dialog"));
      await page.getByText(/^One login was saved/).waitFor();
    },
    primary: null,
  },
  {
    ...account,
    file: "pages/accounts/dialogs/models-dialog.tsx",
    ...inMenu("Work", "Choose the models of Work"),
    primary: "Save",
  },
  {
    ...account,
    file: "pages/accounts/dialogs/proxy-dialog.tsx",
    ...inMenu("Work", "Choose the proxy of Work"),
    primary: "Save",
  },
  {
    ...account,
    file: "pages/accounts/dialogs/apply-login-dialog.tsx",
    ...inMenu("Work", "Give to Codex: the login of Work"),
    primary: "Give to Codex",
  },
  {
    ...account,
    file: "pages/accounts/dialogs/apply-login-dialog.tsx",
    what: "done, and Codex is open",
    prepare: (fake) => fake.run(openPrograms),
    ...inMenu("Studio", "Give to Codex: the login of Studio"),
    within: async (page) => {
      await page.getByText("Codex CLI 0.169.0").waitFor();
      await press("Give to Codex")(page.getByRole("dialog"));
      await page.getByRole("button", { name: "Restart Codex app" }).waitFor();
    },
    primary: "Restart Codex app",
  },
  {
    ...account,
    file: "pages/accounts/dialogs/reset-dialog.tsx",
    opener: (page) => page.getByRole("button", { name: /^Use one reset credit of private/ }),
    primary: "Use one reset credit",
  },
  {
    ...account,
    file: "pages/accounts/dialogs/reset-dialog.tsx",
    what: "done",
    opener: (page) => page.getByRole("button", { name: /^Use one reset credit of private/ }),
    within: async (page) => {
      await press("Use one reset credit")(page.getByRole("dialog"));
      await page.getByText("The limits begin anew.").waitFor();
    },
    primary: null,
  },
  {
    file: "pages/accounts/providers/add-provider-dialog.tsx",
    path: "/accounts",
    opener: button("Add a provider"),
    primary: "Add provider",
  },
  {
    file: "pages/accounts/providers/accept-provider-dialog.tsx",
    path: "/accounts",
    prepare: (fake) => fake.provide(everyProvider()),
    opener: button("Accept… the terms of claude"),
    primary: "Accept",
  },
  {
    file: "pages/accounts/providers/remove-provider-dialog.tsx",
    path: "/accounts",
    prepare: (fake) => fake.provide(everyProvider()),
    opener: button("Remove anthropic"),
    primary: "Remove provider",
  },
  {
    file: "pages/connect/setup-dialog.tsx",
    path: "/connect",
    before: async (page) => {
      await page
        .getByRole("button", { name: /^Claude Code/ })
        .first()
        .focus();
      await page.keyboard.press("Enter");
    },
    opener: button("Set up… Claude Code"),
    primary: "Apply",
  },
  {
    file: "pages/requests/request-drawer.tsx",
    path: "/requests",
    opener: (page) => page.getByRole("button", { name: /^Details of the request/ }).nth(3),
    primary: "Copy as curl",
  },
  {
    file: "pages/settings/reset-all.tsx",
    path: "/settings",
    opener: button("Reset all…"),
    primary: "Reset all",
  },
  {
    file: "pages/settings/wipe-dialog.tsx",
    path: "/settings",
    opener: button("Delete…"),
    within: (page) => page.getByRole("checkbox").first().check(),
    primary: "Delete for good",
  },
  {
    file: "pages/settings/licenses-dialog.tsx",
    path: "/settings",
    opener: button("Show licences"),
    primary: null,
  },
];
