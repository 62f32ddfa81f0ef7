/** The page that brings tools here: their addresses and values, and setting up what can be undone. */
import { describe, expect, it } from "vitest";
import { allGuides } from "../../src-renderer/pages/connect/all-guides.ts";
import type { GuideId, GuideValues } from "../../src-renderer/pages/connect/guide.ts";
import { shellVariables } from "../../src-renderer/pages/connect/shell-variables.ts";
import type { LiveState } from "../../src-shared/contract/index.ts";
import { request, running, stopped, withDesktop } from "./support/states.ts";
import { clipboard, useWindows, violations } from "./support/windows.ts";
import { now } from "./support/page-clock.ts";

const { there, show } = useWindows();
const path = "/connect";

const values: GuideValues = {
  root: "http://127.0.0.1:9000",
  baseUrl: "http://127.0.0.1:9000/v1",
  key: "YOUR_API_KEY",
  keyRequired: true,
  model: "gpt-5.4",
  contextWindow: 272_000,
  platform: "linux",
};

const guide = (id: GuideId) => {
  const found = allGuides.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`There is no guide ${id}`);
  return found;
};
const textOf = (id: GuideId, edit: Partial<GuideValues> = {}) =>
  guide(id)
    .parts({ ...values, ...edit })
    .map(({ text }) => text)
    .join("\n");

describe("every guide", () => {
  it.each(allGuides.map(({ id }) => id))(
    "%s has the real address in the form the tool takes, and a placeholder for the key",
    (id) => {
      const text = textOf(id);
      const { address } = guide(id);
      expect(text).toContain(address === "root" ? values.root : values.baseUrl);
      if (address === "root") expect(text).not.toContain("/v1");
      expect(text).toContain("YOUR_API_KEY");
      expect(text).toContain("gpt-5.4");
    },
  );

  it.each(allGuides.map(({ id }) => id))("%s copes with a model that the catalog does not know", (id) => {
    expect(textOf(id, { contextWindow: null })).not.toMatch(/null|undefined|NaN/);
  });

  it.each(["openCode", "zed", "openClaw"] as const)("%s gives valid JSON", (id) => {
    const [code] = guide(id).parts(values);
    expect(() => JSON.parse(code?.text ?? "")).not.toThrow();
  });

  it("of the tools that can be set up names them by their ids", () => {
    const setups = allGuides.flatMap(({ id, setup }) => (setup === null ? [] : [[id, setup]]));
    expect(setups).toEqual([
      ["claudeCode", "claude-code"],
      ["openCode", "opencode"],
      ["openClaw", "openclaw"],
      ["cline", "cline"],
      ["continue", "continue"],
      ["zed", "zed"],
    ]);
  });

  it("sets variables as this computer's shell does", () => {
    expect(shellVariables({ A: "1", B: "2" }, "darwin")).toBe('export A="1"\nexport B="2"');
    expect(shellVariables({ A: "1", B: "2" }, "win32")).toBe('$env:A = "1"\n$env:B = "2"');
  });
});

function withKey(state: LiveState): LiveState {
  return { ...state, gateway: { ...state.gateway, apiKeyRequired: true } };
}

describe.runIf(there)("the page Connect", () => {
  it("carries Codex's switch", async () => {
    const { page } = await show(running(), { path });
    await page.getByRole("switch", { name: "Codex through Switchyard" }).click({ force: true });
    await page.getByRole("dialog").getByText("/home/someone/.codex/config.toml").waitFor();
  });

  it("gives each tool the address in its form, to be copied without opening anything", async () => {
    const window = await show(running(), { path });
    const { page } = window;
    await page.getByRole("listitem", { name: "curl" }).waitFor();
    await expect.poll(() => page.getByRole("main").getByRole("listitem").count()).toBe(13);
    await page.getByRole("button", { name: "Copy the address for Claude Code" }).click();
    await expect.poll(() => clipboard(window)).toBe("http://127.0.0.1:8787");
    await page.getByRole("button", { name: "Copy the address for Cursor" }).click();
    await expect.poll(() => clipboard(window)).toBe("http://127.0.0.1:8787/v1");
  });

  it("opens a tool into what it has to be told, by keyboard", async () => {
    const window = await show(running(), { path });
    const { page } = window;
    const row = page.getByRole("listitem", { name: "Roo Code" });
    await row.getByRole("button", { name: "Roo Code", exact: true }).focus();
    await page.keyboard.press("Enter");
    await row.getByText("OpenAI Compatible").waitFor();
    await expect.poll(() => row.getByRole("button", { name: "Set up…" }).count()).toBe(0);
    await row.getByRole("button", { name: "Copy for Roo Code: API key" }).click();
    await expect.poll(() => clipboard(window)).toBe("local");
    await page.getByRole("button", { name: "OpenAI SDK, Python", exact: true }).click();
    await page.getByRole("button", { name: "Copy for OpenAI SDK, Python: Python" }).click();
    await expect
      .poll(() => clipboard(window))
      .toContain('base_url="http://127.0.0.1:8787/v1", api_key="local"');
  });

  it("says where the key goes when one is needed, and never shows it", async () => {
    const state = withKey(running());
    state.settings.values.gateway.apiKey = "sy-not-a-real-key-0000000000";
    const { page } = await show(state, { path });
    await page.getByText("put it where YOUR_API_KEY stands").waitFor();
    await page.getByRole("button", { name: "Claude Code", exact: true }).click();
    await page.getByText('ANTHROPIC_AUTH_TOKEN="YOUR_API_KEY"').waitFor();
    expect(await page.content()).not.toContain("sy-not-a-real-key");
    await page.getByRole("link", { name: "Copy it in the settings" }).click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
  });

  it("says when a tool was last heard of", async () => {
    const seen = request(1, {
      client: { name: "Claude Code", version: "2.1.329" },
      startedAt: now - 185_000,
    });
    const { page } = await show(running({ requests: [seen] }), { path });
    await page.getByRole("listitem", { name: "Claude Code" }).getByText("Last used 3 min ago").waitFor();
    await expect.poll(() => page.getByText(/^Last used /).count()).toBe(1);
  });

  it("says in the closed row how it stands with a tool", async () => {
    const { page } = await show(running(), { path });
    const row = (name: string) => page.getByRole("listitem", { name, exact: true });
    await row("Claude Code").getByText("Installed, not set up").waitFor();
    await row("OpenCode").getByText("Modified outside Switchyard").waitFor();
    await row("Zed").getByText("http://127.0.0.1:8787/v1").waitFor();
    await expect.poll(() => row("Zed").getByText("Installed, not set up").count()).toBe(0);
  });

  it("warns while the gateway does not run", async () => {
    const { page } = await show(stopped(), { path });
    await page.getByText("The gateway is not running").waitFor();
  });

  it("sets a tool up after showing what changes, and undoes it", async () => {
    const { page, fake } = await show(running(), { path });
    const row = page.getByRole("listitem", { name: "Claude Code" });
    await row.getByRole("button", { name: "Claude Code", exact: true }).click();
    await row.getByText("Not set up.").waitFor();
    await row.getByRole("button", { name: "Set up…" }).click();
    const dialog = page.getByRole("dialog", { name: "Set up Claude Code" });
    await dialog.getByText('"ANTHROPIC_BASE_URL": "http://127.0.0.1:8787"').waitFor();
    expect(fake.calls.map(({ name }) => name)).toEqual(["tools.preview"]);
    await dialog.getByRole("button", { name: "Apply" }).click();
    await dialog.waitFor({ state: "detached" });
    await row.getByText("/home/someone/.claude/settings.json").waitFor();
    await row.getByText("Set up", { exact: true }).waitFor();
    await row.getByRole("button", { name: "Undo the set-up of Claude Code" }).click();
    await row.getByText("Not set up.").waitFor();
    expect(fake.calls.slice(1)).toEqual([
      { name: "tools.on", input: { id: "claude-code" } },
      { name: "tools.off", input: { id: "claude-code" } },
    ]);
  });

  it("shows every file of a tool that has several before one switch changes them", async () => {
    const { page, fake } = await show(running(), { path });
    const row = page.getByRole("listitem", { name: "Cline" });
    await row.getByRole("button", { name: "Cline", exact: true }).click();
    await row.getByRole("button", { name: "Set up…" }).click();
    const dialog = page.getByRole("dialog", { name: "Set up Cline" });
    await dialog.getByText(".cline/data/settings/providers.json").waitFor();
    await dialog.getByText(".cline/data/secrets.json").waitFor();
    await expect.poll(() => dialog.getByRole("region", { name: "What changes in the file" }).count()).toBe(2);
    await dialog.getByRole("button", { name: "Apply" }).click();
    await row.getByText("/home/someone/.cline/data/settings/providers.json").waitFor();
    expect(fake.calls.slice(1)).toEqual([{ name: "tools.on", input: { id: "cline" } }]);
  });

  it("says what others changed, why a file is left alone, and what was let be", async () => {
    const { page } = await show(running(), { path });
    const row = page.getByRole("listitem", { name: "OpenCode" });
    await row.getByRole("button", { name: "OpenCode", exact: true }).click();
    await row.getByText("Others changed values in").waitFor();
    await row.getByRole("button", { name: "Set up again…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("This is not valid JSON.").waitFor();
    await dialog.getByText("line 3").waitFor();
    await dialog.getByText("Write this by hand instead").waitFor();
    await dialog.getByText('"npm": "@ai-sdk/openai-compatible"').waitFor();
    expect(await dialog.getByRole("button", { name: "Apply" }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await row.getByRole("button", { name: "Undo the set-up of OpenCode" }).click();
    await row.getByText("Changed by others and left as they are: env.ANTHROPIC_MODEL").waitFor();
  });

  it("does not set up what is not there, and says what failed", async () => {
    const problem = { code: "internal", message: "The disk is full.", advice: "" } as const;
    const { page } = await show(running(), { path, prepare: (fake) => fake.fail("tools.on", problem) });
    const zed = page.getByRole("listitem", { name: "Zed" });
    await zed.getByRole("button", { name: "Zed", exact: true }).click();
    await zed.getByText("Not found on this computer.").waitFor();
    expect(await zed.getByRole("button", { name: "Set up…" }).isDisabled()).toBe(true);
    const claude = page.getByRole("listitem", { name: "Claude Code" });
    await claude.getByRole("button", { name: "Claude Code", exact: true }).click();
    await claude.getByRole("button", { name: "Set up…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await page.getByRole("dialog").getByRole("alert").getByText("The disk is full.").waitFor();
  });

  it.each(["light", "dark"] as const)("is accessible with everything open in %s", async (colorScheme) => {
    const { page, faults } = await show(withKey(running()), { path, colorScheme, reducedMotion: "reduce" });
    for (const { name } of allGuides) await page.getByRole("button", { name, exact: true }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Set up…" }).first().click();
    await page.getByRole("region", { name: "What changes in the file" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it.each([
    [480, "en"],
    [480, "zh"],
    [720, "en"],
  ] as const)("stays within the window with everything open at %d px in %s", async (width, language) => {
    const { page } = await show(withDesktop(withKey(running()), { language }), {
      path,
      viewport: { width, height: 800 },
    });
    for (const { name } of allGuides) await page.getByRole("button", { name, exact: true }).click();
    const over = await page.getByRole("main").evaluate((main) => {
      const right = main.getBoundingClientRect().left + main.clientWidth;
      return [...main.querySelectorAll("*")]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > right + 1)
        .map((element) => element.className);
    });
    expect(over).toEqual([]);
  });
});
