/** Accounts in and out by the window: what an import will do, what an export means, a reset credit spent. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeZip } from "../support/make-zip.ts";
import { account, running, withDesktop } from "./support/states.ts";
import type { OpenOptions, OpenWindow } from "./support/window.ts";
import { useWindows, violations } from "./support/windows.ts";
import { chooseMore } from "./support/choose-more.ts";

const { there, show } = useWindows();
const path = "/accounts";

async function importing(options: OpenOptions = {}, state = running({ accounts: [account("work")] })) {
  const window = await show(state, { path, ...options });
  await window.page.getByRole("button", { name: "Add account" }).click();
  await window.page.getByRole("button", { name: "Import from a file" }).click();
  const dialog = window.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Choose files" }).waitFor();
  return { ...window, dialog };
}

const json = (name: string, text = "{}") => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(text),
});

describe.runIf(there)("an import", () => {
  it("takes several files, archives as they are, and says of every entry what will happen", async () => {
    const { dialog, fake } = await importing();
    const zip = makeZip([{ path: "a.json", content: "x".repeat(20_000), stored: true }]);
    await dialog
      .locator("input[type=file]")
      .setInputFiles([json("auth.json"), { name: "backup.zip", mimeType: "application/zip", buffer: zip }]);
    const entries = dialog.getByRole("list", { name: "What was found" }).getByRole("listitem");
    await entries.first().waitFor();
    expect(fake.calls).toEqual([
      {
        name: "accounts.previewImport",
        input: {
          files: [
            { name: "auth.json", text: "{}" },
            { name: "backup.zip", base64: zip.toString("base64") },
          ],
        },
      },
    ]);
    const words = await entries.allInnerTexts();
    expect(words.map((each) => each.replaceAll("\n", " "))).toEqual([
      expect.stringMatching(/^new@example\.com Plus Will be added auth\.json · workspace …000007 · access/),
      expect.stringMatching(/^work@example\.com Pro Will be renewed/),
      expect.stringMatching(/^short@example\.com Plus Will be added .*cannot be renewed/),
      expect.stringMatching(/^old@example\.com Plus Stays as it is .*newer login/),
      expect.stringMatching(/^same@example\.com Plus Already here/),
      expect.stringMatching(/^backup\.zip: readme\.md Not JSON, ignored$/),
      expect.stringMatching(/^backup\.zip: notes\.json Cannot be used .*no access token/),
    ]);
    await dialog.getByText("the program it came from is signed out").waitFor();
    await dialog.getByRole("button", { name: "Choose other files" }).click();
    await dialog.getByRole("button", { name: "Choose files" }).waitFor();
    expect(fake.calls).toHaveLength(1);
  });

  it("takes what is dropped and what is pasted", async () => {
    const { page, dialog, fake } = await importing();
    const dropped = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(["[1]"], "dropped.json", { type: "application/json" }));
      return data;
    });
    await dialog.getByText("Or drop them here").dispatchEvent("drop", { dataTransfer: dropped });
    await dialog.getByRole("button", { name: "Choose other files" }).click();
    expect(await dialog.getByRole("button", { name: "Preview" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Or paste the contents of a file").fill("[2]");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await dialog.getByRole("button", { name: "Import 3 accounts" }).waitFor();
    expect(fake.calls.map(({ input }) => input)).toEqual([
      { files: [{ name: "dropped.json", text: "[1]" }] },
      { files: [{ name: "Pasted text", text: "[2]" }] },
    ]);
  });

  it("that would do something else by now is looked at again", async () => {
    const { dialog, fake } = await importing({
      prepare: (fake) =>
        fake.fail("accounts.importFiles", {
          code: "import_changed",
          message: "The accounts changed after the preview.",
          advice: "",
        }),
    });
    await dialog.locator("input[type=file]").setInputFiles(json("auth.json"));
    await dialog.getByRole("button", { name: "Import 3 accounts" }).click();
    await dialog.getByRole("alert").getByText("The accounts changed after the preview.").waitFor();
    fake.mend("accounts.importFiles");
    await dialog.getByRole("button", { name: "Preview again" }).click();
    await dialog.getByRole("alert").waitFor({ state: "detached" });
    await dialog.getByRole("button", { name: "Import 3 accounts" }).click();
    await dialog.getByText("One account was already known; its login was renewed.").waitFor();
    expect(fake.calls.map(({ name }) => name)).toEqual([
      "accounts.previewImport",
      "accounts.importFiles",
      "accounts.previewImport",
      "accounts.importFiles",
    ]);
  });

  it("shows no whole e-mail where they are masked", async () => {
    const state = withDesktop(running({ accounts: [account("work")] }), { maskEmails: true });
    const { dialog } = await importing({}, state);
    await dialog.locator("input[type=file]").setInputFiles(json("auth.json"));
    await dialog.getByText("n•••@e•••.com").waitFor();
    expect(await dialog.innerText()).not.toContain("new@example.com");
  });

  it.each(["light", "dark"] as const)("is accessible at every step, in %s", async (colorScheme) => {
    const { page, dialog } = await importing({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(page)).toEqual([]);
    await dialog.locator("input[type=file]").setInputFiles(json("auth.json"));
    await dialog.getByRole("button", { name: "Import 3 accounts" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Import 3 accounts" }).click();
    await dialog.getByRole("button", { name: "Done" }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

async function exporting(window: OpenWindow, name: string) {
  const card = window.page.getByRole("listitem", { name });
  await card.hover();
  await chooseMore(card, name, /^Export/);
  return window.page.getByRole("dialog", { name: `Export the login of ${name}?` });
}

describe.runIf(there)("an export", () => {
  it("says what it means and when it was last done, then saves a file", async () => {
    const window = await show(running(), { path });
    const dialog = await exporting(window, "private@example.com");
    await dialog.getByText("Whoever holds the file holds the login.").waitFor();
    await dialog.getByText(/^Last exported /).waitFor();
    const saved = window.page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Save file" }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe("switchyard-accounts.json");
    expect(readFileSync(await file.path(), "utf8")).toBe("{}");
    await dialog.getByText("One login was saved to switchyard-accounts.json.").waitFor();
    expect(window.fake.calls).toEqual([
      { name: "accounts.export", input: { ids: ["private"], by: "window" } },
    ]);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await window.page.getByText(/Exported just now/).waitFor();
  });

  it("of several leaves out what cannot be exported, by name", async () => {
    const { page, fake } = await show(running(), { path });
    await page.getByRole("button", { name: "Select", exact: true }).click();
    for (const name of ["Work", "Server", "fresh@example.com"])
      await page.getByRole("checkbox", { name: `Select ${name}` }).check();
    await page.getByRole("toolbar").getByRole("button", { name: "Export…" }).click();
    const dialog = page.getByRole("dialog", { name: "Export 3 logins?" });
    await dialog.getByText("Left out: Server, fresh@example.com.").waitFor();
    await dialog.getByRole("button", { name: "Save file" }).click();
    await dialog.getByText(/^One login was saved/).waitFor();
    expect(fake.calls).toEqual([{ name: "accounts.export", input: { ids: ["work"], by: "window" } }]);
  });

  it("is not offered for Codex's own login", async () => {
    const { page } = await show(running(), { path });
    const card = page.getByRole("listitem", { name: "fresh@example.com" });
    await card.getByRole("button", { name: "More for fresh@example.com" }).click();
    await card.getByRole("menuitem", { name: "Remove fresh@example.com" }).waitFor();
    expect(await card.getByRole("menuitem", { name: /^Export/ }).count()).toBe(0);
  });

  it("tells what went wrong, and is accessible", async () => {
    const problem = { code: "internal", message: "The disk is full.", advice: "" } as const;
    const window = await show(running(), {
      path,
      reducedMotion: "reduce",
      prepare: (fake) => fake.fail("accounts.export", problem),
    });
    const dialog = await exporting(window, "Work");
    await dialog.getByText("Never exported before.").waitFor();
    expect(await violations(window.page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save file" }).click();
    await dialog.getByRole("alert").getByText("The disk is full.").waitFor();
    expect(await violations(window.page)).toEqual([]);
  });
});

describe.runIf(there)("what a plan has left", () => {
  it("is shown with its age; what was never told is a dash", async () => {
    const { page } = await show(running(), { path });
    const facts = async (name: string) =>
      (await page.getByRole("listitem", { name }).locator("dl").innerText()).replace(/\s+/g, " ");
    expect(await facts("private@example.com")).toMatch(
      /^Credits 12\.5 Reset credits 2 · next expires .+ Use one$/,
    );
    expect(await facts("Studio")).toMatch(
      /^Credits — Spending limit reached, 50 of 50 used · resets .+ Reset credits 0$/,
    );
    // Where nothing was ever told there is nothing to say.
    await expect.poll(() => page.getByRole("listitem", { name: "Work" }).locator("dl").count()).toBe(0);
    const titles = await page
      .getByRole("listitem", { name: "private@example.com" })
      .locator("dl > div")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("title")));
    expect(titles).toEqual([
      "Read just now from an answer's headers",
      expect.stringMatching(/^Read .+ ago from OpenAI's usage page$/),
    ]);
  });

  it("a reset credit is spent only after a person said so", async () => {
    const { page, fake } = await show(running(), { path, reducedMotion: "reduce" });
    const use = page.getByRole("button", { name: "Use one reset credit of private@example.com" });
    await use.click();
    const dialog = page.getByRole("dialog", { name: "Use a reset credit of private@example.com?" });
    await dialog.getByText("This can't be undone.").waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(fake.calls).toEqual([]);
    await use.click();
    await dialog.getByRole("button", { name: "Use one reset credit" }).click();
    await dialog.getByText("The limits begin anew.").waitFor();
    expect(fake.calls).toEqual([{ name: "accounts.spendReset", input: { id: "private" } }]);
  });
});
