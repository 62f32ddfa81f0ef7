/** The page of what was used: sums, days, the table and what is made of it, and how it is kept up to date. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { dayBars } from "../../src-renderer/pages/usage/day-bars.ts";
import { niceTicks } from "../../src-renderer/components/chart/nice-ticks.ts";
import { usageCsv } from "../../src-shared/usage-csv.ts";
import type { UsageTotals } from "../../src-shared/contract/index.ts";
import { account, request, running, withDesktop } from "./support/states.ts";
import { clipboard, useWindows, violations } from "./support/windows.ts";

const { there, show } = useWindows();
const path = "/usage";

const problem = {
  code: "internal",
  message: "The usage database could not be read.",
  advice: "Try again.",
} as const;

function totals(edit: Partial<UsageTotals> = {}): UsageTotals {
  return {
    requests: 10,
    failed: 1,
    cancelled: 2,
    withoutUsage: 3,
    tokens: { input: 800, cached: 600, output: 200, reasoning: 50 },
    totalMs: 9000,
    finished: 9,
    estimate: null,
    ...edit,
  };
}

describe("the bars of the days", () => {
  it("count every token once: cached is part of the input, reasoning of the output", () => {
    const { peak, bars } = dayBars([totals()], "tokens");
    expect(peak).toBe(1000);
    expect(bars[0]?.map(({ part, height }) => [part, height])).toEqual([
      ["cached", 0.6],
      ["fresh", 0.2],
      ["output", 0.2],
    ]);
  });

  it("stand one upon the other, each day by the measure of the highest", () => {
    const { peak, bars } = dayBars([totals(), totals({ requests: 20, failed: 0 })], "requests");
    expect(peak).toBe(20);
    expect(bars[0]).toEqual([
      { part: "served", from: 0, height: 0.45 },
      { part: "failed", from: 0.45, height: 0.05 },
    ]);
    expect(bars[1]).toEqual([{ part: "served", from: 0, height: 1 }]);
  });

  it("are empty without requests", () => {
    const none = totals({
      requests: 0,
      failed: 0,
      tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
    });
    expect(dayBars([none], "tokens")).toEqual({ peak: 0, bars: [[]] });
    expect(dayBars([], "requests")).toEqual({ peak: 0, bars: [] });
  });
});

describe("the ticks of a chart", () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [2, [0, 1, 2]],
    [7, [0, 3, 6, 9]],
    [41, [0, 20, 40, 60]],
    [9_600_000, [0, 5_000_000, 10_000_000]],
  ])("reach %d in round, whole numbers", (peak, ticks) => {
    expect(niceTicks(peak)).toEqual(ticks);
  });
});

describe("the table for spreadsheets", () => {
  const header =
    "client,requests,failed,cancelled,without_usage,input,cached,output,reasoning,total_ms,finished\r\n";

  it("has a line for each name, in whole numbers", () => {
    expect(usageCsv("client", [{ name: "codex_cli", ...totals() }], null)).toBe(
      `${header}codex_cli,10,1,2,3,800,600,200,50,9000,9\r\n`,
    );
  });

  it.each([
    ["a, b", '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "'=1+1"],
    ['@SUM(1,"2")', `"'@SUM(1,""2"")"`],
    ["-", "'-"],
  ])("keeps %j from breaking the line or becoming a formula", (name, expected) => {
    const row = usageCsv("client", [{ name, ...totals() }], null).slice(header.length);
    expect(row).toBe(`${expected},10,1,2,3,800,600,200,50,9000,9\r\n`);
  });
});

describe.runIf(there)("usage", () => {
  it("tells the sums with their shares, and how they are made up", async () => {
    const { page, faults } = await show(running(), { path });
    const sums = page.getByRole("table", { name: "Totals" });
    const today = sums.getByRole("row", { name: /^Today/ });
    await today.waitFor();
    expect(await today.getByRole("cell").allInnerTexts()).toEqual([
      "412",
      expect.stringMatching(/^3\.1M\s+82% cached$/),
      expect.stringMatching(/^61K\s+36% reasoning$/),
      "2",
      "3",
    ]);
    expect(await sums.getByRole("rowheader").allInnerTexts()).toEqual(["Today", "Since launch", "All time"]);
    expect(await page.locator("dl dd").allInnerTexts()).toEqual(["138.7M", "6,515", "82%", "1.4%"]);
    await page.getByText("Cached is part of tokens in, reasoning is part of tokens out.").waitFor();
    expect(faults).toEqual([]);
  });

  it("tells costs only where there are prices, as an estimate", async () => {
    const without = await show(running(), { path });
    await without.page.getByText("For an estimate of costs, put your prices in").waitFor();
    await expect
      .poll(() => without.page.getByRole("columnheader", { name: "Cost (estimate)" }).count())
      .toBe(0);
    const { page, faults } = await show(running(), { path, prepare: (fake) => fake.price("EUR") });
    const today = page.getByRole("table", { name: "Totals" }).getByRole("row", { name: /^Today/ });
    await today.waitFor();
    expect(await today.getByRole("cell").last().innerText()).toBe("~12.77 EUR");
    await page.getByText("Costs are estimates from your own prices in").waitFor();
    expect(faults).toEqual([]);
  });

  it("asks for the days and the dimension that are chosen", async () => {
    const { page, fake } = await show(running(), { path });
    const table = page.getByRole("table", { name: "Breakdown" });
    await table.getByRole("rowheader", { name: "gpt-5.5" }).waitFor();
    await page.getByText("7 d", { exact: true }).click();
    await expect
      .poll(() => fake.calls.at(-1))
      .toEqual({ name: "usage.report", input: { days: 7, by: "model" } });
    await page.getByLabel("Break down by").selectOption("Endpoint");
    await table.getByRole("rowheader", { name: "/v1/messages" }).waitFor();
    await table.getByRole("columnheader", { name: "Endpoint" }).waitFor();
    expect(fake.calls.at(-1)?.input).toEqual({ days: 7, by: "endpoint" });
  });

  it("names accounts as the person does, masked where asked for, and says which are gone", async () => {
    const accounts = [account("work", { label: "Work" }), account("private"), account("studio")];
    const { page } = await show(withDesktop(running({ accounts }), { maskEmails: true }), { path });
    await page.getByLabel("Break down by").selectOption("Account");
    const names = page.getByRole("table", { name: "Breakdown" }).getByRole("rowheader");
    await names.getByText("Work").waitFor();
    expect(await names.allInnerTexts()).toEqual([
      "Work",
      "p•••@e•••.com",
      "s•••@e•••.com",
      "Removed account 0a1b2c",
    ]);
  });

  it("counts attempts on the account they were made on, and says so", async () => {
    const { page } = await show(running({ accounts: [account("work", { label: "Work" })] }), { path });
    const table = page.getByRole("table", { name: "Attempts by account" });
    await page.getByRole("table", { name: "Breakdown" }).waitFor();
    await expect.poll(() => table.count()).toBe(0);
    await page.getByLabel("Break down by").selectOption("Account");
    const work = table.getByRole("row", { name: /^Work/ });
    await work.waitFor();
    expect(await work.getByRole("cell").allInnerTexts()).toEqual([
      "220",
      expect.stringMatching(/^1\.5M\s+80% cached$/),
      expect.stringMatching(/^40K\s+50% reasoning$/),
      "9",
    ]);
    await table.getByRole("row", { name: /^Removed account 0a1b2c/ }).waitFor();
    await page.getByText("also when it failed and another account then served").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it("tells a day's numbers to the pointer and to the arrow keys", async () => {
    const { page } = await show(running(), { path });
    const chart = page.getByRole("img", { name: /^Tokens per day, .* peak / });
    const tooltip = page.locator("[data-tooltip]");
    const lines = () => tooltip.locator(":scope > *").allInnerTexts();
    const day = page.getByRole("slider", { name: "Day" });
    const today = ["20 Nov 2026", "412 requests", "3.1M in (82% cached)", "61K out", "2 failed"];
    expect(await day.getAttribute("aria-valuetext")).toBe(today.join(" · "));
    await chart.hover({ position: { x: 2, y: 60 } });
    await expect.poll(async () => (await lines())[0]).toBe("22 Oct 2026");
    const first = await lines();
    await page.mouse.move(5, 5);
    await tooltip.waitFor({ state: "detached" });

    await day.focus();
    await expect.poll(lines).toEqual(today);
    await page.keyboard.press("Home");
    await expect.poll(lines).toEqual(first);
    expect(await day.getAttribute("aria-valuetext")).toBe(first.join(" · "));
    await page.keyboard.press("ArrowRight");
    await expect.poll(lines).not.toEqual(first);
  });

  it("breaks down the day that is clicked, or chosen with the keys, until all are asked for again", async () => {
    const { page, fake } = await show(running(), { path });
    const asked = () => fake.calls.at(-1)?.input;
    await page.getByRole("img", { name: /^Tokens per day/ }).click({ position: { x: 2, y: 60 } });
    await page.getByText("Only 22 Oct 2026").waitFor();
    expect(asked()).toEqual({ days: 30, by: "model", day: "2026-10-22" });
    await page.getByRole("button", { name: "All days" }).click();
    await page.getByText("Only 22 Oct 2026").waitFor({ state: "detached" });
    await page.getByRole("slider", { name: "Day" }).press("End");
    await page.getByRole("slider", { name: "Day" }).press("Enter");
    await page.getByText("Only 20 Nov 2026").waitFor();
    expect(asked()).toEqual({ days: 30, by: "model", day: "2026-11-20" });
    expect(await violations(page)).toEqual([]);
  });

  it("shows requests instead of tokens, and the days as a table", async () => {
    const { page } = await show(running(), { path });
    await page.getByRole("region", { name: "Per day" }).getByText("Requests", { exact: true }).click();
    await page.getByRole("img", { name: /^Requests per day/ }).waitFor();
    await page.getByRole("button", { name: "Show as table" }).click();
    const table = page.getByRole("table", { name: "Per day" });
    await expect.poll(() => table.getByRole("row").count()).toBe(31);
    expect(await table.getByRole("row").nth(1).getByRole("cell").first().innerText()).toBe("412");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Show as chart" }).click();
    await page.getByRole("img", { name: /^Requests per day/ }).waitFor();
  });

  it("gives the table as CSV, to the clipboard and as a file", async () => {
    const window = await show(running(), { path });
    const { page, faults } = window;
    await page.getByLabel("Break down by").selectOption("Client");
    await page.getByRole("rowheader", { name: "codex_cli" }).waitFor();
    const choose = async (name: string) => {
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name }).click();
    };
    await choose("Copy CSV");
    await expect.poll(() => clipboard(window)).toMatch(/^client,requests,.*\r?\ncodex_cli,\d+,/);
    const waiting = page.waitForEvent("download");
    await choose("Save CSV");
    const download = await waiting;
    expect(download.suggestedFilename()).toBe("usage-by-client-30-days.csv");
    const text = await readFile(await download.path(), "utf8");
    expect(text).toMatch(/^client,requests,.*\r\ncodex_cli,\d+,/);
    expect(text).toContain(`"'=HYPERLINK(""https://example.com"",""a, b"")"`);
    expect(faults).toEqual([]);
  });

  it("follows what happens: once at once, then not before five seconds have passed", async () => {
    const { page, fake } = await show(running(), { path });
    const asked = () => fake.calls.filter(({ name }) => name === "usage.report").length;
    const today = page.getByRole("table", { name: "Totals" }).getByRole("cell").first();
    await today.getByText("412").waitFor();
    await page.clock.install();
    const finish = (requests: number) =>
      fake.change({ today: { ...fake.state().today, requests } }, [request(requests)]);
    finish(413);
    await page.clock.runFor(100);
    await expect.poll(() => today.innerText()).toBe("413");
    const before = asked();
    for (const requests of [414, 415, 416]) finish(requests);
    // What comes later by the same feed is in sight: so have these been.
    fake.change({ accounts: [account("last-told")] });
    await page.getByRole("link", { name: /^Accounts\s*1$/ }).waitFor();
    await page.clock.runFor(1000);
    expect(asked()).toBe(before);
    await expect
      .poll(async () => {
        await page.clock.runFor(1000);
        return today.innerText();
      })
      .toBe("416");
    expect(asked()).toBe(before + 1);
  });

  it("keeps what it showed when a later question fails, and asks again", async () => {
    const { page, fake } = await show(running(), { path });
    await page.getByRole("rowheader", { name: "gpt-5.5" }).waitFor();
    fake.fail("usage.report", problem);
    await page.getByText("90 d", { exact: true }).click();
    await page.getByText(problem.message).waitFor();
    expect(await page.getByRole("rowheader", { name: "gpt-5.5" }).isVisible()).toBe(true);
    fake.mend("usage.report");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText(problem.message).waitFor({ state: "detached" });
  });

  it.each(["light", "dark"] as const)("says why there is nothing to show, in %s", async (colorScheme) => {
    const { page } = await show(running(), {
      path,
      colorScheme,
      prepare: (fake) => fake.fail("usage.report", problem),
    });
    await page.getByText(problem.message).waitFor();
    await expect.poll(() => page.getByRole("table").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  it("says what will be here, before the first request", async () => {
    const { page } = await show(running({ requests: [] }), { path });
    await page.getByText("Nothing used yet").waitFor();
    await expect.poll(() => page.getByRole("table").count()).toBe(0);
  });

  it("speaks Chinese", async () => {
    const { page } = await show(withDesktop(running(), { language: "zh" }), { path });
    await page.getByRole("heading", { name: "用量", level: 1 }).waitFor();
    await page.getByRole("img", { name: /每天的 token 数，最多/ }).waitFor();
    const day = page.getByRole("slider");
    expect(await day.getAttribute("aria-valuetext")).toContain(
      "412 个请求 · 输入 305万（缓存 82%） · 输出 6.1万 · 2 个失败",
    );
  });
});
