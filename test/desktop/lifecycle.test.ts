/** The small decisions of the app's life, on a clock that only moves when told. */
import { expect, test } from "vitest";
import { afterCrash } from "../../src-main/desktop/window/crash-limit.ts";
import { readFlags } from "../../src-main/desktop/app/flags.ts";
import { createIdleDiscard } from "../../src-main/desktop/window/idle-discard.ts";
import { closeWithin } from "../../src-main/desktop/app/quit.ts";
import { manualClock } from "./support/manual-clock.ts";

test("flags", () => {
  const none = { command: null, hidden: false, restore: false, uninstall: false, demo: false };
  expect(readFlags([".", "--hidden"])).toEqual({ ...none, hidden: true });
  expect(readFlags([".", "--demo", "--no-sandbox"])).toEqual({ ...none, demo: true });
  expect(readFlags(["--restore"])).toEqual({ ...none, restore: true });
  expect(readFlags(["--uninstall"])).toEqual({ ...none, uninstall: true });
});

test.each<[string, string, string | null]>([
  ["nothing: the app", "", null],
  ["Chromium's switches alone: the app", "--no-sandbox --ozone-platform=x11 --hidden", null],
  ["a link: the app", "--no-sandbox switchyard://accounts", null],
  ["a file, or the folder of an app that is not packaged: the app", "/work/app --hidden", null],
  ["a command", "status", "status"],
  ["one behind Chromium's switches", "--no-sandbox codex off --json", "codex off --json"],
  ["one with options before it", "--json --home /data usage --days 3", "--json --home /data usage --days 3"],
  ["a folder alone is no command", "--home /data", null],
  ["help", "--help", "--help"],
  ["the version", "--no-sandbox --version", "--version"],
])("the words of a command: %s", (_name, line, expected) => {
  const words = line === "" ? [] : line.split(" ");
  expect(readFlags(words).command).toEqual(expected === null ? null : expected.split(" "));
});

test("a crashed page is loaded again three times a minute", () => {
  let crashes: number[] = [];
  const crash = (at: number) => {
    const next = afterCrash(crashes, at);
    crashes = next.crashes;
    return next.reload;
  };
  expect([crash(0), crash(1000), crash(2000), crash(3000)]).toEqual([true, true, true, false]);
  expect(crash(70_000)).toBe(true);
});

test("a hidden window is thrown away after a while, unless it is shown before", () => {
  const clock = manualClock();
  let discarded = 0;
  const idle = createIdleDiscard(clock, 600_000, () => {
    discarded += 1;
  });
  idle.hidden();
  clock.advance(599_000);
  idle.shown();
  clock.advance(600_000);
  expect(discarded).toBe(0);
  idle.hidden();
  idle.hidden();
  clock.advance(600_000);
  expect(discarded).toBe(1);
});

test("quitting waits for the closing", async () => {
  const clock = manualClock();
  let closed = false;
  await closeWithin(clock, 10_000, async () => {
    await Promise.resolve();
    closed = true;
  });
  expect(closed).toBe(true);
  expect(clock.waiting()).toBe(0);
});

test("quitting neither hangs on a closing that does not end nor fails with it", async () => {
  const clock = manualClock();
  const quit = closeWithin(clock, 10_000, () => new Promise(() => {}));
  clock.advance(10_000);
  await quit;
  await closeWithin(clock, 10_000, () => Promise.reject(new Error("disk full")));
});
