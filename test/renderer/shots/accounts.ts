import { everyProvider } from "../support/provider-states.ts";
import { account, manyAccounts, mixedAccounts, running, withDesktop } from "../support/states.ts";
import type { OpenWindow } from "../support/window.ts";
import type { Shot } from "./shot.ts";
import { chooseMore } from "../support/choose-more.ts";

const path = "/accounts";
const tall = { viewport: { width: 1120, height: 1300 } };
const narrow = { viewport: { width: 480, height: 900 } };
const forty = () => {
  const accounts = manyAccounts(40);
  return accounts.map((one, index) => {
    if (index === 4) return { ...one, health: "sign-in-needed" as const };
    if (index === 7) return { ...one, health: "limited" as const };
    if (index === 9) return { ...one, paused: true, health: "paused" as const };
    if (index === 11) return { ...one, limits: null };
    return one;
  });
};

async function pickThree({ page }: OpenWindow): Promise<void> {
  await page.getByRole("button", { name: "Select", exact: true }).click();
  for (const index of [0, 2, 3]) await page.getByRole("checkbox").nth(index).check();
}

const chosen = { name: "auth.json", mimeType: "application/json", buffer: Buffer.from("{}") };

async function lookAtImport({ page }: OpenWindow): Promise<void> {
  await page.getByRole("button", { name: "Add account" }).click();
  await page.getByRole("button", { name: "Import from a file" }).click();
  await page.locator("input[type=file]").setInputFiles(chosen);
  await page.getByRole("button", { name: "Import 3 accounts" }).waitFor();
}

function transferShots(colorScheme: "light" | "dark"): Shot[] {
  const options = { path, colorScheme };
  const shot = (name: string, act: Shot["act"], more = {}): Shot => ({
    name: `accounts-${name}-${colorScheme}`,
    state: running(),
    options: { ...options, ...more },
    ...(act ? { act } : {}),
  });
  return [
    {
      name: `accounts-one-${colorScheme}`,
      state: running({ accounts: [account("one", { active: true })] }),
      options,
    },
    {
      name: `accounts-four-${colorScheme}`,
      state: running({ accounts: mixedAccounts().slice(0, 4) }),
      options: { ...options, viewport: { width: 1120, height: 1000 } },
    },
    shot("every-health", undefined, { viewport: { width: 1120, height: 1700 } }),
    shot("import-preview", lookAtImport, { viewport: { width: 1120, height: 1000 } }),
    shot("import-done", async (window) => {
      await lookAtImport(window);
      await window.page.getByRole("button", { name: "Import 3 accounts" }).click();
      await window.page.getByRole("button", { name: "Done" }).waitFor();
    }),
    shot("export", async ({ page }) => {
      await page.getByRole("button", { name: "Select", exact: true }).click();
      for (const name of ["Work", "Server", "private@example.com"])
        await page.getByRole("checkbox", { name: `Select ${name}` }).check();
      await page.getByRole("button", { name: "Export…" }).click();
      await page.getByRole("dialog").waitFor();
    }),
    shot("reset", async ({ page }) => {
      await page.getByRole("button", { name: "Use one reset credit of private@example.com" }).click();
      await page.getByRole("dialog").waitFor();
    }),
  ];
}

export const accountShots: Shot[] = [
  ...transferShots("light"),
  ...transferShots("dark"),
  { name: "accounts-forty", state: running({ accounts: forty() }), options: { path, ...tall } },
  {
    name: "accounts-forty-dark",
    state: running({ accounts: forty() }),
    options: { path, colorScheme: "dark", ...tall },
  },
  {
    name: "accounts-forty-zh",
    state: withDesktop(running({ accounts: forty() }), { language: "zh" }),
    options: { path },
  },
  { name: "accounts-forty-narrow", state: running({ accounts: forty() }), options: { path, ...narrow } },
  {
    name: "accounts-forty-open",
    state: running({ accounts: forty() }),
    options: { path },
    act: async ({ page }) => {
      await page.getByRole("button", { name: "Team 1", exact: true }).click();
      await page.getByRole("button", { name: "account-5@example.com", exact: true }).click();
    },
  },
  {
    name: "accounts-forty-picked",
    state: running({ accounts: forty() }),
    options: { path },
    act: pickThree,
  },
  { name: "accounts-picked", state: running(), options: { path }, act: pickThree },
  { name: "accounts-picked-narrow", state: running(), options: { path, ...narrow }, act: pickThree },
  {
    name: "accounts-remove-many",
    state: running(),
    options: { path },
    act: async (window) => {
      await pickThree(window);
      await window.page.getByRole("button", { name: "Remove…" }).click();
      await window.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "accounts-searched",
    state: running(),
    options: { path },
    act: ({ page }) => page.getByRole("searchbox").fill("studio"),
  },
  {
    name: "accounts-none-found",
    state: running(),
    options: { path },
    act: ({ page }) => page.getByRole("searchbox").fill("nobody"),
  },
  {
    name: "accounts-models",
    state: running(),
    options: { path },
    act: async ({ page }) => {
      await chooseMore(page, "private@example.com", /^Choose the models/);
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "accounts-handle",
    state: running({ accounts: [account("one", { active: true }), account("two"), account("three")] }),
    options: { path },
    act: async ({ page }) => {
      await page.getByRole("button", { name: /^Move two/ }).focus();
      await page.keyboard.press("ArrowUp");
    },
  },
  {
    name: "accounts-dragging",
    state: running({ accounts: [account("one", { active: true }), account("two"), account("three")] }),
    options: { path },
    act: async ({ page }) => {
      await page.getByRole("button", { name: /^Move three/ }).hover();
      await page.mouse.down();
      const target = await page.getByRole("listitem", { name: "one@example.com" }).boundingBox();
      if (target === null) throw new Error("There is no place to drag to");
      await page.mouse.move(target.x + 100, target.y + 40, { steps: 4 });
      await page.mouse.move(target.x + 110, target.y + 20, { steps: 4 });
    },
  },
  {
    name: "sign-in-linked",
    state: running({ accounts: [account("work", { active: true })] }),
    options: { path },
    act: async ({ page }) => {
      await page.getByRole("button", { name: "Add account" }).click();
      await page.getByRole("button", { name: "Follow Codex's own login" }).click();
      await page.getByText("is followed from now on").waitFor();
    },
  },
];

export const providerShots = (["light", "dark"] as const).flatMap((colorScheme): Shot[] => {
  const options = {
    path,
    colorScheme,
    ...tall,
    prepare: (fake: OpenWindow["fake"]) => fake.provide(everyProvider()),
  };
  return [
    {
      name: `providers-list-${colorScheme}`,
      state: running({ accounts: [account("work", { active: true })] }),
      options,
    },
    {
      name: `providers-add-${colorScheme}`,
      state: running(),
      options,
      act: async ({ page }) => {
        await page.getByRole("button", { name: "Add a provider" }).click();
        await page.getByRole("dialog").getByRole("combobox").first().selectOption("openrouter");
      },
    },
  ];
});
