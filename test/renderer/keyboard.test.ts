/** Every dialog, with the keyboard alone; and what a screen reader is told without being asked. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { LiveState } from "../../src-shared/contract/index.ts";
import { openPrograms } from "./support/codex-states.ts";
import { importPreview } from "./support/import-states.ts";
import { manyAccounts, request, running } from "./support/states.ts";
import type { OpenOptions, OpenWindow } from "./support/window.ts";
import { useWindows } from "./support/windows.ts";

const { there, show } = useWindows();

interface Dialog {
  /** Where it is written. */
  file: string;
  /** What is special about this one, where a file has several. */
  what?: string;
  path: string;
  state?: () => LiveState;
  prepare?: OpenOptions["prepare"];
  /** What has to be done first. */
  before?: (page: Page) => Promise<void>;
  /** What it is opened with, and has the focus again after it. */
  opener: (page: Page) => Locator;
  key?: string;
  /** What is done in it before it is walked through. */
  within?: (page: Page) => Promise<void>;
  /** What has the focus after it, where the opener is gone by then. */
  after?: (page: Page) => Locator;
  /** Name of what it is there for; null where there is nothing to do but to read or to choose. */
  primary: string | RegExp | null;
}

const button = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true });
const press = (name: string) => (place: Page | Locator) =>
  place.getByRole("button", { name }).first().press("Enter");

const account = { path: "/accounts" };
const signIn = { ...account, file: "components/sign-in/sign-in-dialog.tsx", opener: button("Add account") };

const dialogs: Dialog[] = [
  {
    file: "components/codex/codex-dialog.tsx",
    path: "/",
    prepare: (fake) => fake.run(openPrograms),
    opener: (page) => page.getByRole("switch", { name: "Codex through Switchyard" }),
    key: "Space",
    primary: "Apply",
  },
  {
    file: "components/palette/palette-dialog.tsx",
    path: "/",
    opener: button("Copy base URL"),
    key: "Control+k",
    primary: null,
  },
  { ...signIn, primary: "Sign in with the browser" },
  { ...signIn, what: "browser", within: press("Sign in with the browser"), primary: "Open the sign-in page" },
  { ...signIn, what: "code", within: press("Sign in with a code"), primary: "Open the page" },
  { ...signIn, what: "import", within: press("Import from a file"), primary: "Choose files" },
  {
    ...signIn,
    what: "import, looked at",
    within: async (page) => {
      await press("Import from a file")(page);
      await page.getByLabel("Or paste the contents of a file").fill("{}");
      await press("Look at it")(page);
      await page
        .getByText(importPreview.entries[0]?.email ?? "")
        .first()
        .waitFor();
    },
    primary: /^Import \d accounts$/,
  },
  {
    ...account,
    file: "pages/accounts/remove-dialog.tsx",
    opener: button("Remove Work"),
    primary: "Remove account",
  },
  {
    ...account,
    file: "pages/accounts/remove-dialog.tsx",
    what: "several",
    state: () => running({ accounts: manyAccounts(12) }),
    before: async (page) => {
      await press("Select")(page);
      await press("Select all")(page);
    },
    opener: button("Remove…"),
    primary: "Remove 12 accounts",
  },
  {
    ...account,
    file: "pages/accounts/export-dialog.tsx",
    opener: button("Export the login of Work"),
    primary: "Save file",
  },
  {
    ...account,
    file: "pages/accounts/export-dialog.tsx",
    what: "done",
    opener: button("Export the login of Work"),
    within: async (page) => {
      await press("Save file")(page.getByRole("dialog"));
      await page.getByText(/^One login was saved/).waitFor();
    },
    primary: null,
  },
  {
    ...account,
    file: "pages/accounts/models-dialog.tsx",
    opener: button("Choose the models of Work"),
    primary: "Save",
  },
  {
    ...account,
    file: "pages/accounts/proxy-dialog.tsx",
    opener: button("Choose the proxy of Work"),
    primary: "Save",
  },
  {
    ...account,
    file: "pages/accounts/apply-login-dialog.tsx",
    opener: button("Give to Codex: the login of Work"),
    primary: "Give to Codex",
  },
  {
    ...account,
    file: "pages/accounts/apply-login-dialog.tsx",
    what: "done, and Codex is open",
    prepare: (fake) => fake.run(openPrograms),
    opener: button("Give to Codex: the login of Studio"),
    within: async (page) => {
      await page.getByText("Codex CLI 0.169.0").waitFor();
      await press("Give to Codex")(page.getByRole("dialog"));
      await page.getByRole("button", { name: "Restart Codex app" }).waitFor();
    },
    // Studio's login is Codex' own now, and cannot be given to it.
    after: button("Use Studio"),
    primary: "Restart Codex app",
  },
  {
    ...account,
    file: "pages/accounts/reset-dialog.tsx",
    opener: (page) => page.getByRole("button", { name: /^Use one reset credit of private/ }),
    primary: "Use one reset credit",
  },
  {
    ...account,
    file: "pages/accounts/reset-dialog.tsx",
    what: "done",
    opener: (page) => page.getByRole("button", { name: /^Use one reset credit of private/ }),
    within: async (page) => {
      await press("Use one reset credit")(page.getByRole("dialog"));
      await page.getByText("The limits begin anew.").waitFor();
    },
    primary: null,
  },
  {
    file: "pages/connect/setup-dialog.tsx",
    path: "/connect",
    before: async (page) => {
      await page
        .getByRole("button", { name: /^Claude Code/ })
        .first()
        .focus();
      await page.keyboard.press("Enter");
    },
    opener: (page) => page.getByRole("button", { name: "Set up…", exact: true }).first(),
    primary: "Apply",
  },
  {
    file: "pages/requests/request-drawer.tsx",
    path: "/requests",
    opener: (page) => page.getByRole("button", { name: /^Details of the request/ }).nth(3),
    primary: "Copy as curl",
  },
  {
    file: "pages/settings/reset-all.tsx",
    path: "/settings",
    opener: button("Reset all…"),
    primary: "Reset all",
  },
  {
    file: "pages/settings/wipe-dialog.tsx",
    path: "/settings",
    opener: button("Delete…"),
    within: (page) => page.getByRole("checkbox").first().check(),
    primary: "Delete for good",
  },
  {
    file: "pages/settings/licenses-dialog.tsx",
    path: "/settings",
    opener: button("Show licences"),
    primary: null,
  },
];

describe("the list of dialogs", () => {
  it("has every file that opens one, or anything else that floats", () => {
    const root = path.join(import.meta.dirname, "../../src-renderer");
    const floating = globSync("**/*.tsx", { cwd: root }).filter((file) =>
      /<(?:Modal|Drawer|Dialog|Menu|Popover|HoverCard|Combobox|dialog)\b|\srole="(?:dialog|alertdialog|menu)"|\spopover[\s=]/.test(
        readFileSync(path.join(root, file), "utf8"),
      ),
    );
    expect(floating.length).toBeGreaterThan(10);
    expect([...new Set(dialogs.map(({ file }) => file))].toSorted()).toEqual(floating.toSorted());
  });
});

describe.runIf(there)("with the keyboard alone", () => {
  it.each(dialogs.map((dialog) => [`${dialog.file} ${dialog.what ?? ""}`.trim(), dialog] as const))(
    "%s",
    async (
      _,
      { path, state = running, prepare, before, opener, key = "Enter", within, after = opener, primary },
    ) => {
      const window = await show(state(), { path, reducedMotion: "reduce", ...(prepare && { prepare }) });
      const { page } = window;
      await page.getByRole("heading", { level: 1 }).waitFor();
      await before?.(page);
      await opener(page).focus();
      await page.keyboard.press(key);
      const dialog = page.getByRole("dialog");
      await dialog.waitFor();
      await within?.(page);
      // What opens a web page is a link.
      const wanted = dialog
        .getByRole("button", { name: primary ?? "" })
        .or(dialog.getByRole("link", { name: primary ?? "" }));
      if (primary !== null) await wanted.waitFor();
      await expect.poll(() => dialog.locator("[aria-busy=true]").count()).toBe(0);
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null))
        .toBe(true);

      const stops = await dialog.evaluate(markStops);
      expect(stops.map(({ above }) => above).filter((above) => above !== null)).toEqual([]);
      expect(stops.filter(({ name }) => name === "")).toEqual([]);
      // Once round and into the second round, there and back.
      const forward = await walk(page, "Tab", stops.length);
      expect(rotated(forward, 0)).toEqual(stops.map((_, index) => index));
      const back = await walk(page, "Shift+Tab", stops.length);
      expect(rotated(back.toReversed(), 0)).toEqual(stops.map((_, index) => index));
      if (primary !== null) {
        expect(forward).toContain(Number(await wanted.getAttribute("data-stop")));
      }

      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      await expect.poll(() => after(page).evaluate((node) => node === document.activeElement)).toBe(true);
      expect(window.faults).toEqual([]);
    },
  );
});

/** In the page: numbers what the Tab key should stop at, in the order of the document. */
function markStops(dialog: Element): { name: string; above: string | null }[] {
  const stops = [
    ...dialog.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex]"),
  ].filter((element) => {
    if (element.tabIndex < 0 || element.matches(":disabled") || !element.checkVisibility()) return false;
    // Of radio buttons that belong together the Tab key stops at one.
    return !(element instanceof HTMLInputElement && element.type === "radio" && !element.checked);
  });
  return stops.map((element, index) => {
    element.dataset["stop"] = String(index);
    const before = stops[index - 1]?.getBoundingClientRect();
    const rect = element.getBoundingClientRect();
    const label =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? element.labels?.[0]
        : null;
    const name = element.ariaLabel ?? label?.textContent ?? element.textContent;
    // The order of the document is the one that is seen: never upwards.
    return { name, above: before !== undefined && rect.bottom <= before.top ? name : null };
  });
}

/** @returns numbers of the stops, in the order the focus came to them; each was seen to be in the dialog and marked */
async function walk(page: Page, key: string, steps: number): Promise<number[]> {
  const reached: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(key);
    const { stop, ring, name } = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      // What stands for an input that is drawn with other elements is beside it.
      const drawn = [element, element.nextElementSibling, element.parentElement].filter(
        (each) => each !== null,
      );
      return {
        stop: Number(element.closest("[role=dialog]") === null ? -1 : (element.dataset["stop"] ?? -1)),
        ring: drawn.some((each) => getComputedStyle(each).outlineStyle === "solid"),
        name: `${element.tagName} ${element.ariaLabel ?? element.textContent}`,
      };
    });
    expect(stop, `${key} came to ${name}`).toBeGreaterThanOrEqual(0);
    // One that the focus never leaves has its caret.
    expect(ring || steps === 1, `${name} shows that it has the focus`).toBe(true);
    reached.push(stop);
  }
  return reached;
}

/** A round, begun at the given stop. */
function rotated(round: number[], first: number): number[] {
  const at = round.indexOf(first);
  return [...round.slice(at), ...round.slice(0, at)];
}

/** Collects what live regions say from now on. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    const regions = "output, [aria-live]:not([aria-live=off]), [role=status], [role=alert]";
    new MutationObserver((changes) => {
      const places = new Set<Element>();
      for (const { target, addedNodes } of changes) {
        for (const node of [target, ...addedNodes]) {
          const element = node instanceof Element ? node : node.parentElement;
          const region = element?.closest(regions) ?? element?.querySelector(regions);
          if (region) places.add(region);
        }
      }
      for (const place of places) {
        const text = place.textContent.trim();
        if (text !== "") told.push(text);
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => [...(window as unknown as { told: string[] }).told]);
}

describe.runIf(there)("screen readers are told", () => {
  const open = async (
    path: string,
    state = running(),
  ): Promise<OpenWindow & { told: () => Promise<string[]> }> => {
    const window = await show(state, { path, reducedMotion: "reduce" });
    await window.page.getByRole("heading", { level: 1 }).waitFor();
    await window.page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    return { ...window, told: await listen(window.page) };
  };

  it.each(["/", "/models", "/settings"])("once what the gateway came to, on %s", async (path) => {
    const { fake, told } = await open(path);
    const { gateway } = fake.state();
    for (const activeRequests of [3, 2, 1])
      fake.change({ gateway: { ...gateway, state: "stopping", activeRequests } });
    fake.change({ gateway: { ...gateway, state: "stopped", activeRequests: 0 } });
    await expect.poll(told).toEqual(["The gateway has stopped."]);
    fake.change({ gateway: { ...gateway, state: "starting" } });
    fake.change({ gateway });
    await expect.poll(told).toEqual(["The gateway has stopped.", "The gateway is running."]);
  });

  it("once that something was copied", async () => {
    const { page, told } = await open("/");
    await button("Copy base URL")(page).focus();
    await page.keyboard.press("Enter");
    await expect.poll(told).toEqual(["Copied"]);
  });

  it.each(["/", "/requests", "/usage"])("nothing of requests that come and go, on %s", async (path) => {
    const { page, fake, told } = await open(path);
    for (const index of [1, 2, 3]) {
      const row = request(0, {
        id: `new-${index}`,
        startedAt: Date.now(),
        client: { name: `news-${index}`, version: null },
      });
      fake.change({ gateway: { ...fake.state().gateway, activeRequests: index } }, [
        { ...row, outcome: "running" },
      ]);
      fake.change({ today: { ...fake.state().today, requests: 900 + index } }, [row]);
    }
    if (path !== "/usage") await page.getByText("news-3").first().waitFor();
    fake.change({ gateway: { ...fake.state().gateway, state: "stopped" } });
    // The one piece of news comes after all that was none.
    await expect.poll(told).toEqual(["The gateway has stopped."]);
  });
});

it.runIf(there)(
  "a button that was pressed with the keyboard keeps the focus while it works and after",
  async () => {
    const { page, fake } = await show(running(), { path: "/" });
    const answer = Promise.withResolvers<void>();
    await page.route("**/rpc/gateway/stop", async (route) => {
      await answer.promise;
      await route.continue();
    });
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    const drawn = () =>
      page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    await button("Stop gateway")(page).press("Enter");
    await page.locator("button[aria-busy=true]").waitFor();
    // An element that cannot have the focus loses it when the page is drawn.
    await drawn();
    expect(await focused()).toBe("Stop gateway");
    await page.keyboard.press("Enter");
    answer.resolve();
    await button("Start gateway")(page).waitFor();
    await drawn();
    expect(await focused()).toBe("Start gateway");
    expect(fake.calls.map(({ name }) => name)).toEqual(["gateway.stop"]);
  },
);
