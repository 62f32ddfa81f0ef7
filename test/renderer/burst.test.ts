/** More news than anybody can look at: the window draws as often as it can, keeps what it may, and stays usable. */
import { describe, expect, it } from "vitest";
import { request, running, withDesktop } from "./support/states.ts";
import { useWindows } from "./support/windows.ts";
import { now } from "./support/page-clock.ts";

const { there, show } = useWindows();

const events = 1500;

describe.runIf(there)("a burst of events", () => {
  it.each(["/", "/requests"])("on %s", async (path) => {
    // Without a request the page may still be at its first steps, and shows no totals.
    const window = await show(withDesktop(running({ requests: [] }), { firstSteps: false }), { path });
    const { page, fake } = window;
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.evaluate(() => {
      const counts = { drawings: 0 };
      Object.assign(window, { counts });
      const look = new MutationObserver(() => (counts.drawings += 1));
      const main = document.querySelector("main");
      if (main !== null) look.observe(main, { childList: true, subtree: true, characterData: true });
    });
    const begun = now;
    for (let index = 0; index < events; index += 1) {
      const today = { ...fake.state().today, requests: 1000 + index };
      fake.change({ today }, [request(events - index, { startedAt: begun + index })]);
      // As they come: each by itself, not all of them in one turn.
      if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const last = request(0, { startedAt: begun + events, client: { name: "the-last-one", version: null } });
    fake.change({}, [last]);
    await page.getByText("the-last-one").first().waitFor();

    const { drawings } = await page.evaluate(
      () => (window as unknown as { counts: { drawings: number } }).counts,
    );
    // That it was looked at at all; one at most for every two rests of the window, not one for every event.
    expect(drawings).toBeGreaterThan(0);
    expect(drawings).toBeLessThan(events / 5);
    const rows = await page.getByRole("row").count();
    // What is out of sight is not drawn.
    expect(rows).toBeLessThan(120);
    if (path === "/") await page.getByText("2,499").waitFor();
    expect(window.faults).toEqual([]);
  });
});
