/** The first steps: left, taken up again, gone when done; and the trial they share with the page Connect. */
import { expect, it, describe } from "vitest";
import type { LiveState } from "../../src-shared/contract/index.ts";
import { codexOff } from "./support/codex-states.ts";
import { account, empty, request, running, stopped, withDesktop } from "./support/states.ts";
import { useWindows, violations } from "./support/windows.ts";

const { there, show } = useWindows();
const title = { name: "Three steps to a working tool" };

const signedIn = (edit: Partial<LiveState> = {}): LiveState => ({
  ...empty(),
  accounts: [account("work", { active: true })],
  ...edit,
});

const image = {
  name: "dot.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
};

describe.runIf(there)("the first steps", () => {
  it("are left without an account, and taken up again, across a reload", async () => {
    const { page, fake } = await show(empty());
    await page.getByRole("button", { name: "Skip" }).click();
    await page.getByRole("heading", { name: "No account yet" }).waitFor();
    expect(fake.calls).toEqual([{ name: "settings.update", input: { desktop: { firstSteps: false } } }]);
    await page.reload();
    await page.getByRole("button", { name: "Show the first steps" }).click();
    await page.getByRole("heading", title).waitFor();
    expect(fake.state().settings.values.desktop.firstSteps).toBe(true);
  });

  it("know from the database what was done before Switchyard was started", async () => {
    // The rows of this run are one that failed; the database knows of tools.
    const state = signedIn({ requests: [request(3, { outcome: "failed" })] });
    const { page, fake } = await show(state);
    await page.getByRole("heading", { name: "Recent requests" }).waitFor();
    expect(fake.calls.map(({ name }) => name)).toEqual(["usage.report"]);
    await expect.poll(() => page.getByRole("heading", title).count()).toBe(0);
  });

  it("stay while anything of them is open, and do not count curl or the window as a tool", async () => {
    const rows = [request(4), request(2, { client: { name: "switchyard-window", version: null } })];
    const { page, fake } = await show(signedIn());
    await page.getByRole("heading", title).waitFor();
    fake.change({}, rows);
    await page
      .getByRole("listitem")
      .filter({ hasText: "Try it" })
      .getByText("Done:")
      .waitFor({ state: "attached" });
    await page.getByText("No request from a tool yet").waitFor();
  });

  it("offer the login of this computer's Codex, and say why when that fails", async () => {
    const present = { kind: "account", id: null, name: "me@example.com", refreshedAt: null } as const;
    const codex = { ...codexOff, login: { ...codexOff.login, present } };
    const { page, fake } = await show({ ...empty(), codex });
    const link = page.getByRole("button", { name: "Use this computer's Codex login (me@example.com)" });
    fake.fail("accounts.link", { code: "import_unreadable", message: "There is no login.", advice: "" });
    await link.click();
    await page.getByRole("alert").getByText("There is no login.").waitFor();
    fake.mend("accounts.link");
    await link.click();
    await page.getByText("Signed in as codex-login@example.com").waitFor();
    const none = await show({
      ...empty(),
      codex: { ...codex, login: { ...codex.login, present: { kind: "none" } } },
    });
    await none.page.getByRole("heading", title).waitFor();
    await expect.poll(() => none.page.getByText("this computer's Codex").count()).toBe(0);
  });

  it("can be wished back in the settings", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    await page.getByText("First steps", { exact: true }).click();
    await expect
      .poll(() => fake.calls.at(-1))
      .toEqual({ name: "settings.update", input: { desktop: { firstSteps: false } } });
  });
});

describe.runIf(there)("a trial", () => {
  it("sends an image that was dropped, and not one that is none", async () => {
    const { page, fake } = await show(running(), { path: "/connect" });
    const form = page.getByRole("form", { name: "Try a request" });
    const [picker] = await Promise.all([
      page.waitForEvent("filechooser"),
      form.getByRole("button", { name: "Add image…" }).click(),
    ]);
    await picker.setFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no image") });
    await form.getByRole("alert").getByText("notes.txt is no PNG").waitFor();
    const transfer = await page.evaluateHandle(
      async ({ name, type, base64 }) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const made = new DataTransfer();
        made.items.add(new File([bytes], name, { type }));
        return made;
      },
      { name: image.name, type: image.mimeType, base64: image.buffer.toString("base64") },
    );
    await form.dispatchEvent("drop", { dataTransfer: transfer });
    await form.getByText("dot.png").waitFor();
    await expect.poll(() => form.getByRole("alert").count()).toBe(0);
    await form.getByText("Messages", { exact: true }).click();
    await form.getByRole("textbox", { name: "Question" }).fill("What is this?");
    await page.keyboard.press("Enter");
    await form.getByText("Hello from the fake gateway.").waitFor();
    expect(fake.calls.at(-1)).toEqual({
      name: "trial.run",
      input: { way: "messages", prompt: "What is this?", image: "…" },
    });
    await form.getByRole("button", { name: "Remove the image" }).click();
    await form.getByRole("button", { name: "Add image…" }).waitFor();
  });

  it.each([
    ["Claude Code", "messages"],
    ["curl", "chat"],
    ["OpenAI SDK, Python", "responses"],
  ])("tests the way of %s: %s", async (name, way) => {
    const { page, fake } = await show(running(), { path: "/connect" });
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("button", { name: `Test ${name}` }).click();
    await page.getByText("Answered in 4.5 s").waitFor();
    expect(fake.calls.at(-1)).toMatchObject({ name: "trial.run", input: { way } });
  });

  it("says what went wrong, and cannot be begun while the gateway is stopped", async () => {
    const { page, fake } = await show(running(), { path: "/connect" });
    fake.fail("trial.run", { code: "no_account", message: "No account can serve.", advice: "Sign in." });
    await page.getByRole("button", { name: "Test Codex" }).click();
    await page.getByRole("alert").getByText("No account can serve.").waitFor();
    expect(await violations(page)).toEqual([]);
    const off = await show(stopped(), { path: "/connect" });
    expect(await off.page.getByRole("button", { name: "Test Codex" }).isDisabled()).toBe(true);
    expect(await off.page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
  });

  it("speaks the chosen language", async () => {
    const { page, fake } = await show(withDesktop(running(), { language: "zh" }), { path: "/connect" });
    await page.getByRole("button", { name: "发送" }).click();
    await page.getByText("Hello from the fake gateway.").waitFor();
    expect(fake.calls.at(-1)?.input).toMatchObject({ prompt: "用一句话打个招呼。" });
  });
});
