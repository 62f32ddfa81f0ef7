/** The window as a person uses it: in a real browser, through the real console, over a scripted Switchyard. */
import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Browser, Locator } from "playwright-core";
import type { LiveState } from "../../src-shared/contract/index.ts";
import {
  account,
  configured,
  empty,
  failed,
  manyAccounts,
  mixedAccounts,
  request,
  running,
  stopped,
  twinAccounts,
  withDesktop,
} from "./support/states.ts";
import {
  hasBrowser,
  launchBrowser,
  openWindow,
  type OpenOptions,
  type OpenWindow,
} from "./support/window.ts";
import { everyProvider } from "./support/provider-states.ts";
import { now } from "./support/page-clock.ts";
import { chooseMore } from "./support/choose-more.ts";

const there = hasBrowser();
let browser: Browser;
let open: OpenWindow[] = [];

beforeAll(async () => {
  if (there) browser = await launchBrowser();
});

afterEach(async () => {
  await Promise.all(open.map((window) => window.close()));
  open = [];
});

afterAll(async () => {
  if (there) await browser.close();
});

async function show(state: LiveState, options?: OpenOptions): Promise<OpenWindow> {
  const window = await openWindow(browser, state, options);
  open.push(window);
  return window;
}

const clipboard = ({ page }: OpenWindow) => page.evaluate(() => navigator.clipboard.readText());

describe.runIf(there)("the gateway on the overview", () => {
  it("says in a sentence how it is, and starts and stops it", async () => {
    const { page, fake, faults } = await show(stopped());
    await page.getByText("Stopped", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Start gateway" }).click();
    await page.getByText("Running on 127.0.0.1:8787").waitFor();
    await page.getByRole("button", { name: "Stop gateway" }).click();
    await page.getByText("Stopped", { exact: true }).waitFor();
    expect(fake.calls.map(({ name }) => name)).toEqual(["gateway.start", "gateway.stop"]);
    expect(faults).toEqual([]);
  });

  it("says why it could not start, what to do, and leads there", async () => {
    const { page } = await show(failed());
    await page.getByText("Could not start").waitFor();
    await page.getByText("Port 8787 is taken by another program").waitFor();
    await page.getByRole("link", { name: "Change the port" }).click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
  });

  it("moves to a free port when asked", async () => {
    const { page, fake } = await show(failed());
    await page.getByRole("button", { name: "Use a free port" }).click();
    await page.getByText("Running on 127.0.0.1:8790").waitFor();
    expect(fake.calls.map(({ name }) => name)).toEqual(["gateway.moveToFreePort"]);
  });

  it("shows a failure of the start itself", async () => {
    const { page } = await show(stopped(), {
      prepare: (fake) =>
        fake.fail("gateway.start", {
          code: "internal",
          message: "The start went wrong.",
          advice: "Try again.",
        }),
    });
    await page.getByRole("button", { name: "Start gateway" }).click();
    await page.getByRole("alert").getByText("The start went wrong.").waitFor();
  });

  it("counts what still runs while it stops", async () => {
    const base = running();
    const { page } = await show({
      ...base,
      gateway: { ...base.gateway, state: "stopping", activeRequests: 2 },
    });
    await page.getByText("Stopping, 2 requests are finishing…").waitFor();
    expect(await page.getByRole("button", { name: "Stop gateway" }).isDisabled()).toBe(true);
  });

  it("copies the base URL and says so", async () => {
    const window = await show(running());
    await window.page.getByRole("button", { name: "Copy base URL" }).click();
    await window.page.getByText("Copied").first().waitFor();
    expect(await clipboard(window)).toBe("http://127.0.0.1:8787/v1");
  });
});

describe.runIf(there)("the overview", () => {
  it("leads a newcomer through three steps, each with its result", async () => {
    const window = await show(empty());
    const { page, fake } = window;
    await page.getByRole("heading", { name: "Three steps to a working tool" }).waitFor();
    expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
    await page.getByText("From a terminal instead").click();
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    expect(await clipboard(window)).toContain("curl http://127.0.0.1:8787/v1/chat/completions");

    fake.change({ accounts: [account("work", { active: true })] });
    await page.getByText("Signed in as work@example.com").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Hello from the fake gateway.").waitFor();
    await page.getByText("Answered in 4.5 s · first words after 880 ms").waitFor();
    expect(fake.calls.find(({ name }) => name === "trial.run")?.input).toEqual({
      way: "responses",
      prompt: "Say hello in one sentence.",
      image: null,
    });
    await page.getByText("No request from a tool yet").waitFor();
    fake.change({}, [request(2, { startedAt: now + 1 })]);
    await page.getByText("opencode is connected").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("heading", { name: "Recent requests" }).waitFor();
    expect(fake.state().settings.values.desktop.firstSteps).toBe(false);
    await page.reload();
    await page.getByRole("heading", { name: "Recent requests" }).waitFor();
    await expect.poll(() => page.getByRole("heading", { name: "Three steps" }).count()).toBe(0);
  });

  it.each([
    [1, 2, ""],
    [4, 8, ""],
    [12, 10, "7 more accounts"],
  ])("with %d accounts shows %d meters", async (count, meters, more) => {
    const { page } = await show(running({ accounts: manyAccounts(count) }));
    await page.getByRole("heading", { name: "Limits" }).waitFor();
    await expect.poll(() => page.getByRole("meter").count()).toBe(meters);
    await expect.poll(() => page.getByText("more account").count()).toBe(more === "" ? 0 : 1);
    if (more !== "") await page.getByText(more).waitFor();
  });

  it("begins every page at its top", async () => {
    const { page } = await show(running(), { path: "/settings" });
    const main = page.locator("main");
    await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
    await main.evaluate((element) => element.scrollTo(0, 1500));
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    expect(await main.evaluate((element) => element.scrollTop)).toBe(0);
  });

  it("keeps meters, switches and the chosen page visible in forced colours", async () => {
    const { page } = await show(running(), { forcedColors: "active" });
    const meter = page.getByRole("meter").first();
    await meter.waitFor();
    const painted = (target: Locator, what: "backgroundColor" | "outlineStyle") =>
      target.evaluate((element, what) => getComputedStyle(element)[what], what);
    const canvas = await painted(page.locator("body"), "backgroundColor");
    expect(await painted(meter.locator("span").first(), "backgroundColor")).not.toBe(canvas);
    expect(await painted(meter, "outlineStyle")).toBe("solid");
    expect(await painted(page.locator("nav [aria-current=page]"), "outlineStyle")).toBe("solid");
    const track = page.getByRole("switch").first().locator("+ *");
    expect(await track.evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe("solid");
  });

  it("words what a meter draws", async () => {
    const { page } = await show(running());
    const meter = page.getByRole("region", { name: "Limits" }).getByRole("meter").first();
    // A fuel gauge: the fill is what is left, its end what the forecast burns, the tick where even use would leave it.
    expect(await meter.getAttribute("aria-valuenow")).toBe("39");
    const [fill, burning, tick] = await meter
      .locator("span")
      .evaluateAll((marks) => marks.map((mark) => (mark as HTMLElement).style));
    expect(fill?.width).toBe("39%");
    expect([burning?.left, burning?.width]).toEqual(["0%", "39%"]);
    expect(tick?.left).toBe("48%");
    expect(await meter.getAttribute("aria-valuetext")).toMatch(
      /^5 h: 39% left, runs out \d\d:\d\d, resets in 2 h 2\d min$/,
    );
  });

  it("keeps windows of the plan and of a model apart, and accounts of one e-mail", async () => {
    const accounts = twinAccounts().map((twin) => ({ ...twin, active: twin.id === "two" }));
    const { page } = await show(running({ accounts }));
    await page.getByText("robin@example.com · Pro").waitFor();
    const names = await page
      .getByRole("meter")
      .evaluateAll((meters) => meters.map((meter) => meter.getAttribute("aria-label")));
    expect(names).toEqual(["5 h", "Week", "GPT-5.3-Codex-Spark · 5 h", "5 h", "Week"]);
    await page.getByText("GPT-5.3-Codex-Spark", { exact: true }).waitFor();
  });

  it("shows requests as they run and end, without asking for them", async () => {
    const { page, fake } = await show(withDesktop(running({ requests: [] }), { firstSteps: false }));
    await page.getByText("No requests yet.").waitFor();
    const row = request(1, { id: "one", outcome: "running", status: null, tokens: null });
    fake.change({}, [row]);
    await page.getByRole("cell", { name: "Running" }).waitFor();
    fake.change({}, [{ ...row, outcome: "ok", status: 200 }]);
    await page.getByRole("cell", { name: "OK" }).waitFor();
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    expect(fake.calls).toEqual([]);
  });
});

describe.runIf(there)("limits on the overview", () => {
  it("say which account is in use and why, and let another take over", async () => {
    const { page, fake } = await show(running());
    const limits = page.getByRole("region", { name: "Limits" });
    await limits.getByRole("heading", { name: "Work" }).waitFor();
    await limits.getByText(/^In use since \d\d:\d\d: chosen by hand\.$/).waitFor();
    // What cannot serve is not offered.
    expect(await limits.getByRole("button", { name: "Use old-login@example.com" }).count()).toBe(0);
    await limits.getByRole("button", { name: "Use private@example.com", exact: true }).press("Enter");
    await limits.getByRole("heading", { name: "private@example.com" }).waitFor();
    await limits.getByRole("button", { name: "Use Work" }).waitFor();
    expect(fake.calls).toEqual([{ name: "accounts.use", input: { id: "private" } }]);
  });

  it("say why an account cannot be used, and take no side by old numbers", async () => {
    const { page } = await show(running());
    const limits = page.getByRole("region", { name: "Limits" });
    for (const sentence of [
      /^Used up, works again/,
      /^Signed out by OpenAI/,
      /^Trouble at the last contact/,
    ]) {
      await limits.getByText(sentence).waitFor();
    }
    await expect.poll(() => limits.getByText(/^Works/).count()).toBe(0);
    const colours = await limits
      .locator("[data-stale]")
      .evaluateAll((meters) => meters.map((meter) => getComputedStyle(meter).getPropertyValue("--state")));
    expect(colours).toHaveLength(4);
    expect(new Set(colours).size).toBe(1);
  });
});

describe.runIf(there)("accounts", () => {
  it("says how each one is", async () => {
    const { page } = await show(running(), { path: "/accounts" });
    for (const sentence of [
      /^Works, last used/,
      /^Used up, works again at \d\d:\d\d$/,
      /^Signed out by OpenAI/,
      /^Trouble at the last contact, next try at/,
      /^Locked by another keychain/,
      /^Paused, gets no requests$/,
      /^No limits read yet$/,
    ]) {
      await page.getByText(sentence).first().waitFor();
    }
    await page
      .getByText("The connection to chatgpt.com was reset. Check the network or the proxy.")
      .waitFor();
    await expect.poll(() => page.getByText(/^stale since/).count()).toBe(4);
  });

  it("uses, pauses, refreshes and labels by what is pressed", async () => {
    const { page, fake } = await show(running(), { path: "/accounts" });
    const card = page.getByRole("listitem", { name: "private@example.com" });
    await card.hover();
    await card.getByRole("button", { name: "Use private@example.com", exact: true }).click();
    await card.getByText("In use").waitFor();
    await chooseMore(card, "private@example.com", /^Pause/);
    await card.getByText("Paused, gets no requests").waitFor();
    await chooseMore(card, "private@example.com", /^Resume/);
    await card.getByRole("button", { name: "Refresh private@example.com" }).click();
    await chooseMore(card, "private@example.com", /^Change the label of/);
    await page.getByRole("textbox", { name: "Label" }).fill("Home");
    await page.keyboard.press("Enter");
    await page.getByRole("listitem", { name: "Home" }).waitFor();
    expect(fake.calls).toEqual([
      { name: "accounts.use", input: { id: "private" } },
      { name: "accounts.setPaused", input: { id: "private", paused: true } },
      { name: "accounts.setPaused", input: { id: "private", paused: false } },
      { name: "accounts.refreshLimits", input: { id: "private" } },
      { name: "accounts.setLabel", input: { id: "private", label: "Home" } },
    ]);
  });

  it("removes only after saying what that means", async () => {
    const { page, fake } = await show(running(), { path: "/accounts" });
    await chooseMore(page, "Work", "Remove Work");
    const dialog = page.getByRole("dialog", { name: "Remove Work?" });
    await dialog.getByText("This revokes the login at OpenAI").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(fake.calls).toEqual([]);
    await chooseMore(page, "Work", "Remove Work");
    await dialog.getByRole("button", { name: "Remove account" }).click();
    await page.getByRole("listitem", { name: "Work" }).waitFor({ state: "detached" });
    expect(fake.calls).toEqual([{ name: "accounts.remove", input: { id: "work" } }]);
  });

  it("shows an action's failure on its card", async () => {
    const { page } = await show(running(), {
      path: "/accounts",
      prepare: (fake) =>
        fake.fail("accounts.refreshLimits", {
          code: "network",
          message: "No connection.",
          advice: "Check the proxy.",
        }),
    });
    await page.getByRole("button", { name: "Refresh Work" }).click();
    await page
      .getByRole("listitem", { name: "Work" })
      .getByRole("alert")
      .getByText("No connection.")
      .waitFor();
  });

  it("masks e-mail addresses everywhere when asked to", async () => {
    const { page } = await show(withDesktop(running(), { maskEmails: true }), { path: "/accounts" });
    await page.getByText("p•••@e•••.com").waitFor();
    for (const path of ["/", "/requests", "/accounts"]) {
      await page.goto(`${new URL(page.url()).origin}/#${path}`);
      expect(await page.locator("body").innerText()).not.toContain("@example.com");
    }
  });
});

describe.runIf(there)("signing in", () => {
  const one = () => running({ accounts: [account("work", { active: true })] });
  async function openDialog(prepare?: OpenOptions["prepare"]) {
    const window = await show(one(), { path: "/accounts", ...(prepare === undefined ? {} : { prepare }) });
    await window.page.getByRole("button", { name: "Add account" }).click();
    return { ...window, dialog: window.page.getByRole("dialog") };
  }

  it("by browser: the address, the port it waits on, then the result", async () => {
    const { dialog, fake, page } = await openDialog();
    await dialog.getByRole("button", { name: "Sign in with the browser" }).click();
    await dialog.getByText("Waiting for the answer on localhost:1455").waitFor();
    await dialog.getByText("https://auth.openai.com/oauth/authorize").waitFor();
    expect(await dialog.getByRole("link", { name: "Open the sign-in page" }).getAttribute("href")).toContain(
      "https://auth.openai.com/oauth/authorize?",
    );
    fake.change({ signIn: { step: "finishing" } });
    await dialog.getByText("Signing in…").waitFor();
    fake.change({ signIn: { step: "done", accountId: "work", renewed: true } });
    await dialog.getByText("The login of work@example.com was renewed.").waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();
    await dialog.waitFor({ state: "detached" });
    // The console does not open pages on Switchyard's computer, and a finished sign-in is not cancelled.
    expect(fake.calls).toEqual([{ name: "signIn.start", input: { method: "browser", openBrowser: false } }]);
    await page.getByRole("button", { name: "Add account" }).click();
    await dialog.getByText("Choose how to sign in.").waitFor();
  });

  it("by pasting the address", async () => {
    const { dialog, fake } = await openDialog();
    await dialog.getByRole("button", { name: "Sign in with the browser" }).click();
    fake.change({
      signIn: {
        step: "browser",
        authorizeUrl: "https://auth.openai.com/oauth/authorize",
        port: null,
        startedAt: 0,
      },
    });
    await dialog.getByText("The ports 1455 and 1457 are both taken").waitFor();
    expect(await dialog.getByRole("button", { name: "Finish sign-in" }).isDisabled()).toBe(true);
    const address = "http://localhost:1455/auth/callback?code=example&state=example";
    await dialog.getByRole("textbox", { name: "Address the browser ended at" }).fill(`  ${address} `);
    await dialog.getByRole("button", { name: "Finish sign-in" }).click();
    await dialog.getByText("Signing in…").waitFor();
    expect(fake.calls.at(-1)).toEqual({ name: "signIn.paste", input: { address } });
  });

  it("by device code, and closing ends it", async () => {
    const { dialog, fake, page } = await openDialog();
    await dialog.getByRole("button", { name: "Sign in with a code" }).click();
    await dialog.getByText("ABCD-12345").waitFor();
    await dialog.getByText(/^The code is valid for 1[45]:\d\d$/).waitFor();
    fake.change({
      signIn: {
        step: "device",
        userCode: "ABCD-12345",
        verificationUrl: "https://auth.openai.com/codex/device",
        expiresAt: 1,
      },
    });
    await dialog.getByText("The code has expired.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => fake.calls.at(-1)?.name).toBe("signIn.cancel");
  });

  it("says how it failed and begins anew", async () => {
    const { dialog, fake } = await openDialog();
    await dialog.getByRole("button", { name: "Sign in with a code" }).click();
    await dialog.getByText("ABCD-12345").waitFor();
    fake.change({
      signIn: {
        step: "failed",
        problem: { code: "sign_in_expired", message: "The code ran out.", advice: "Begin again." },
      },
    });
    await dialog.getByText("The code ran out.").waitFor();
    await dialog.getByRole("button", { name: "Choose another way" }).click();
    await dialog.getByRole("button", { name: "Sign in with the browser" }).click();
    await dialog.getByText("Waiting for the answer").waitFor();
  });

  it("says why it could not even begin", async () => {
    const { dialog } = await openDialog((fake) =>
      fake.fail("signIn.start", {
        code: "network",
        message: "auth.openai.com cannot be reached.",
        advice: "",
      }),
    );
    await dialog.getByRole("button", { name: "Sign in with a code" }).click();
    await dialog.getByRole("alert").getByText("auth.openai.com cannot be reached.").waitFor();
  });

  it("by import, with what became of each file", async () => {
    const { dialog, fake } = await openDialog();
    await dialog.getByRole("button", { name: "Import from a file" }).click();
    const file = { name: "auth.json", mimeType: "application/json", buffer: Buffer.from("{}") };
    await dialog.locator("input[type=file]").setInputFiles(file);
    await dialog.getByRole("button", { name: "Import 3 accounts" }).click();
    await dialog.getByText("2 accounts were added.").waitFor();
    const files = [{ name: "auth.json", text: "{}" }];
    expect(fake.calls).toEqual([
      { name: "accounts.previewImport", input: { files } },
      { name: "accounts.importFiles", input: { files, fingerprint: "as-previewed" } },
    ]);
  });

  it("shows a sign-in that was begun elsewhere", async () => {
    const { page, fake } = await show(one(), { path: "/accounts" });
    await page.getByRole("heading", { name: "work@example.com" }).waitFor();
    fake.change({
      signIn: {
        step: "browser",
        authorizeUrl: "https://auth.openai.com/oauth/authorize",
        port: 1457,
        startedAt: 0,
      },
    });
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("Waiting for the answer on localhost:1457").waitFor();
  });
});

describe.runIf(there)("settings", () => {
  it("saves on change, only what was changed", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    await page.getByRole("switch", { name: "Mask e-mail addresses" }).click({ force: true });
    await page.getByRole("textbox", { name: "Port", exact: true }).fill("9000");
    await page.keyboard.press("Tab");
    await page.getByText("The gateway still runs on 127.0.0.1:8787.").waitFor();
    await page.getByRole("combobox", { name: "Default model" }).selectOption("gpt-5.4");
    await expect.poll(() => fake.calls.length).toBe(3);
    expect(fake.calls.map(({ input }) => input)).toEqual([
      { desktop: { maskEmails: true } },
      { gateway: { port: 9000 } },
      { models: { default: "gpt-5.4" } },
    ]);
    await page.getByRole("button", { name: "Reset Port to its default" }).click();
    await expect
      .poll(() => fake.calls.at(-1))
      .toEqual({ name: "settings.reset", input: { key: "gateway.port" } });
    await page.getByText("Default: 8787").waitFor({ state: "detached" });
  });

  it.each([
    [
      "en",
      "Changed",
      [
        "Default: 8787",
        "Default: gpt-5.5",
        "Default: Environment",
        "Default: nothing",
        "Default: Off",
        "Default: System",
      ],
    ],
    [
      "zh",
      "已更改",
      ["默认：8787", "默认：gpt-5.5", "默认：环境变量", "默认：空", "默认：关", "默认：跟随系统"],
    ],
  ] as const)(
    "tells the shipped value where another holds, as its control would: %s",
    async (language, changed, told) => {
      const { page } = await show(withDesktop(configured(), { language, maskEmails: true }), {
        path: "/settings",
      });
      await page.getByText(changed, { exact: true }).first().waitFor();
      const texts = await page
        .locator("[data-setting]")
        .getByText(/^(?:Default: |默认：)/)
        .allInnerTexts();
      expect(texts.toSorted()).toEqual([...told].toSorted());
    },
  );

  it("refuses what cannot be right, in place and in words, and Escape takes it back", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    const port = page.getByRole("textbox", { name: "Port", exact: true });
    await port.fill("99999");
    await page.keyboard.press("Enter");
    await page.getByText("A port is a whole number from 0 to 65535.").waitFor();
    await page.keyboard.press("Escape");
    expect(await port.inputValue()).toBe("8787");
    expect(fake.calls).toEqual([]);
  });

  it("keeps what was typed when Switchyard refuses it", async () => {
    const { page } = await show(running(), {
      path: "/settings",
      prepare: (fake) =>
        fake.fail("settings.update", {
          code: "port_not_allowed",
          message: "Port 80 is not allowed.",
          advice: "",
        }),
    });
    const port = page.getByRole("textbox", { name: "Port", exact: true });
    await port.fill("80");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Port 80 is not allowed.").waitFor();
    expect(await port.inputValue()).toBe("80");
  });

  it("says where a value comes from when it cannot be changed here", async () => {
    const { page } = await show(configured(), { path: "/settings" });
    await page.getByText("Set by SWITCHYARD_MODEL or on the command line").waitFor();
    expect(await page.getByRole("combobox", { name: "Default model" }).isDisabled()).toBe(true);
    await expect.poll(() => page.getByRole("button", { name: "Reset Default model" }).count()).toBe(0);
  });

  it("says what was changed here, and finds settings by name, hint, key and variable", async () => {
    const { page } = await show(configured(), { path: "/settings" });
    await page.getByText("Changed", { exact: true }).first().waitFor();
    await expect.poll(() => page.getByText("Changed", { exact: true }).count()).toBe(3);
    const search = page.getByRole("searchbox", { name: "Search settings" });
    const shown = () => page.locator("[data-setting] label, [data-setting] span:first-child").allInnerTexts();
    for (const [typed, name] of [
      ["keychain", "Seal logins with the keychain"],
      ["CLIENTVERSION", "Codex version"],
      ["switchyard_model", "Default model"],
      ["gateway port console", "Console port"],
    ] as const) {
      await search.fill(typed);
      await expect.poll(shown).toContain(name);
      await expect.poll(() => page.locator("[data-setting]").count()).toBe(1);
      await expect.poll(() => page.getByRole("region").count()).toBe(1);
    }
    // By the names of its choices, and by other words for it.
    for (const [typed, name] of [
      ["dark", "Appearance"],
      ["chinese", "Language"],
      ["vpn", "Proxy"],
    ] as const) {
      await search.fill(typed);
      await expect.poll(shown).toContain(name);
    }
    await search.fill("no such thing");
    await page.getByText("No matching setting.").waitFor();
    await search.press("Escape");
    await page.getByRole("heading", { name: "About" }).waitFor();
    expect(await page.getByText("No matching setting.").isVisible()).toBe(false);
  });

  it("resets everything, but only when that was meant", async () => {
    const { page, fake } = await show(configured(), { path: "/settings" });
    await page.getByRole("button", { name: "Reset all…" }).click();
    const dialog = page.getByRole("dialog", { name: "Reset all settings?" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(fake.calls).toEqual([]);
    await page.getByRole("button", { name: "Reset all…" }).click();
    await dialog.getByRole("button", { name: "Reset all" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(fake.calls).toEqual([{ name: "settings.reset", input: {} }]);
  });

  it("opens to the network only with a key, says where and what that costs, and closes again", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    await page.getByRole("button", { name: "Open, with a key" }).click();
    await page.getByText("http://192.168.1.20:8787/v1").waitFor();
    await page.getByText("http://[fd00::20]:8787/v1").waitFor();
    await page.getByText("Whoever has the key spends your limits.").waitFor();
    const [update, ...rest] = fake.calls;
    expect(update?.input).toEqual({ gateway: { host: "0.0.0.0", apiKey: expect.stringMatching(/^sy-/) } });
    expect(rest.map(({ name }) => name)).toEqual(["gateway.stop", "gateway.start"]);
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByText("Off: only this computer reaches the gateway.").waitFor();
    expect(fake.calls[3]?.input).toEqual({ gateway: { host: "127.0.0.1" } });
  });

  it("names a settings file that was set aside", async () => {
    const state = running();
    state.settings.keptAside = "/home/someone/settings.json.unreadable-1";
    const { page } = await show(state, { path: "/settings" });
    await page.getByText("They are kept as /home/someone/settings.json.unreadable-1").waitFor();
  });

  it("restarts the gateway onto its new port", async () => {
    const { page, fake } = await show(configured(), { path: "/settings" });
    await page.getByRole("button", { name: "Restart gateway" }).click();
    await expect.poll(() => fake.calls.map(({ name }) => name)).toEqual(["gateway.stop", "gateway.start"]);
  });

  it("creates, copies and removes an API key without showing it", async () => {
    const window = await show(running(), { path: "/settings" });
    const { page, fake } = window;
    await page.getByRole("button", { name: "Create key" }).click();
    await page.getByRole("button", { name: "Copy key" }).click();
    const { gateway } = fake.calls[0]!.input as { gateway: { apiKey: string } };
    expect(gateway.apiKey).toMatch(/^sy-[0-9a-f]{48}$/);
    expect(await clipboard(window)).toBe(gateway.apiKey);
    expect(await page.content()).not.toContain(gateway.apiKey);
    await page.getByRole("button", { name: "Remove key" }).click();
    await page.getByRole("button", { name: "Create key" }).waitFor();
    expect(fake.calls[1]!.input).toEqual({ gateway: { apiKey: null } });
  });

  it("sets how Codex is pointed here and how accounts are chosen, each with what it means", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    await page.getByText("Separate", { exact: true }).click();
    await page.getByText("Starts a separate history").waitFor();
    await page.getByRole("switch", { name: "Leave on when quitting" }).click({ force: true });
    await page
      .getByRole("combobox", { name: "New conversations go to" })
      .selectOption("the least used account");
    await page.getByText("Uses all of them evenly.").waitFor();
    await page.getByRole("textbox", { name: "Stay for at least" }).fill("0");
    await page.getByRole("textbox", { name: "At once in all" }).fill("0");
    await page.keyboard.press("Enter");
    await page.getByText("A whole number from 1 to 10000.").waitFor();
    expect(fake.calls.map(({ input }) => input)).toEqual([
      { codex: { mode: "provider" } },
      { codex: { keepOnQuit: true } },
      { routing: { strategy: "most-remaining" } },
      { routing: { minimumDwellMinutes: 0 } },
    ]);
  });

  it("takes a platform key, tells that it is set, and never shows it", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    const field = page.getByLabel("Platform API key", { exact: true });
    await field.fill("short");
    await page.keyboard.press("Enter");
    await page.getByText("A key has at least 8 characters.").waitFor();
    await field.fill("sk-not-a-real-key");
    expect(await field.getAttribute("type")).toBe("password");
    await page.keyboard.press("Enter");
    await page.getByText("Set", { exact: true }).waitFor();
    expect(await page.content()).not.toContain("sk-not-a-real-key");
    await page.getByRole("button", { name: "Remove Platform API key" }).click();
    await field.waitFor();
    expect(fake.calls.map(({ input }) => input)).toEqual([
      { gateway: { platformKey: "sk-not-a-real-key" } },
      { gateway: { platformKey: null } },
    ]);
  });

  it("changes the language and the theme at once", async () => {
    const { page } = await show(running(), { path: "/settings" });
    await page.getByText("中文").click();
    await page.getByRole("heading", { name: "设置", level: 1 }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    await page.getByText("深色").click();
    await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      "rgb(23, 24, 26)",
    );
    await page.getByText("浅色").click();
    await page.locator("html[data-mantine-color-scheme=light]").waitFor();
  });

  it("hides what this installation cannot do", async () => {
    const state = running();
    state.app.can = {
      quit: false,
      startAtLogin: false,
      showFolder: false,
      openTerminal: false,
    };
    const { page } = await show(state, { path: "/settings" });
    await page.getByText("Seal logins with the keychain").waitFor();
    await expect.poll(() => page.getByText("Open at login").count()).toBe(0);
    await expect.poll(() => page.getByRole("switch", { name: /^Notify when/ }).count()).toBe(0);
  });

  it("has a switch for each notice", async () => {
    const { page, fake } = await show(running(), { path: "/settings" });
    const names = [
      ["a limit is near", "notifyLimit"],
      ["another account takes over", "notifySwitch"],
      ["an account has to sign in again", "notifySignIn"],
      ["a used-up window is reset", "notifyReset"],
      ["the gateway stops by itself", "notifyStopped"],
    ] as const;
    for (const [name, key] of names) {
      const control = page.getByRole("switch", { name: `Notify when ${name}` });
      const before = fake.state().settings.values.desktop[key];
      expect(await control.isChecked(), key).toBe(before);
      await page.getByText(`Notify when ${name}`).click();
      await expect.poll(() => fake.state().settings.values.desktop[key]).toBe(!before);
    }
    expect(fake.calls.filter(({ name }) => name === "settings.update")).toHaveLength(names.length);
  });
});

describe.runIf(there)("models and requests", () => {
  it("says where the list is from and refreshes it", async () => {
    const { page, fake } = await show(empty(), { path: "/models" });
    await page.getByText("The list that came with Switchyard.").waitFor();
    await expect.poll(() => page.getByText("codex-auto-review").count()).toBe(0);
    await page.getByRole("switch", { name: "Show hidden" }).click();
    await page.getByText("codex-auto-review").waitFor();
    await page.getByRole("button", { name: "Refresh list" }).click();
    await page.getByText("Read from OpenAI just now").waitFor();
    expect(fake.calls).toEqual([{ name: "models.refresh", input: undefined }]);
  });

  it("opens a request into its facts by keyboard, and shows the failed ones alone", async () => {
    const { page } = await show(running(), { path: "/requests" });
    await page.getByText("Failed", { exact: true }).first().click();
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    await page.getByRole("button", { name: /^Details of the request/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("The 5-hour limit of this account is used up.").waitFor();
    await page.getByText("req_000003").waitFor();
  });

  it("tells which accounts were tried, what happened on the way, and copies the request", async () => {
    const window = await show(running(), { path: "/requests" });
    const { page } = window;
    await page.getByText("Failed", { exact: true }).first().click();
    await page.getByRole("button", { name: /^Details of the request/ }).click();
    const tries = page.getByRole("list", { name: "Accounts tried" }).getByRole("listitem");
    expect(await tries.allInnerTexts()).toEqual([
      expect.stringMatching(/Work\s+OpenAI overloaded$/),
      expect.stringMatching(/^2 s\s+Studio\s+A limit is used up$/),
    ]);
    await page.getByText("It waited for a free place.").waitFor();
    await page.getByText("Earlier reasoning that this account cannot read was left out.").waitFor();
    await page.getByText("1.6 s").first().waitFor();
    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByText("Copied").first().waitFor();
    expect(await clipboard(window)).toContain('"input":"YOUR_PROMPT"');
  });

  it("scrolls through ten thousand rows of the history with few of them there at a time", async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      request(index, index === 9999 ? { client: { name: "the-oldest", version: null } } : {}),
    );
    const { page, fake, faults } = await show(running({ requests: rows.slice(0, 100) }), {
      path: "/requests",
      prepare: (prepared) => prepared.keep(rows),
    });
    const table = page.getByRole("table", { name: "Requests" });
    const lines = page.locator("tr[data-row]");
    await expect.poll(() => table.getAttribute("aria-rowcount")).toBe("501");
    await lines.first().waitFor();
    let most = 0;
    await expect
      .poll(
        async () => {
          most = Math.max(most, await lines.count());
          await page.locator("main").evaluate((main) => main.scrollTo(0, main.scrollHeight));
          return table.getAttribute("aria-rowcount");
        },
        { timeout: 60_000 },
      )
      .toBe("10001");
    await page.locator("main").evaluate((main) => main.scrollTo(0, main.scrollHeight));
    await page.getByText("Reading older requests…").waitFor({ state: "detached" });
    // The rows above stay drawn until the page has caught up with the scrolling.
    await lines.filter({ hasText: "the-oldest" }).click();
    await page.getByRole("dialog").getByText("req_009999").waitFor();
    expect(most).toBeLessThan(80);
    expect(await lines.count()).toBeLessThan(80);
    expect(fake.calls.filter(({ name }) => name === "requests.page")).toHaveLength(20);
    expect(faults).toEqual([]);
  });

  it("asks the database for what the filters say, and saves what they find", async () => {
    const { page, fake } = await show(running(), {
      path: "/requests",
      prepare: (prepared) => prepared.provide(everyProvider()),
    });
    const lines = page.locator("tr[data-row]");
    await page.getByLabel("Client", { exact: true }).fill("OPENCODE");
    await expect.poll(() => fake.calls.at(-1)?.input).toEqual({ client: "OPENCODE", limit: 500 });
    await expect
      .poll(async () => new Set(await lines.locator("td:nth-child(2)").allInnerTexts()))
      .toEqual(new Set(["opencode"]));
    const found = await lines.count();
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).press("Enter");
    await page.getByRole("menuitem", { name: "Save as CSV" }).press("Enter");
    const text = await readFile(await (await waiting).path(), "utf8");
    expect(text.trim().split("\r\n")).toHaveLength(found + 1);
    expect(text).toMatch(/^time,id,endpoint,/);
    await page.getByLabel("Provider", { exact: true }).selectOption("anthropic");
    await page.getByText("No request fits these filters.").waitFor();
    expect(fake.calls.at(-1)?.input).toEqual({ client: "OPENCODE", provider: "anthropic", limit: 500 });
    await page.getByLabel("Provider", { exact: true }).selectOption("All providers");
    await page.getByLabel("Account", { exact: true }).selectOption({ label: "Studio" });
    await page.getByText("No request fits these filters.").waitFor();
    expect(fake.calls.at(-1)?.input).toEqual({ client: "OPENCODE", account: "studio", limit: 500 });
  });

  it("says why the history cannot be shown, keeps what runs, and asks again", async () => {
    const problem = { code: "internal", message: "The history could not be read.", advice: "" } as const;
    const { page, fake } = await show(running(), {
      path: "/requests",
      prepare: (prepared) => prepared.fail("requests.page", problem),
    });
    await page.getByText(problem.message).waitFor();
    expect(await page.locator("tr[data-row]").count()).toBeGreaterThan(0);
    fake.mend("requests.page");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText(problem.message).waitFor({ state: "detached" });
  });

  it("says what will be there when there is nothing", async () => {
    const { page } = await show(empty(), { path: "/requests" });
    await page.getByText("Send one from a tool; it appears here while it runs.").waitFor();
  });
});

describe.runIf(there)("the connection", () => {
  it("takes the token out of the address and keeps it for this tab", async () => {
    const { page } = await show(running());
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    expect(page.url()).not.toContain("code=");
    await page.reload();
    await page.getByText("Running on 127.0.0.1:8787").waitFor();
  });

  it("without a token says how to get a link", async () => {
    const { page, faults } = await show(running(), { token: false });
    await page.getByRole("heading", { name: "This page needs a link from Switchyard" }).waitFor();
    await page.getByText("switchyard console").waitFor();
    expect(faults).toEqual([]);
  });

  it("a link lets one browser in: the next one is told that it has ended", async () => {
    const { page, server } = await show(running(), { token: false });
    const { link } = server;
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByText("Running on 127.0.0.1:8787").waitFor();
    await page.evaluate(() => sessionStorage.clear());
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByRole("heading", { name: "This link is no longer valid" }).waitFor();
  });

  it("lost: keeps what it knew, marks it, and comes back by itself", async () => {
    const { page, server } = await show(running());
    await page.getByText("Running on 127.0.0.1:8787").waitFor();
    await server.cut();
    await page.getByText("Connection to Switchyard lost, reconnecting…").waitFor();
    await page.getByText("Running on 127.0.0.1:8787").waitFor();
    expect(await page.getByRole("button", { name: "Stop gateway" }).isDisabled()).toBe(true);
    await expect.poll(() => page.getByText(/^stale since/).count()).toBe(3);
    // Nobody knows now whether it still runs.
    await page.getByText(/^as of \d\d:\d\d$/).waitFor();
    await expect
      .poll(() => page.locator("[data-tone=good] + span", { hasText: "Running on" }).count())
      .toBe(0);
    await server.restore();
    await page.getByText("Connection to Switchyard lost").waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "Stop gateway" }).isDisabled()).toBe(false);
  });

  it("refused after a restart: says that the link has ended", async () => {
    const { page, server } = await show(running());
    await page.getByText("Running on 127.0.0.1:8787").waitFor();
    await server.cut();
    await server.restore(true);
    await page.getByRole("heading", { name: "This link is no longer valid" }).waitFor();
  });

  it("slow: reserves the page until the first snapshot", async () => {
    const { page } = await show(running(), { path: "/settings", prepare: (fake) => fake.holdFeed() });
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(1);
    await expect.poll(() => page.getByRole("link", { name: "Accounts" }).count()).toBe(1);
  });
});

it.runIf(there)("every account state at once is among the scripted ones", () => {
  expect(new Set(mixedAccounts().map(({ health }) => health)).size).toBe(6);
});
