import { running, withDesktop } from "../support/states.ts";
import type { OpenWindow } from "../support/window.ts";
import type { Shot } from "./shot.ts";

const path = "/usage";
const tall = { viewport: { width: 1120, height: 900 } };
const narrow = { viewport: { width: 480, height: 1000 } };
const problem = {
  code: "internal",
  message: "The usage database could not be read.",
  advice: "Try again; what was counted stays on disk.",
} as const;
const click =
  (name: string) =>
  async ({ page }: OpenWindow) => {
    await page.getByText(name, { exact: true }).click();
  };

const showRequests = async ({ page }: OpenWindow) => {
  await page.getByRole("main").getByText("Requests", { exact: true }).nth(1).click();
};

const untilThere = async ({ page }: OpenWindow) => {
  await page.getByRole("table", { name: "Totals" }).waitFor();
};

const byAccount = async ({ page }: OpenWindow) => {
  await page.getByLabel("Break down by").selectOption("Account");
  await page.getByRole("table", { name: "Attempts by account" }).waitFor();
};

export const usageShots: Shot[] = [
  { name: "usage-requests", state: running(), options: { path, ...tall }, act: showRequests },
  { name: "usage-table", state: running(), options: { path, ...tall }, act: click("Show as table") },
  {
    name: "usage-90",
    state: running(),
    options: { path, colorScheme: "dark", ...tall },
    act: click("90 d"),
  },
  {
    name: "usage-estimate",
    state: running(),
    options: { path, ...tall, prepare: (fake) => fake.price("USD") },
    act: untilThere,
  },
  {
    name: "usage-estimate-dark",
    state: running(),
    options: { path, colorScheme: "dark", ...tall, prepare: (fake) => fake.price("USD") },
    act: untilThere,
  },
  ...(["light", "dark"] as const).map((colorScheme) => ({
    name: `usage-by-account-${colorScheme}`,
    state: running(),
    options: { path, colorScheme, viewport: { width: 1120, height: 1400 } },
    act: byAccount,
  })),
  {
    name: "usage-by-account-narrow",
    state: running(),
    options: { path, viewport: { width: 480, height: 1500 } },
    act: byAccount,
  },
  { name: "usage-narrow", state: running(), options: { path, ...narrow } },
  {
    name: "usage-narrow-zh",
    state: withDesktop(running(), { language: "zh" }),
    options: { path, ...narrow },
  },
  { name: "usage-empty", state: running({ requests: [] }), options: { path } },
  {
    name: "usage-error",
    state: running(),
    options: { path, prepare: (fake) => fake.fail("usage.report", problem) },
  },
  {
    name: "usage-pointed",
    state: running(),
    options: { path, ...tall },
    act: async ({ page }) => {
      await page.getByRole("img", { name: /per day/ }).hover({ position: { x: 300, y: 60 } });
    },
  },
];
