/** Codex' switch: its states, the preview before anything is touched, and the way back. */
import { describe, expect, it } from "vitest";
import { changedLines } from "../../src-renderer/components/file-change/changed-lines.ts";
import { codexState } from "../../src-renderer/components/codex/codex-state.ts";
import type { LiveState } from "../../src-shared/contract/index.ts";
import {
  codexDrift,
  codexOff,
  codexOn,
  codexProven,
  codexRefusal,
  codexUnreadable,
} from "./support/codex-states.ts";
import { running, stopped } from "./support/states.ts";
import type { OpenWindow } from "./support/window.ts";
import { clipboard, useWindows, violations } from "./support/windows.ts";

const { there, show } = useWindows();

function wished(state: LiveState): LiveState {
  const { values, origins } = state.settings;
  return {
    ...state,
    settings: { origins, values: { ...values, codex: { ...values.codex, enabled: true } } },
  };
}

const theSwitch = ({ page }: OpenWindow) => page.getByRole("switch", { name: "Codex through Switchyard" });

describe("the state of the switch", () => {
  it.each([
    ["off", running()],
    ["waiting", wished(stopped())],
    ["held", wished(running())],
    ["unproven", running({ codex: codexOn })],
    ["on", running({ codex: codexProven(1000) })],
    ["drift", running({ codex: codexDrift })],
    ["unreadable", running({ codex: codexUnreadable })],
  ] as const)("%s", (expected, state) => {
    expect(codexState(state)).toBe(expected);
  });
});

describe("what a diff shows", () => {
  const line = (kind: "same" | "added" | "removed", text: string) => ({ kind, text });

  it("is two lines around each change, and how many are passed over", () => {
    const diff = [
      ...["a", "b", "c", "d"].map((text) => line("same", text)),
      line("removed", "e"),
      line("added", "E"),
      ...["f", "g", "h", "i", "j", "k"].map((text) => line("same", text)),
      line("added", "l"),
    ];
    expect(changedLines(diff).map((shown) => (shown.kind === "skipped" ? shown.count : shown.text))).toEqual([
      2,
      "c",
      "d",
      "e",
      "E",
      "f",
      "g",
      2,
      "j",
      "k",
      "l",
    ]);
  });

  it("is nothing but the count when nothing changes", () => {
    expect(changedLines([line("same", "a"), line("same", "b")])).toEqual([{ kind: "skipped", count: 2 }]);
  });
});

describe.runIf(there)("Codex on the overview", () => {
  it.each([
    ["Off: Codex uses its own settings.", running(), false],
    ["Comes on with the gateway", wished(stopped()), true],
    ["Should be on, but Codex' settings could not be changed.", wished(running()), true],
    ["On, but no request has come from Codex yet. Restart a Codex", running({ codex: codexOn }), true],
    ["another program changed its settings.", running({ codex: codexDrift }), true],
    ["On, but Codex' settings cannot be read.", running({ codex: codexUnreadable }), true],
  ])("says: %s", async (sentence, state, checked) => {
    const window = await show(state);
    await window.page.getByText(sentence).waitFor();
    expect(await theSwitch(window).isChecked()).toBe(checked);
  });

  it("proves that it works, to the second while that is fresh", async () => {
    const { page, fake } = await show(running({ codex: codexProven(2000) }));
    await page.getByText(/^Last request \d+ s ago, codex_cli_rs 0\.169$/).waitFor();
    fake.change({ codex: codexProven(130_000, { client: "codex_vscode", version: null }) });
    await page.getByText("Last request 2 min ago, codex_vscode").waitFor();
  });

  it("is turned on after showing the exact lines, in the mode that was chosen", async () => {
    const window = await show(running());
    const { page, fake } = window;
    await theSwitch(window).click({ force: true });
    const dialog = page.getByRole("dialog", { name: "Codex through Switchyard" });
    await dialog.getByText("/home/someone/.codex/config.toml").waitFor();
    const diff = dialog.getByRole("region", { name: "What changes in the file" });
    expect(await diff.innerText()).toContain('openai_base_url = "http://127.0.0.1:8787/codex/v1"');
    await diff.getByText("6 unchanged lines").waitFor();
    expect(fake.calls).toEqual([{ name: "codex.preview", input: { mode: "native" } }]);
    expect(await theSwitch(window).isChecked()).toBe(false);

    await dialog.getByRole("radio", { name: "Add a provider of its own" }).check();
    await diff.getByText("[model_providers.switchyard]").waitFor();
    await dialog.getByText("Codex gets its own settings back").waitFor();
    await dialog.getByRole("button", { name: "Apply" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("On, but no request has come from Codex yet.").waitFor();
    expect(fake.calls.at(-1)).toEqual({ name: "codex.on", input: { mode: "provider" } });
  });

  it("tells additions and removals apart without colour too", async () => {
    const window = await show(running());
    await theSwitch(window).click({ force: true });
    const diff = window.page.getByRole("region", { name: "What changes in the file" });
    await diff.getByText("Removed:").waitFor();
    const removed = diff.locator("p", { hasText: 'model_provider = "azure"' });
    expect(await removed.textContent()).toBe('−Removed: model_provider = "azure"');
    const added = diff.locator("p", { hasText: 'model_provider = "openai"' });
    expect(await added.textContent()).toBe('+Added: model_provider = "openai"');
  });

  it("says when the lines stay behind on quitting", async () => {
    const state = running();
    state.settings.values.codex.keepOnQuit = true;
    const window = await show(state);
    await theSwitch(window).click({ force: true });
    await window.page.getByText("these lines stay, as the settings say").waitFor();
  });

  it("says why it is refused and what to write by hand", async () => {
    const window = await show(running(), { prepare: (fake) => fake.preview(codexRefusal) });
    const { page } = window;
    await theSwitch(window).click({ force: true });
    await page.getByRole("radio", { name: "Add a provider of its own" }).check();
    await page.getByText("model_providers is written inline").waitFor();
    await page.getByText("line 7", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Apply" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Copy the lines" }).click();
    expect(await clipboard(window)).toBe(codexRefusal.refusal?.snippet);
  });

  it("keeps the dialog when it fails, with the reason", async () => {
    const problem = { code: "bad_request", message: "Changed just now.", advice: "Try again." } as const;
    const window = await show(running(), { prepare: (fake) => fake.fail("codex.on", problem) });
    await theSwitch(window).click({ force: true });
    const dialog = window.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await dialog.getByRole("alert").getByText("Changed just now.").waitFor();
    expect(await theSwitch(window).isChecked()).toBe(false);
  });

  it("is turned off at once", async () => {
    const window = await show(running({ codex: codexProven(1000) }));
    await theSwitch(window).click({ force: true });
    await window.page.getByText("Off: Codex uses its own settings.").waitFor();
    expect(window.fake.calls).toEqual([{ name: "codex.off", input: undefined }]);
    expect(await window.page.getByText("left as they are").count()).toBe(0);
  });

  it("names what others changed, puts it back, or lets it be and says so", async () => {
    const { page, fake } = await show(running({ codex: codexDrift }));
    await page.getByText("openai_base_url, model_provider").waitFor();
    await page.getByRole("button", { name: "Put back" }).click();
    await page.getByText("On, but no request has come from Codex yet.").waitFor();
    expect(fake.calls).toEqual([{ name: "codex.on", input: { mode: "native" } }]);

    fake.change({ codex: codexDrift });
    await page.getByRole("button", { name: "Switch off" }).click();
    const notice = page.getByText("Switched off. Changed by others and left as they are:");
    await notice.getByText("openai_base_url, model_provider").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await notice.waitFor({ state: "detached" });
  });

  it("looks again at a file that could not be read", async () => {
    const { page } = await show(running({ codex: codexUnreadable }));
    await page.getByText("line 12 has no value").waitFor();
    expect(await page.getByRole("button", { name: "Look again" }).isEnabled()).toBe(true);
  });

  it("cannot be touched while Switchyard is not there", async () => {
    const window = await show(running());
    await theSwitch(window).waitFor();
    await window.server.cut();
    await window.page.getByText("Connection to Switchyard lost").waitFor();
    expect(await theSwitch(window).isDisabled()).toBe(true);
  });

  it("is worked by keyboard alone, and the focus comes back to it", async () => {
    const window = await show(running());
    const { page } = window;
    await theSwitch(window).focus();
    await page.keyboard.press("Space");
    await page.getByRole("region", { name: "What changes in the file" }).waitFor();
    await page.getByRole("radio", { name: "Keep Codex' own provider" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByText("[model_providers.switchyard]").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => theSwitch(window).evaluate((node) => node === document.activeElement)).toBe(true);
    expect(window.fake.calls.map(({ name }) => name)).toEqual(["codex.preview", "codex.preview"]);
  });
});

describe.runIf(there)("axe finds nothing", () => {
  it.each(["light", "dark"] as const)("in any state of the switch in %s", async (colorScheme) => {
    const { page, fake } = await show(running(), { colorScheme, reducedMotion: "reduce" });
    for (const codex of [codexOff, codexOn, codexProven(1000), codexDrift, codexUnreadable]) {
      fake.change({ codex });
      expect(await violations(page), codex.switch.state).toEqual([]);
    }
  });

  it.each(["light", "dark"] as const)("in its dialog in %s", async (colorScheme) => {
    const window = await show(running(), {
      colorScheme,
      reducedMotion: "reduce",
      prepare: (fake) => fake.preview(codexRefusal),
    });
    const { page } = window;
    await theSwitch(window).click({ force: true });
    await page.getByRole("region", { name: "What changes in the file" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("radio", { name: "Add a provider of its own" }).check();
    await page.getByText("model_providers is written inline").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
