/** Many accounts: their order, why one is in use, which models they serve, and doing the same to several. */
import { describe, expect, it } from "vitest";
import { movedBeside, movedTo, shownAccounts } from "../../src-renderer/pages/accounts/shown-accounts.ts";
import { account, manyAccounts, mixedAccounts, running, withDesktop } from "./support/states.ts";
import type { OpenWindow } from "./support/window.ts";
import { useWindows, violations } from "./support/windows.ts";
import { now } from "./support/page-clock.ts";
import { chooseMore } from "./support/choose-more.ts";

const { there, show } = useWindows();
const path = "/accounts";

const three = () =>
  running({ accounts: [account("one", { active: true }), account("two"), account("three")] });

const names = ({ page }: OpenWindow) =>
  page
    .getByRole("main")
    .getByRole("listitem")
    .evaluateAll((items) => items.map((item) => item.getAttribute("aria-label")));

describe("which accounts are shown", () => {
  const found = (query: string, status: Parameters<typeof shownAccounts>[2] = "all") =>
    shownAccounts(mixedAccounts(), query, status).map(({ id }) => id);

  it.each([
    ["", "all", 8],
    ["  ", "all", 8],
    ["example.com", "all", 7],
    ["STUDIO", "all", 1],
    ["studio team", "all", 1],
    ["studio plus", "all", 0],
    ["", "ok", 3],
    ["", "attention", 2],
    ["", "signIn", 2],
    ["", "paused", 1],
    ["work", "paused", 0],
  ] as const)("for %j with status %s: %d", (query, status, count) => {
    expect(found(query, status)).toHaveLength(count);
  });
});

describe("moving in the order", () => {
  const ids = ["a", "b", "c", "d"];

  it.each([
    ["a", 1, "bacd"],
    ["d", 0, "dabc"],
    ["a", 9, "bcda"],
    ["c", -3, "cabd"],
    ["b", 1, "abcd"],
  ])("%s to %d", (id, index, expected) => {
    expect(movedTo(ids, id, index).join("")).toBe(expected);
  });

  it.each([
    ["a", "c", "before", "bacd"],
    ["a", "c", "after", "bcad"],
    ["d", "a", "before", "dabc"],
    ["b", "b", "after", "abcd"],
    ["b", "gone", "after", "abcd"],
  ] as const)("%s beside %s, %s", (id, beside, side, expected) => {
    expect(movedBeside(ids, id, beside, side).join("")).toBe(expected);
  });
});

describe.runIf(there)("the order", () => {
  it("is changed by the arrow keys of a handle, which keeps the focus", async () => {
    const window = await show(three(), { path });
    const { page, fake } = window;
    const handle = page.getByRole("button", { name: /^Move one/ });
    await handle.focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("button", { name: "Move one@example.com, now 2 of 3" }).waitFor();
    expect(await names(window)).toEqual(["two@example.com", "one@example.com", "three@example.com"]);
    await page.keyboard.press("ArrowDown");
    await page.getByRole("button", { name: "Move one@example.com, now 3 of 3" }).waitFor();
    await page.keyboard.press("ArrowDown");
    expect(await handle.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(fake.calls.map(({ input }) => input)).toEqual([
      { ids: ["two", "one", "three"] },
      { ids: ["two", "three", "one"] },
    ]);
  });

  it("is changed by dragging", async () => {
    const window = await show(three(), { path });
    const { page, fake } = window;
    const target = page.getByRole("listitem", { name: "one@example.com" });
    await page
      .getByRole("button", { name: /^Move three/ })
      .dragTo(target, { targetPosition: { x: 200, y: 8 } });
    await expect
      .poll(() => fake.calls)
      .toEqual([{ name: "accounts.reorder", input: { ids: ["three", "one", "two"] } }]);
    expect(await names(window)).toEqual(["three@example.com", "one@example.com", "two@example.com"]);
  });

  it("cannot be changed in a list that does not show all", async () => {
    const { page } = await show(running(), { path });
    await page.getByRole("button", { name: /^Move Work/ }).waitFor({ state: "attached" });
    await page.getByRole("searchbox", { name: "Search accounts" }).fill("studio");
    await page.getByRole("listitem", { name: "Work" }).waitFor({ state: "detached" });
    await expect.poll(() => page.getByRole("button", { name: /^Move / }).count()).toBe(0);
  });

  it("says what went wrong", async () => {
    const problem = { code: "internal", message: "The disk is full.", advice: "" } as const;
    const { page } = await show(three(), { path, prepare: (fake) => fake.fail("accounts.reorder", problem) });
    await page.getByRole("button", { name: /^Move one/ }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("alert").getByText("The disk is full.").waitFor();
  });
});

describe.runIf(there)("an account", () => {
  it.each([
    ["first", "no account was chosen"],
    ["chosen", "chosen by hand"],
    ["previous-limited", "the one before has used up its limit"],
    ["previous-unavailable", "the one before cannot be used"],
    ["order", "it comes first in the list"],
    ["fill-first", "it is the most used one that has something left"],
    ["most-remaining", "it has the most left"],
    ["round-robin", "it was its turn"],
  ] as const)("in use says why: %s", async (code, words) => {
    const activeReason = { code, message: "somebody@example.com is paused.", since: now };
    const state = running({ accounts: [account("one", { active: true, activeReason })] });
    const { page } = await show(withDesktop(state, { maskEmails: true }), { path });
    await page.getByText(new RegExp(`^In use since \\d\\d:\\d\\d: ${words}\\.$`)).waitFor();
    expect(await page.locator("body").innerText()).not.toContain("somebody");
  });

  it("is kept from models, also from those that are gone from the catalog", async () => {
    const accounts = [account("one", { active: true, excludedModels: ["gpt-gone", "gpt-5.4"] })];
    const { page, fake } = await show(running({ accounts }), { path });
    await page.getByText("gpt-gone, gpt-5.4").waitFor();
    await chooseMore(page, "one@example.com", /^Choose the models/);
    const dialog = page.getByRole("dialog", { name: "Models of one@example.com" });
    const ticked = () =>
      dialog
        .getByRole("checkbox", { checked: true })
        .evaluateAll((boxes) => boxes.map((box) => box.closest("label")?.textContent));
    expect(await ticked()).toEqual(["gpt-5.5", "gpt-5.4-mini", "gpt-5.3-codex-spark"]);
    await dialog.getByRole("checkbox", { name: "gpt-gone" }).check();
    await dialog.getByRole("checkbox", { name: "gpt-5.5", exact: true }).uncheck();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("gpt-5.4, gpt-5.5").waitFor();
    expect(fake.calls).toEqual([
      { name: "accounts.setExcludedModels", input: { id: "one", models: ["gpt-5.4", "gpt-5.5"] } },
    ]);
  });

  it("may follow Codex's own login, and is only let go then", async () => {
    const { page, fake } = await show(three(), { path });
    await page.getByRole("button", { name: "Add account" }).click();
    await page.getByRole("button", { name: "Follow Codex's own login" }).click();
    await page.getByText("codex-login@example.com is followed from now on.").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    const card = page.getByRole("listitem", { name: "codex-login@example.com" });
    await card.getByText("follows Codex's own login").waitFor();
    await chooseMore(card, "codex-login@example.com", /^Remove/);
    await page.getByText("Switchyard stops following this login.").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    // There is one such login on a computer.
    await page.getByRole("button", { name: "Add account" }).click();
    await page.getByText("Choose how to sign in.").waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Follow Codex's own login" }).count()).toBe(0);
    expect(fake.calls).toEqual([{ name: "accounts.link", input: {} }]);
  });

  it("says why it could not be followed", async () => {
    const problem = {
      code: "sign_in_needed",
      message: "Codex is not signed in.",
      advice: "Run codex login.",
    } as const;
    const { page } = await show(three(), { path, prepare: (fake) => fake.fail("accounts.link", problem) });
    await page.getByRole("button", { name: "Add account" }).click();
    await page.getByRole("button", { name: "Follow Codex's own login" }).click();
    await page.getByRole("dialog").getByRole("alert").getByText("Codex is not signed in.").waitFor();
  });
});

describe.runIf(there)("many accounts", () => {
  it.each([
    [5, 0],
    [6, 1],
  ])("%d of them have %d search fields", async (count, fields) => {
    const { page } = await show(running({ accounts: manyAccounts(count) }), { path });
    await page.getByRole("listitem", { name: "Team 1" }).waitFor();
    await expect.poll(() => page.getByRole("searchbox").count()).toBe(fields);
  });

  it("are found by words and by how they are, and all shown again", async () => {
    const window = await show(running(), { path });
    const { page } = window;
    await page.getByRole("combobox", { name: "Which accounts" }).selectOption("Used up or in trouble");
    await page.getByRole("listitem", { name: "Work" }).waitFor({ state: "detached" });
    expect(await names(window)).toEqual(["Studio", "Travel"]);
    await page.getByRole("searchbox", { name: "Search accounts" }).fill("nobody");
    await page.getByRole("heading", { name: "No account matches" }).waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("listitem", { name: "Work" }).waitFor();
    expect(await names(window)).toHaveLength(8);
  });

  it("are paused, resumed and removed together", async () => {
    const { page, fake } = await show(running(), { path });
    await page.getByRole("button", { name: "Select", exact: true }).click();
    const bar = page.getByRole("toolbar", { name: "Selected accounts" });
    expect(await bar.getByRole("button", { name: "Pause" }).isDisabled()).toBe(true);
    await page.getByRole("checkbox", { name: "Select Work" }).check();
    await page.getByRole("checkbox", { name: "Select spare@example.com" }).check();
    await bar.getByText("2 selected").waitFor();
    await bar.getByRole("button", { name: "Pause" }).click();
    await expect
      .poll(() => fake.calls)
      .toEqual([{ name: "accounts.setPaused", input: { id: "work", paused: true } }]);
    await bar.getByRole("button", { name: "Resume" }).click();
    await expect
      .poll(() => fake.calls.slice(1))
      .toEqual([
        { name: "accounts.setPaused", input: { id: "work", paused: false } },
        { name: "accounts.setPaused", input: { id: "spare", paused: false } },
      ]);
    await bar.getByRole("button", { name: "Remove…" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove 2 accounts?" });
    await dialog.getByText("Work, spare@example.com").waitFor();
    await dialog.getByRole("button", { name: "Remove 2 accounts" }).click();
    await dialog.waitFor({ state: "detached" });
    await bar.getByText("0 selected").waitFor();
    expect(fake.calls.slice(3)).toEqual([
      { name: "accounts.remove", input: { id: "work" } },
      { name: "accounts.remove", input: { id: "spare" } },
    ]);
    await bar.getByRole("button", { name: "Select all" }).click();
    await bar.getByText("6 selected").waitFor();
    await bar.getByRole("button", { name: "Done" }).click();
    await expect.poll(() => page.getByRole("checkbox").count()).toBe(0);
  });

  it("are lines that open into everything, from thirteen on", async () => {
    const { page, fake } = await show(running({ accounts: manyAccounts(40) }), { path });
    const line = page.getByRole("listitem", { name: "account-2@example.com" });
    await line.waitFor();
    await expect.poll(() => page.getByRole("listitem").count()).toBe(40);
    expect(await line.evaluate((item) => item.getBoundingClientRect().height)).toBeLessThan(40);
    await expect
      .poll(() => page.getByRole("button", { name: "Use account-2@example.com", exact: true }).count())
      .toBe(0);
    const toggle = line.getByRole("button", { name: "account-2@example.com", exact: true });
    await toggle.focus();
    await page.keyboard.press("Enter");
    await line.getByRole("button", { name: "Use account-2@example.com", exact: true }).click();
    await line.getByText(/^Works, last used/).waitFor();
    expect(fake.calls).toEqual([{ name: "accounts.use", input: { id: "account-2" } }]);
    await toggle.click();
    await line.getByText(/^Works, last used/).waitFor({ state: "detached" });
  });

  it.each([480, 720, 1120])("stay within the window at %d px", async (width) => {
    const accounts = manyAccounts(40);
    accounts[1]!.health = "sign-in-needed";
    const { page } = await show(running({ accounts }), { path, viewport: { width, height: 800 } });
    await page.getByRole("button", { name: "Select", exact: true }).click();
    const over = await page.getByRole("main").evaluate((main) => {
      const right = main.getBoundingClientRect().left + main.clientWidth;
      return [...main.querySelectorAll("*")]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > right + 1)
        .map((element) => element.className);
    });
    expect(over).toEqual([]);
  });

  it.each(["light", "dark"] as const)(
    "are accessible as lines and while they are picked, in %s",
    async (colorScheme) => {
      const { page } = await show(running({ accounts: manyAccounts(14) }), {
        path,
        colorScheme,
        reducedMotion: "reduce",
      });
      await page.getByRole("button", { name: "Team 1", exact: true }).click();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Select", exact: true }).click();
      await page.getByRole("checkbox", { name: "Select Team 1", exact: true }).check();
      expect(await violations(page)).toEqual([]);
      await chooseMore(page, "Team 1", /^Choose the models/);
      await page.getByRole("dialog").waitFor();
      expect(await violations(page)).toEqual([]);
    },
  );
});
