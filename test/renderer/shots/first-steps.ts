import { codexOff } from "../support/codex-states.ts";
import { account, empty, running, withDesktop } from "../support/states.ts";
import type { OpenWindow } from "../support/window.ts";
import type { Shot } from "./shot.ts";

const present = { kind: "account", id: null, name: "me@example.com", refreshedAt: null } as const;
const codex = { ...codexOff, login: { ...codexOff.login, present } };
const mapped = () => {
  const state = running();
  state.settings.values.models.map = { "claude-opus-5-5": "gpt-5.5-high", "*": "gpt-5.4" };
  return state;
};

async function wipe({ page }: OpenWindow): Promise<void> {
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByText("Usage and requests").click();
}

async function trial({ page }: OpenWindow): Promise<void> {
  const form = page.getByRole("form").last();
  await form.scrollIntoViewIfNeeded();
  await form.getByRole("button", { name: /^(Send|发送)$/ }).click();
  await page.getByText("Hello from the fake gateway.").waitFor();
  await form.scrollIntoViewIfNeeded();
}

export const firstStepsShots: Shot[] = [
  { name: "first-steps-link", state: { ...empty(), codex } },
  { name: "first-steps-left", state: withDesktop(empty(), { firstSteps: false }) },
  ...(["light", "dark"] as const).flatMap((colorScheme): Shot[] => [
    {
      name: `first-steps-tried-${colorScheme}`,
      state: { ...empty(), accounts: [account("work", { active: true })] },
      options: { colorScheme },
      act: trial,
    },
    {
      name: `trial-${colorScheme}`,
      state: running(),
      options: { path: "/connect", colorScheme },
      act: trial,
    },
    {
      name: `data-wipe-${colorScheme}`,
      state: running(),
      options: { path: "/settings", colorScheme },
      act: wipe,
    },
    {
      name: `data-${colorScheme}`,
      state: running(),
      options: { path: "/settings", colorScheme },
      act: async ({ page }) => page.getByRole("button", { name: "Delete…" }).scrollIntoViewIfNeeded(),
    },
    { name: `models-names-${colorScheme}`, state: mapped(), options: { path: "/models", colorScheme } },
  ]),
  {
    name: "trial-failed",
    state: running(),
    options: {
      path: "/connect",
      prepare: (fake) =>
        fake.fail("trial.run", {
          code: "usage_limit_reached",
          message: "Every account is used up.",
          advice: "The first one resets in 1 h 18 min.",
        }),
    },
    act: async ({ page }) => {
      await page.getByRole("button", { name: "Test Codex" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "trial-narrow-zh",
    state: withDesktop(running(), { language: "zh" }),
    options: { path: "/connect", viewport: { width: 480, height: 900 } },
    act: trial,
  },
];
