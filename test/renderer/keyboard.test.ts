/** Every dialog, with the keyboard alone; and buttons that take a while. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { button, dialogs } from "./support/dialogs.ts";
import { running } from "./support/states.ts";
import { useWindows } from "./support/windows.ts";

const { there, show } = useWindows();

describe("the list of dialogs", () => {
  it("has every file that opens one, or anything else that floats", () => {
    const root = path.join(import.meta.dirname, "../../src-renderer");
    // A menu is no dialog: it is walked through below.
    const all = globSync("**/*.tsx", { cwd: root }).filter((file) => file !== "components/menu/menu.tsx");
    const floating = all.filter((file) =>
      /<(?:Modal|Drawer|Dialog|Popover|HoverCard|Combobox|dialog)\b|\srole="(?:dialog|alertdialog|menu)"|\spopover[\s=]/.test(
        readFileSync(path.join(root, file), "utf8"),
      ),
    );
    expect(floating.length).toBeGreaterThan(10);
    expect([...new Set(dialogs.map(({ file }) => file))].toSorted()).toEqual(floating.toSorted());
  });
});

describe.runIf(there)("a menu", () => {
  it("is walked through with the arrow keys, and gives the focus back", async () => {
    const { page } = await show(running(), { path: "/accounts" });
    const opener = page.getByRole("button", { name: "More for Work" });
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await opener.press("Enter");
    await expect.poll(focused).toBe("Change the label of Work");
    await page.keyboard.press("ArrowUp");
    expect(await focused()).toBe("Remove Work");
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe("Change the label of Work");
    await page.keyboard.press("Escape");
    await expect.poll(focused).toBe("More for Work");
    expect(await page.getByRole("menu").count()).toBe(0);
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
