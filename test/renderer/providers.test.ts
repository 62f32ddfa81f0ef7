/** Providers in the window: their list, what is done to them, and a request that one served. */
import { describe, expect, it } from "vitest";
import { addableKinds } from "../../src-renderer/pages/accounts/providers/add-provider-form.ts";
import type { ProviderKind } from "../../src-shared/provider-kinds.ts";
import { running } from "./support/states.ts";
import { everyProvider } from "./support/provider-states.ts";
import type { OpenWindow } from "./support/window.ts";
import { useWindows, violations } from "./support/windows.ts";

const { there, show } = useWindows();

const line = ({ page }: OpenWindow, name: string) => page.getByRole("listitem", { name, exact: true });

describe.runIf(there)("the list of providers", () => {
  const options = {
    path: "/accounts",
    prepare: (fake: OpenWindow["fake"]) => fake.provide(everyProvider()),
  };

  it("tells what each is, who pays, and whether it serves", async () => {
    const window = await show(running(), options);
    await line(window, "anthropic").waitFor();
    const told = {
      anthropic: ["Anthropic Messages", "Key", "2 keys", "Serving"],
      openrouter: ["OpenAI and compatible", "Trouble: OpenRouter refused its key."],
      local: ["Local", "no key", "Paused"],
      claude: ["Claude Code program", "Plan", "Not accepted yet"],
      "codex-cli": ["This version cannot serve it yet"],
    };
    for (const [name, words] of Object.entries(told))
      for (const word of words) expect(await line(window, name).textContent()).toContain(word);
    expect(await violations(window.page)).toEqual([]);
  });

  it("lets one serve once its terms are accepted", async () => {
    const window = await show(running(), options);
    const { page, fake } = window;
    await page.getByRole("button", { name: "Accept… the terms of claude" }).press("Enter");
    await page.getByText("Never use it to serve other people.").waitFor();
    await page.getByRole("button", { name: "Accept", exact: true }).press("Enter");
    await line(window, "claude").getByText("Serving").waitFor();
    expect(fake.calls).toEqual([{ name: "providers.change", input: { name: "claude", accepted: true } }]);
  });

  it("checks, pauses, resumes and removes one", async () => {
    const window = await show(running(), options);
    const { page, fake } = window;
    await page.getByRole("button", { name: "Check anthropic now" }).click();
    await page.getByText("anthropic works.").waitFor();
    await page.getByRole("button", { name: "Pause anthropic" }).click();
    await page.getByRole("button", { name: "Resume anthropic" }).click();
    await line(window, "anthropic").getByText("Serving").waitFor();
    await page.getByRole("button", { name: "Remove anthropic" }).click();
    await page.getByRole("button", { name: "Remove provider" }).click();
    await line(window, "anthropic").waitFor({ state: "detached" });
    const calls = ["check", "pause", "resume", "remove"];
    expect(fake.calls).toEqual(
      calls.map((call) => ({ name: `providers.${call}`, input: { name: "anthropic" } })),
    );
  });
});

describe("what can be added", () => {
  it.each([
    [["anthropic", "claude-code"], [], ["anthropic", "claude-code"]],
    [["anthropic", "claude-code"], ["anthropic", "claude-code"], ["anthropic"]],
    [["openai"], ["claude-code"], ["openai"]],
  ] as [ProviderKind[], ProviderKind[], ProviderKind[]][])(
    "of %j beside %j: %j",
    (built, there, expected) => {
      expect(
        addableKinds(
          built,
          there.map((kind) => ({ kind })),
        ),
      ).toEqual(expected);
    },
  );
});

describe.runIf(there)("the dialog that adds a provider", () => {
  it("takes what was found with one press, and the list shows it", async () => {
    const window = await show(running(), {
      path: "/accounts",
      prepare: (fake) =>
        fake.offer([
          {
            kind: "openai",
            name: "openrouter",
            base: "https://openrouter.ai/api",
            dialect: "chat",
            from: { what: "environment", where: "OPENROUTER_API_KEY" },
          },
        ]),
    });
    const { page, fake } = window;
    await page.getByRole("button", { name: "Add a provider" }).press("Enter");
    await page.getByRole("button", { name: "openrouter, from OPENROUTER_API_KEY" }).press("Enter");
    await page.getByText("The key is read from OPENROUTER_API_KEY.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("textbox", { name: "Name" }).press("Enter");
    await line(window, "openrouter").waitFor();
    expect(fake.calls).toEqual([
      {
        name: "providers.add",
        input: {
          kind: "openai",
          name: "openrouter",
          base: "https://openrouter.ai/api",
          keyVariable: "OPENROUTER_API_KEY",
          dialect: "chat",
        },
      },
    ]);
  });

  it("offers what can be added, and nothing moves when what lies here is found", async () => {
    const { page } = await show(running(), { path: "/accounts" });
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/providers\/found/, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("button", { name: "Add a provider" }).click();
    const choice = page.getByRole("dialog").getByRole("combobox", { name: "Provider" });
    await choice.waitFor();
    const before = await choice.boundingBox();
    answer();
    await page.getByText("Nothing that is not added already").waitFor();
    expect(await choice.boundingBox()).toEqual(before);
    const offered = await choice.locator("option").allInnerTexts();
    expect(offered).toContain("Claude Code");
    expect(offered).not.toContain("Cursor");
  });

  it("asks for what the kind needs, and stays with the server's words when it is refused", async () => {
    const { page, fake } = await show(running(), { path: "/accounts" });
    const message = "A provider's name has lower-case letters.";
    fake.fail("providers.add", { code: "bad_request", message, advice: "Choose another." });
    await page.getByRole("button", { name: "Add a provider" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Provider" }).selectOption("claude-code");
    expect(await dialog.getByLabel("Key").count()).toBe(0);
    await dialog.getByRole("checkbox").check();
    await dialog.getByRole("button", { name: "Add provider" }).click();
    await dialog.getByText(message).waitFor();
    expect(fake.calls).toEqual([
      { name: "providers.add", input: { kind: "claude-code", name: "claude", accepted: true } },
    ]);
  });
});

describe.runIf(there)("a request's details", () => {
  it("name the provider, and that of an attempt where it is not the accounts", async () => {
    const state = running();
    const [row] = state.requests;
    const [attempt] = row?.tries ?? [];
    if (row === undefined || attempt === undefined) throw new Error("no request with an attempt");
    state.requests = [{ ...row, provider: "openrouter", tries: [{ ...attempt, provider: "openrouter" }] }];
    const { page } = await show(state, { path: "/requests" });
    await page.getByRole("row").nth(1).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("Provider", { exact: true }).waitFor();
    expect(await drawer.getByText("openrouter", { exact: true }).count()).toBe(2);
  });
});
