/** Ten thousand requests: few of them are there at a time, and yet nobody who scrolls misses one. */
import { describe, expect, it } from "vitest";
import { request, running } from "./support/states.ts";
import { useWindows } from "./support/windows.ts";
import { now } from "./support/page-clock.ts";

const { there, show } = useWindows();

const count = 10_000;
const arrivals = 25;
const nameOf = (index: number) => `client-${index}`;
const named = (index: number) => request(index, { client: { name: nameOf(index), version: null } });

/** What a walk down the page saw; rows are told apart by their client. */
interface Walk {
  seen: string[];
  mostRows: number;
  /** Times that a row was there twice, that rows were out of order, or that the page showed a gap. */
  twice: number;
  disordered: number;
  gaps: number;
  frames: number;
  longTasks: number[];
}

/** In the page: scrolls down a screen at a time, a frame for each, until it is at the end. */
async function walkDown(): Promise<Walk> {
  const main = document.querySelector("main");
  if (main === null) throw new Error("no main");
  const longTasks: number[] = [];
  const watcher = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  watcher.observe({ entryTypes: ["longtask"] });
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const seen = new Set<string>();
  const walk = { mostRows: 0, twice: 0, disordered: 0, gaps: 0, frames: 0 };
  const nameOf = (row: Element) => row.children[1]?.textContent ?? "";
  // The last to arrive is above all others: arrival-25, arrival-24, … client-0, client-1, …
  const placeOf = (name: string) => Number(name.split("-")[1]) * (name.startsWith("arrival") ? -1 : 1);
  const middle = main.getBoundingClientRect().left + main.clientWidth / 2;
  const look = () => {
    const rows = [...document.querySelectorAll("tr[data-row]")];
    const names = rows.map(nameOf);
    const places = names.map(placeOf);
    walk.frames += 1;
    walk.mostRows = Math.max(walk.mostRows, rows.length);
    if (new Set(names).size < names.length) walk.twice += 1;
    if (places.some((place, index) => place < (places[index - 1] ?? -Infinity))) walk.disordered += 1;
    const table = document.querySelector("tbody")?.getBoundingClientRect();
    for (const y of [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => main.clientHeight * part)) {
      if (table === undefined || y < table.top || y > table.bottom) continue;
      if (!document.elementFromPoint(middle, y)?.closest("tr[data-row]")) walk.gaps += 1;
    }
    for (const row of rows) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom > 0 && top < main.clientHeight) seen.add(nameOf(row));
    }
  };
  main.scrollTo(0, 0);
  await frame();
  for (;;) {
    look();
    const before = main.scrollTop;
    main.scrollBy(0, main.clientHeight * 0.8);
    await frame();
    if (main.scrollTop === before) break;
  }
  watcher.disconnect();
  return { ...walk, seen: [...seen], longTasks };
}

describe.runIf(there)("ten thousand requests", () => {
  it("are all seen on the way down, each once and in order, while new ones come", async () => {
    const rows = Array.from({ length: count }, (_, index) => named(index));
    const { page, fake, faults } = await show(running({ requests: rows.slice(0, 100) }), {
      path: "/requests",
      prepare: (prepared) => prepared.keep(rows),
    });
    const table = page.getByRole("table", { name: "Requests" });
    // Every page of the history is read first: how it comes is another test's.
    await expect
      .poll(
        async () => {
          await page.locator("main").evaluate((main) => main.scrollTo(0, main.scrollHeight));
          return table.getAttribute("aria-rowcount");
        },
        { timeout: 60_000 },
      )
      .toBe(String(count + 1));

    const walking = page.evaluate(walkDown);
    for (let index = 1; index <= arrivals; index += 1) {
      const client = { name: `arrival-${index}`, version: null };
      const row = request(0, { id: `arrival-${index}`, startedAt: now + index, client });
      fake.change({}, [row]);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
    const walk = await walking;
    const { longTasks } = walk;
    process.stdout.write(
      `${walk.frames} screens, at most ${walk.mostRows} rows there, ${longTasks.length} long tasks, ` +
        `the longest ${Math.round(Math.max(0, ...longTasks))} ms\n`,
    );
    const seen = new Set(walk.seen);
    const missed = rows.filter((_, index) => !seen.has(nameOf(index)));
    expect(missed.slice(0, 3).map(({ id }) => id)).toEqual([]);
    expect(walk).toMatchObject({ twice: 0, disordered: 0, gaps: 0 });
    expect(walk.mostRows).toBeLessThan(80);
    expect(walk.frames).toBeGreaterThan(400);
    await expect.poll(() => table.getAttribute("aria-rowcount")).toBe(String(count + arrivals + 1));
    expect(faults).toEqual([]);
  });
});
