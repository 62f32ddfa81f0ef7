import { expect, onTestFinished, test } from "vitest";
import { createUsagePoller, patienceOf } from "../../src-main/limits/usage-poller.ts";
import { manualClock } from "../support/manual-clock.ts";

const minute = 60_000;

function start(accounts: string[], fails = false) {
  const clock = manualClock();
  const begun = clock.now();
  const look = { accounts, watched: false, onBattery: false, readAt: new Map<string, number>() };
  const failures: unknown[] = [];
  const reads: [id: string, minutes: number][] = [];
  const poller = createUsagePoller({
    failed: (error) => void failures.push(error),
    clock,
    accountIds: () => look.accounts,
    readAt: (id) => look.readAt.get(id) ?? null,
    watched: () => look.watched,
    onBattery: () => look.onBattery,
    async read(id) {
      reads.push([id, (clock.now() - begun) / minute]);
      if (fails) throw new Error("no network");
    },
  });
  onTestFinished(() => poller.stop());
  poller.tick();
  return {
    clock,
    look,
    reads,
    failures,
    poller,
    pass: (minutes: number) => {
      for (let count = 0; count < minutes; count += 1) clock.advance(minute);
    },
  };
}

test("at once, then every half hour while nobody looks", () => {
  const { reads, pass } = start(["a"]);
  pass(61);
  expect(reads).toEqual([
    ["a", 0],
    ["a", 30],
    ["a", 60],
  ]);
});

test("every five minutes while somebody looks, also when reading fails, of which is told", async () => {
  const { reads, failures, pass, look } = start(["a"], true);
  look.watched = true;
  pass(11);
  expect(reads.map(([, at]) => at)).toEqual([0, 5, 10]);
  await expect.poll(() => failures.length).toBe(3);
});

test("numbers that came with an answer count as read", () => {
  const { reads, pass, look, clock } = start(["a"]);
  pass(29);
  look.readAt.set("a", clock.now());
  pass(29);
  expect(reads).toHaveLength(1);
  pass(1);
  expect(reads.map(([, at]) => at)).toEqual([0, 59]);
});

test("a new account is asked for when told, the others are left alone", () => {
  const { reads, look, poller } = start(["a"]);
  look.accounts = ["a", "b"];
  poller.tick();
  expect(reads).toEqual([
    ["a", 0],
    ["b", 0],
  ]);
});

test("one that is told often asks no more often, and stopped it asks no more", () => {
  const { reads, poller, pass } = start(["a"]);
  for (let count = 0; count < 10; count += 1) poller.tick();
  pass(30);
  expect(reads).toHaveLength(2);
  poller.stop();
  pass(120);
  expect(reads).toHaveLength(2);
});

test("after a sleep all is read again that is older than a minute, and the half hours go on from there", () => {
  const { reads, poller, pass } = start(["a"]);
  poller.wakeUp();
  expect(reads).toHaveLength(1);
  pass(5);
  poller.wakeUp();
  poller.wakeUp();
  expect(reads.map(([, at]) => at)).toEqual([0, 5]);
  pass(31);
  expect(reads.map(([, at]) => at)).toEqual([0, 5, 35]);
});

test("on a battery half as often, watched or not", () => {
  const { reads, pass, look } = start(["a"]);
  look.onBattery = true;
  pass(61);
  expect(reads.map(([, at]) => at)).toEqual([0, 60]);
  look.watched = true;
  pass(20);
  expect(reads.map(([, at]) => at)).toEqual([0, 60, 70, 80]);
});

test("asleep nothing is asked, not even when told; waking reads once and goes on", () => {
  const { reads, pass, poller, look } = start(["a"]);
  look.watched = true;
  poller.pause();
  pass(300);
  poller.tick();
  expect(reads).toHaveLength(1);
  poller.wakeUp();
  pass(5);
  expect(reads.map(([, at]) => at)).toEqual([0, 300, 305]);
});

test("stopped, waking does not begin it anew", () => {
  const { reads, pass, poller } = start(["a"]);
  poller.stop();
  poller.wakeUp();
  pass(120);
  expect(reads).toHaveLength(1);
});

test.each([
  [{ watched: true, onBattery: false }, 5],
  [{ watched: true, onBattery: true }, 10],
  [{ watched: false, onBattery: false }, 30],
  [{ watched: false, onBattery: true }, 60],
])("whatever happens in two hours, %j asks at most every %d minutes", (state, least) => {
  expect(patienceOf(state)).toBe(least * minute);
  const { reads, pass, poller, look } = start(["a"]);
  Object.assign(look, state);
  for (let count = 0; count < 120; count += 1) {
    pass(1);
    poller.tick();
  }
  const times = reads.map(([, at]) => at);
  const gaps = times.slice(1).map((at, index) => at - times[index]!);
  expect(Math.min(...gaps)).toBe(least);
});
