/** What is kept, in the settings; what the models are, can and were last seen doing. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { account, request, running } from "./support/states.ts";
import { useWindows, violations } from "./support/windows.ts";
import { now } from "./support/page-clock.ts";

const { there, show } = useWindows();

describe.runIf(there)("the data", () => {
  it("lies in a folder that is shown, opened and copied; only the desktop opens it", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    const section = page.getByRole("region", { name: "Data", exact: true });
    await section.getByText("/home/someone/.config/Switchyard").waitFor();
    await section.getByRole("button", { name: "Open folder" }).click();
    await expect.poll(() => fake.calls.at(-1)?.name).toBe("data.showFolder");
    fake.fail("data.showFolder", { code: "internal", message: "No file manager.", advice: "" });
    await section.getByRole("button", { name: "Open folder" }).click();
    await section.getByRole("alert").getByText("No file manager.").waitFor();
    const state = running();
    state.app.can.showFolder = false;
    const headless = await show(state, { path: "/settings" });
    await headless.page.getByRole("button", { name: "Copy path" }).waitFor();
    await expect.poll(() => headless.page.getByRole("button", { name: "Open folder" }).count()).toBe(0);
  });

  it("is kept for as many days as the person says", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    const days = page.getByLabel("Keep requests for");
    expect(await days.inputValue()).toBe("90");
    await days.fill("0");
    await page.keyboard.press("Enter");
    await page.getByText("A whole number from 1 to 3660.").waitFor();
    await days.fill("30");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => fake.calls)
      .toEqual([{ name: "settings.update", input: { data: { retentionDays: 30 } } }]);
  });

  it.each([
    ["settings", "switchyard-settings.json", '{ "models": { "default": "gpt-5.4" } }'],
    ["usage", "requests.csv", "gpt-5.5"],
  ])("is handed out as a file: %s", async (what, name, part) => {
    const { page } = await show(running(), { path: "/settings" });
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: `Export the ${what}` }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(name);
    expect(await readFile(await file.path(), "utf8")).toContain(part);
  });

  it("is deleted only as far as it was named, after asking", async () => {
    const { page, fake } = await show(running(), { path: "/settings", reducedMotion: "reduce" });
    await page.getByRole("button", { name: "Delete…" }).click();
    const dialog = page.getByRole("dialog", { name: "What should be deleted?" });
    const confirm = dialog.getByRole("button", { name: "Delete for good" });
    expect(await confirm.isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await dialog.getByText("Usage and requests").click();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(fake.calls).toEqual([]);
    await page.getByRole("button", { name: "Delete…" }).click();
    await dialog.getByText("Usage and requests").click();
    fake.fail("data.wipe", { code: "internal", message: "The disk is full.", advice: "" });
    await confirm.click();
    await dialog.getByRole("alert").getByText("The disk is full.").waitFor();
    fake.mend("data.wipe");
    await confirm.click();
    await dialog.waitFor({ state: "detached" });
    expect(fake.calls.at(-1)).toEqual({
      name: "data.wipe",
      input: { usage: true, accounts: false, settings: false },
    });
  });
});

describe.runIf(there)("the models", () => {
  it("say for which accounts they are, and how they did last", async () => {
    const accounts = [
      account("one"),
      account("two", { excludedModels: ["gpt-5.4-mini", "gpt-5.3-codex-spark"] }),
      account("three", { excludedModels: ["gpt-5.4-mini"] }),
    ];
    const requests = [
      request(1, { model: "gpt-5.5", outcome: "running" }),
      request(2, { model: "gpt-5.5", startedAt: now - 185_000 }),
      request(3, { model: "gpt-5.4", outcome: "failed" }),
    ];
    const { page } = await show(running({ accounts, requests }), { path: "/models" });
    const row = (id: string) => page.getByRole("row").filter({ has: page.getByText(id, { exact: true }) });
    await row("gpt-5.5").getByText("all", { exact: true }).waitFor();
    await row("gpt-5.5").getByText("3 min ago").waitFor();
    await row("gpt-5.4").getByText("Failed").waitFor();
    await row("gpt-5.4-mini").getByText("1 of 3").waitFor();
    await row("gpt-5.4-mini").getByText("Not for two@example.com, three@example.com").waitFor();
    await row("gpt-5.3-codex-spark").getByText("not asked yet").waitFor();
  });

  it("are given other names, one by one", async () => {
    const { page, fake } = await show(running(), { path: "/models" });
    await page.getByText("No names yet.").waitFor();
    const add = page.getByRole("button", { name: "Add name" });
    expect(await add.isDisabled()).toBe(true);
    await page.getByLabel("Asked for").fill(" fast ");
    await page.getByLabel("Becomes").fill("gpt-5.4-mini-low");
    await page.keyboard.press("Enter");
    const list = page.getByRole("list", { name: "Names for models" });
    await list.getByText("gpt-5.4-mini-low").waitFor();
    await page.getByLabel("Asked for").fill("*");
    await page.getByLabel("Becomes").fill("gpt-5.5");
    await add.click();
    await list.getByText("gpt-5.5", { exact: true }).waitFor();
    await list.getByRole("button", { name: "Remove the name fast" }).click();
    await list.getByText("fast").waitFor({ state: "detached" });
    expect(fake.state().settings.values.models.map).toEqual({ "*": "gpt-5.5" });
  });

  it("stand in for names that are missing or unknown, as chosen here", async () => {
    const { page, fake } = await show(running(), { path: "/models" });
    await page.getByLabel("Fallback model").selectOption("gpt-5.4");
    await expect
      .poll(() => fake.calls)
      .toEqual([{ name: "settings.update", input: { models: { fallback: "gpt-5.4" } } }]);
    const row = page.getByRole("row").filter({ has: page.getByText("gpt-5.4", { exact: true }) });
    await row.getByText("fallback").waitFor();
  });
});
