/** Codex's switch: its states, the preview before anything is touched, and the way back. */
import { describe, expect, it } from "vitest";
import { changedLines } from "../../src-renderer/components/file-change/changed-lines.ts";
import { codexState, isQuiet } from "../../src-renderer/components/codex/codex-state.ts";
import type { LiveState } from "../../src-shared/contract/index.ts";
import {
  appliedLogin,
  codexDrift,
  codexOff,
  codexOn,
  codexPreviews,
  codexProven,
  codexRefusal,
  codexUnreadable,
  keyringLogin,
  openPrograms,
} from "./support/codex-states.ts";
import { running, stopped } from "./support/states.ts";
import type { OpenWindow } from "./support/window.ts";
import { clipboard, useWindows, violations } from "./support/windows.ts";
import { chooseMore } from "./support/choose-more.ts";

const { there, show } = useWindows();

function wished(state: LiveState): LiveState {
  const { values } = state.settings;
  return {
    ...state,
    settings: { ...state.settings, values: { ...values, codex: { ...values.codex, enabled: true } } },
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

describe("whether Codex is quiet", () => {
  it.each([
    ["off", codexOff, false],
    ["on and unproven", codexOn, true],
    ["on and proven since", codexProven(1000), false],
    ["on, and proven only before", codexProven(90 * 60_000), true],
    ["drifted", codexDrift, false],
  ])("%s", (_, codex, expected) => {
    expect(isQuiet(codex)).toBe(expected);
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
    ["Turns on with the gateway", wished(stopped()), true],
    ["Should be on, but Codex's settings could not be changed.", wished(running()), true],
    ["On, but no request has come from Codex yet. Restart a Codex", running({ codex: codexOn }), true],
    ["another program changed its settings.", running({ codex: codexDrift }), true],
    ["On, but Codex's settings cannot be read.", running({ codex: codexUnreadable }), true],
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
    await dialog.getByText("restores Codex's settings").waitFor();
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
    await expect.poll(() => window.page.getByText("left as they are").count()).toBe(0);
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
    expect(await page.getByRole("button", { name: "Check again" }).isEnabled()).toBe(true);
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
    await page.getByRole("radio", { name: "Keep Codex's own provider" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByText("[model_providers.switchyard]").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => theSwitch(window).evaluate((node) => node === document.activeElement)).toBe(true);
    expect(window.fake.calls.map(({ name }) => name)).toEqual(["codex.preview", "codex.preview"]);
  });
});

describe.runIf(there)("the Codex programs that are open", () => {
  const line = "Codex CLI 0.169.0 (4711) started 12 min ago";

  it("are listed before the switch is turned on, with nothing to restart yet", async () => {
    const window = await show(running(), { prepare: (fake) => fake.run(openPrograms) });
    await theSwitch(window).click({ force: true });
    const dialog = window.page.getByRole("dialog");
    await dialog.getByText(line).waitFor();
    await dialog.getByText("Codex IDE extension 1.2.3 (5120)", { exact: true }).waitFor();
    await expect.poll(() => dialog.getByRole("button", { name: "Restart Codex app" }).count()).toBe(0);
  });

  it("are warned of while nothing came from them, and the app is restarted on a click alone", async () => {
    const { page, fake } = await show(running({ codex: codexOn }), {
      prepare: (fake) => fake.run(openPrograms),
    });
    await page.getByText("Codex is open and keeps its old settings until it is restarted:").waitFor();
    await page.getByText(line).waitFor();
    expect(fake.calls).toEqual([]);
    fake.run(openPrograms.slice(0, 1));
    await page.getByRole("button", { name: "Restart Codex app" }).click();
    await page.getByText("Codex desktop app").waitFor({ state: "detached" });
    expect(fake.calls).toEqual([{ name: "codex.restartApp", input: undefined }]);
    fake.change({ codex: codexProven(0) });
    await page.getByText(line).waitFor({ state: "detached" });
  });

  it("say so when the app does not close", async () => {
    const problem = { code: "bad_request", message: "It does not close.", advice: "" } as const;
    const { page } = await show(running({ codex: codexOn }), {
      prepare(fake) {
        fake.run(openPrograms);
        fake.fail("codex.restartApp", problem);
      },
    });
    await page.getByRole("button", { name: "Restart Codex app" }).click();
    await page.getByRole("alert").getByText("It does not close.").waitFor();
  });
});

describe.runIf(there)("Codex's own login", () => {
  const give = /^Give to Codex: the login of private/;

  it("is replaced after showing whose it is and where it is kept", async () => {
    const { page, fake } = await show(running(), {
      path: "/accounts",
      prepare: (fake) => fake.run(openPrograms),
    });
    await chooseMore(page, "private@example.com", give);
    const dialog = page.getByRole("dialog", { name: "Give private@example.com to Codex?" });
    await dialog.getByText("someone@example.com").waitFor();
    await dialog.getByText(/auth\.json\.switchyard-.*\.bak/).waitFor();
    expect(fake.calls).toEqual([{ name: "codex.previewLogin", input: { id: "private" } }]);
    await dialog.getByRole("button", { name: "Give to Codex" }).click();
    await dialog.getByText("Codex is signed in to private@example.com now.").waitFor();
    expect(fake.calls.at(-1)).toEqual({ name: "codex.applyLogin", input: { id: "private" } });
    await dialog.getByRole("button", { name: "Restart Codex app" }).click();
    await expect.poll(() => fake.calls.at(-1)?.name).toBe("codex.restartApp");
    await dialog.getByText("Close", { exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    // It is followed there now: there is nothing more to give.
    await expect.poll(() => page.getByRole("button", { name: give }).count()).toBe(0);
  });

  it("is left alone with the reason", async () => {
    const problem = {
      code: "bad_request",
      message: "Codex keeps its login in the keyring.",
      advice: "",
    } as const;
    const { page } = await show(running(), {
      path: "/accounts",
      prepare: (fake) => fake.fail("codex.previewLogin", problem),
    });
    await chooseMore(page, "private@example.com", give);
    const dialog = page.getByRole("dialog");
    await dialog.getByText(problem.message).waitFor();
    expect(await dialog.getByRole("button", { name: "Give to Codex" }).isDisabled()).toBe(true);
  });

  it("is put back with a click", async () => {
    const { page, fake } = await show(running({ codex: { ...codexOff, login: appliedLogin } }));
    await page.getByText("Before: someone@example.com.").waitFor();
    await page.getByRole("button", { name: "Put back" }).click();
    await page.getByText("Before: someone@example.com.").waitFor({ state: "detached" });
    expect(fake.calls).toEqual([{ name: "codex.undoLogin", input: undefined }]);
  });

  it.each(["/", "/connect"])("is said to lie in the keyring on %s", async (path) => {
    const { page } = await show(running({ codex: { ...codexOff, login: keyringLogin } }), { path });
    await page.getByText("Codex keeps its login in the keyring").waitFor();
  });

  it("that is not there is no hindrance, and said", async () => {
    const window = await show(running(), {
      prepare: (fake) => fake.preview({ ...codexPreviews.native, withoutLogin: true }),
    });
    await theSwitch(window).click({ force: true });
    await window.page.getByText("Codex isn't signed in").waitFor();
    await window.page.getByText("model_provider", { exact: false }).first().waitFor();
    // Either way leads to the same: there is nothing to choose.
    expect(await window.page.getByRole("radio").count()).toBe(0);
  });
});

describe.runIf(there)("a terminal with Codex", () => {
  const label = { name: "Open a terminal with Codex" };

  it("is opened from a desktop", async () => {
    const { page, fake } = await show(running(), { path: "/connect" });
    await page.getByRole("button", label).click();
    await expect.poll(() => fake.calls.at(-1)?.name).toBe("codex.openTerminal");
  });

  it("is not offered where there is none", async () => {
    const state = running();
    const { page } = await show(
      { ...state, app: { ...state.app, can: { ...state.app.can, openTerminal: false } } },
      { path: "/connect" },
    );
    await page.getByText("switchyard codex run").waitFor();
    await expect.poll(() => page.getByRole("button", label).count()).toBe(0);
  });
});

describe.runIf(there)("axe finds nothing", () => {
  it.each(["light", "dark"] as const)("in what is open and whose login it is in %s", async (colorScheme) => {
    const { page } = await show(running({ codex: { ...codexOn, login: appliedLogin } }), {
      colorScheme,
      reducedMotion: "reduce",
      prepare: (fake) => fake.run(openPrograms),
    });
    await page.getByText("Codex CLI 0.169.0").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: /Accounts/ }).click();
    await chooseMore(page, "private@example.com", /^Give to Codex/);
    await page.getByRole("dialog").getByText("Codex CLI 0.169.0").waitFor();
    expect(await violations(page)).toEqual([]);
  });

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
