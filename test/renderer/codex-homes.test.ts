import { describe, expect, it } from "vitest";
import { codexHomes, codexOff, codexOn, codexRefusal } from "./support/codex-states.ts";
import { running } from "./support/states.ts";
import { useWindows, violations } from "./support/windows.ts";

const { there, show } = useWindows();

describe.skipIf(!there)("several homes of Codex", () => {
  it("tells how each stands, why one was refused, and which profile leads past", async () => {
    const { page, faults } = await show(running({ codex: codexHomes }));
    const lines = page.getByRole("list", { name: "Codex's homes" }).getByRole("listitem");
    await lines.first().waitFor();
    await expect.poll(() => lines.count()).toBe(4);
    expect(await lines.nth(0).innerText()).toMatch(/through Switchyard[\s\S]*--profile local/);
    expect(await lines.nth(1).innerText()).toMatch(/could not be switched[\s\S]*read-only/);
    expect(await lines.nth(2).innerText()).toMatch(/changed by others[\s\S]*openai_base_url/);
    expect(await lines.nth(3).innerText()).toContain("removed, not restored yet");
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("says nothing of homes while there is one and no profile leads past it", async () => {
    const [main] = codexHomes.homes;
    if (!main) throw new Error("no home");
    const { page } = await show(running({ codex: { ...codexOn, homes: [{ ...main, bypassing: [] }] } }));
    await page.getByText("On, but no request").waitFor();
    await expect.poll(() => page.getByRole("list", { name: "Codex's homes" }).count()).toBe(0);
  });

  it("shows what changes in each, and goes on where one is refused", async () => {
    const { page, fake } = await show(running({ codex: codexOff }), {
      prepare: (given) =>
        given.previewOthers([{ ...codexRefusal, file: "/home/someone/work/.codex/config.toml" }]),
    });
    await page.getByRole("switch", { name: "Codex through Switchyard" }).click({ force: true });
    const dialog = page.getByRole("dialog");
    await dialog.getByText("/home/someone/.codex/config.toml").waitFor();
    await dialog.getByText("/home/someone/work/.codex/config.toml").waitFor();
    await dialog.getByRole("button", { name: "Apply" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(fake.calls.at(-1)?.name).toBe("codex.on");
  });

  it("takes a further home in the settings, and lets it go", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    await page.getByRole("textbox", { name: "Folder of a Codex home" }).fill("~/work/.codex");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove ~/work/.codex" }).click();
    await page.getByRole("button", { name: "Remove ~/work/.codex" }).waitFor({ state: "detached" });
    expect(fake.calls).toEqual([
      { name: "codex.addHome", input: { folder: "~/work/.codex" } },
      { name: "codex.removeHome", input: { folder: "~/work/.codex" } },
    ]);
  });
});
