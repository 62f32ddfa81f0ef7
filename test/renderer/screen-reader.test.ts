/** What a screen reader is told without being asked: news, once, and nothing that is none. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { button } from "./support/dialogs.ts";
import { request, running } from "./support/states.ts";
import type { OpenWindow } from "./support/window.ts";
import { useWindows } from "./support/windows.ts";
import { now } from "./support/page-clock.ts";

const { there, show } = useWindows();

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
    await button("Copy base URL: http://127.0.0.1:8787/v1")(page).focus();
    await page.keyboard.press("Enter");
    await expect.poll(told).toEqual(["Copied"]);
  });

  it.each(["/", "/requests", "/usage"])("nothing of requests that come and go, on %s", async (path) => {
    const { page, fake, told } = await open(path);
    for (const index of [1, 2, 3]) {
      const row = request(0, {
        id: `new-${index}`,
        startedAt: now,
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
