import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Lease } from "../../src-main/accounts/pool/slot-pool.ts";
import { startPool, type PoolBench } from "./pool-bench.ts";

const minute = 60_000;

/** Takes a place, has it served, gives it back; the account's name. */
async function once(bench: PoolBench, conversation: string | null = null): Promise<string | null> {
  const lease = await bench.take({ conversation });
  lease?.served();
  lease?.release();
  return lease && bench.nameOf(lease.accountId);
}

test("sticky: all go to the first account until it is out, then to the next, and stay there", async () => {
  const bench = await startPool(["ann", "bob", "cid"]);
  expect([await once(bench), await once(bench)]).toEqual(["ann", "ann"]);
  expect(bench.pool.active()?.reason.code).toBe("first");
  bench.limit("ann", 60 * minute);
  expect(await once(bench)).toBe("bob");
  expect(bench.pool.active()).toMatchObject({
    id: bench.id("bob"),
    reason: { code: "previous-limited", message: "ann cannot serve for a while.", since: bench.clock.now() },
  });
  bench.clock.advance(120 * minute);
  expect(await once(bench)).toBe("bob");
  await bench.store.setPaused(bench.id("bob"), true);
  expect(await once(bench)).toBe("ann");
  expect(bench.pool.active()?.reason).toMatchObject({
    code: "previous-unavailable",
    message: "bob is paused.",
  });
});

test("a conversation stays where it began while the present account changes, and comes back after a short limit", async () => {
  const bench = await startPool(["ann", "bob"]);
  expect(await once(bench, "talk")).toBe("ann");
  bench.pool.use(bench.id("bob"));
  expect(await once(bench, "other")).toBe("bob");
  // Choosing by hand takes all conversations along.
  expect(await once(bench, "talk")).toBe("bob");
  bench.limit("bob", 30_000);
  const lease = await bench.take({ conversation: "talk" });
  expect(lease).toMatchObject({ accountId: bench.id("ann"), changed: true });
  lease?.served();
  lease?.release();
  bench.clock.advance(30_000);
  expect(await once(bench, "talk")).toBe("bob");
  bench.limit("bob", 60 * minute);
  expect(await once(bench, "talk")).toBe("ann");
  bench.clock.advance(61 * minute);
});

test("a conversation that nobody answered belongs to nobody yet", async () => {
  const bench = await startPool(["ann", "bob"]);
  (await bench.take({ conversation: "talk" }))?.release();
  bench.pool.use(bench.id("bob"));
  expect(await once(bench, "talk")).toBe("bob");
});

test("the account that holds the request's history is preferred", async () => {
  const bench = await startPool(["ann", "bob"]);
  const lease = await bench.take({ prefer: bench.id("bob") });
  expect(bench.nameOf(lease?.accountId ?? "")).toBe("bob");
  expect(bench.pool.active()?.id).toBe(bench.id("ann"));
});

test("a model that an account excludes goes to another one; the account stays the present one", async () => {
  const bench = await startPool(["ann", "bob"]);
  await bench.store.setExcludedModels(bench.id("ann"), ["gpt-6"]);
  expect(bench.nameOf((await bench.take({ model: "gpt-6" }))?.accountId ?? "")).toBe("bob");
  expect(bench.nameOf((await bench.take({ model: "gpt-5" }))?.accountId ?? "")).toBe("ann");
  await bench.store.setExcludedModels(bench.id("bob"), ["gpt-6"]);
  expect(await bench.take({ model: "gpt-6" })).toBeNull();
});

test("round robin without dwelling gives every account its turn", async () => {
  const bench = await startPool(["ann", "bob", "cid"], { strategy: "round-robin", dwellMs: 0 });
  const served: (string | null)[] = [];
  for (let turn = 0; turn < 7; turn += 1) served.push(await once(bench));
  expect(served).toEqual(["bob", "cid", "ann", "bob", "cid", "ann", "bob"]);
  expect(bench.pool.active()?.reason.code).toBe("round-robin");
});

test("the brake: the strategy is asked once per dwell, however the readings swing", async () => {
  const bench = await startPool(["ann", "bob"], { strategy: "most-remaining" });
  const moves: string[] = [];
  bench.pool.changed(() => moves.push(bench.nameOf(bench.pool.active()?.id ?? "")));
  for (let second = 0; second < 3600; second += 10) {
    bench.use("ann", second % 20 === 0 ? 90 : 10);
    bench.use("bob", second % 20 === 0 ? 10 : 90);
    await once(bench);
    bench.clock.advance(10_000);
  }
  expect(moves.length).toBeLessThanOrEqual(6);
  expect(moves.length).toBeGreaterThan(0);
});

describe("places", () => {
  test("an account at its cap gets no more; the next one helps out without taking over", async () => {
    const bench = await startPool(["ann", "bob"], { maxPerAccount: 2 });
    const leases = await Promise.all([bench.take(), bench.take(), bench.take()]);
    expect(leases.map((lease) => bench.nameOf(lease?.accountId ?? ""))).toEqual(["ann", "ann", "bob"]);
    expect(bench.pool.active()?.id).toBe(bench.id("ann"));
    leases[0]?.release();
    expect(await once(bench)).toBe("ann");
  });

  test("beyond the cap requests wait in turn, and are told how long", async () => {
    const bench = await startPool(["ann"], { maxConcurrent: 1 });
    const first = await bench.take();
    const order: string[] = [];
    const ask = async (lane: string, name: string) => {
      const lease = await bench.take({ lane });
      order.push(name);
      return lease;
    };
    const waiting = [ask("a", "a1"), ask("a", "a2"), ask("b", "b1")];
    expect(bench.pool.waiting()).toBe(3);
    bench.clock.advance(1500);
    first?.release();
    const a1 = await waiting[0];
    expect(a1?.waitedMs).toBe(1500);
    expect(first?.waitedMs).toBeNull();
    a1?.release();
    const b1 = await waiting[2];
    b1?.release();
    (await waiting[1])?.release();
    expect(order).toEqual(["a1", "b1", "a2"]);
  });

  test("who goes away while waiting leaves the place to the next", async () => {
    const bench = await startPool(["ann"], { maxConcurrent: 1 });
    const first = await bench.take();
    const gone = new AbortController();
    const leaver = bench.take({ signal: gone.signal });
    const stayer = bench.take();
    gone.abort();
    await expect(leaver).rejects.toMatchObject({ code: "cancelled" });
    expect(bench.pool.waiting()).toBe(1);
    first?.release();
    expect((await stayer)?.accountId).toBe(bench.id("ann"));
    await expect(bench.take({ signal: gone.signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  test("a place given back twice is free once", async () => {
    const bench = await startPool(["ann"], { maxConcurrent: 1 });
    const first = await bench.take();
    first?.release();
    first?.release();
    await bench.take();
    void bench.take();
    expect(bench.pool.waiting()).toBe(1);
  });

  test("those who wait are told at once when nobody can serve any more", async () => {
    const bench = await startPool(["ann"], { maxConcurrent: 1 });
    await bench.take();
    const waiting = bench.take();
    await bench.store.setPaused(bench.id("ann"), true);
    expect(await waiting).toBeNull();
  });

  test("an account whose cool-down ends takes in who waits for another one", async () => {
    const bench = await startPool(["ann", "bob"], { maxPerAccount: 1 });
    bench.limit("bob", 10_000);
    await bench.take();
    const waiting = bench.take();
    expect(bench.pool.waiting()).toBe(1);
    bench.clock.advance(10_000);
    expect(bench.nameOf((await waiting)?.accountId ?? "")).toBe("bob");
  });
});

describe("accounts that had trouble", () => {
  test("come last, and serve all the same when nobody else is left", async () => {
    const bench = await startPool(["ann", "bob"]);
    bench.rest("ann", 30_000);
    expect(await once(bench)).toBe("bob");
    expect(bench.pool.active()?.id).toBe(bench.id("ann"));
    bench.limit("bob", 60 * minute);
    expect(await once(bench)).toBe("ann");
    const failed = new Set([bench.id("bob")]);
    expect((await bench.take({}, failed))?.accountId).toBe(bench.id("ann"));
    await bench.store.setPaused(bench.id("ann"), true);
    expect(await bench.take()).toBeNull();
  });

  test("of several the conversation's own serves, then who is back soonest", async () => {
    const bench = await startPool(["ann", "bob", "cid"]);
    expect(await once(bench, "talk")).toBe("ann");
    bench.pool.use(bench.id("cid"));
    const failed = new Set([bench.id("cid")]);
    bench.rest("ann", 20_000);
    bench.rest("bob", 10_000);
    bench.rest("cid", 5_000);
    const taken = async (wish: object) => bench.nameOf((await bench.take(wish, failed))?.accountId ?? "");
    expect(await taken({ prefer: bench.id("ann") })).toBe("ann");
    expect(await taken({})).toBe("bob");
  });

  test("get three requests at a time; the others wait in turn until one is answered or the rest is over", async () => {
    const bench = await startPool(["ann"]);
    bench.rest("ann", 30_000);
    const trials = await Promise.all([bench.take(), bench.take(), bench.take()]);
    const waiting = [bench.take(), bench.take(), bench.take()];
    expect(bench.pool.waiting()).toBe(3);
    trials[0]?.served();
    await waiting[0];
    expect(bench.pool.waiting()).toBe(2);
    trials[1]?.release();
    await waiting[1];
    expect(bench.pool.waiting()).toBe(1);
    bench.clock.advance(30_000);
    expect((await waiting[2])?.accountId).toBe(bench.id("ann"));
  });

  test("who waits for a slow answer on one keeps nobody out for more than two seconds", async () => {
    const bench = await startPool(["ann"]);
    bench.rest("ann", 5 * minute);
    const slow = await Promise.all([bench.take(), bench.take(), bench.take()]);
    const waiting = bench.take();
    bench.clock.advance(1_999);
    expect(bench.pool.waiting()).toBe(1);
    bench.clock.advance(1);
    expect((await waiting)?.accountId).toBe(bench.id("ann"));
    for (const lease of slow) lease?.release();
    const next = await Promise.all([bench.take(), bench.take()]);
    expect(next).not.toContain(null);
    void bench.take();
    expect(bench.pool.waiting()).toBe(1);
  });

  test("after a breaker's pause it stays at three at a time until one is answered", async () => {
    const bench = await startPool(["ann"]);
    for (const conversation of ["a", "b", "c"]) {
      const { until } = bench.pool.trouble(bench.id("ann"), conversation);
      if (until !== null) bench.rest("ann", until - bench.clock.now());
    }
    bench.clock.advance(5_000);
    const trials = await Promise.all([bench.take(), bench.take(), bench.take()]);
    const others = [bench.take(), bench.take()];
    expect(bench.pool.waiting()).toBe(2);
    trials[0]?.served();
    expect((await Promise.all(others)).map((lease) => lease?.accountId)).toEqual([
      bench.id("ann"),
      bench.id("ann"),
    ]);
  });

  test("an account whose limit was told a while ago is a last resort, never one of which it is certain", async () => {
    const bench = await startPool(["ann", "bob"]);
    bench.limit("ann", 60 * minute, false);
    bench.limit("bob", 60 * minute);
    expect(await bench.take()).toBeNull();
    const lease = await bench.take({ lastResort: true });
    expect(lease?.accountId).toBe(bench.id("ann"));
    expect(lease?.outdated()).toBe(false);
    bench.limit("ann", 60 * minute);
    expect(await bench.take({ lastResort: true })).toBeNull();
  });
});

type Step =
  | { do: "take"; conversation: string | null; model: string | null }
  | { do: "release" | "abort"; which: number }
  | { do: "limit" | "rest"; account: string; ms: number }
  | { do: "pause" | "resume" | "exclude" | "trouble" | "fine"; account: string }
  | { do: "wait"; ms: number };

const names = ["ann", "bob", "cid"];
const account = fc.constantFrom(...names);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("take" as const),
      conversation: fc.option(fc.constantFrom("c1", "c2", "c3", "c4")),
      model: fc.option(fc.constant("gpt-6")),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("release", "abort"), which: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom("limit" as const, "rest" as const),
      account,
      ms: fc.integer({ min: 1, max: 120_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("pause", "resume", "exclude", "trouble", "fine"),
      account,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
  },
);

test("whatever happens: caps hold, nobody who is out serves, and every request is settled once", async () => {
  let served = 0;
  let queued = 0;
  const rules = fc.record({
    strategy: fc.constantFrom("sticky", "fill-first", "most-remaining", "round-robin", "order"),
    dwellMs: fc.constantFrom(0, 600_000),
    maxPerAccount: fc.integer({ min: 0, max: 3 }),
    maxConcurrent: fc.integer({ min: 1, max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(rules, fc.array(step, { minLength: 20, maxLength: 60 }), async (given, steps) => {
      const bench = await startPool(names, given);
      const limited = new Map<string, number>();
      const held = new Map<Lease, string>();
      const asked: { stop: AbortController; settled: boolean }[] = [];
      let failures = 0;
      const take = async (wish: { conversation: string | null; model: string | null }) => {
        const entry = { stop: new AbortController(), settled: false };
        asked.push(entry);
        const lease = await bench.take({ ...wish, signal: entry.stop.signal }).catch(() => null);
        expect(entry.settled).toBe(false);
        entry.settled = true;
        if (lease === null) return;
        served += 1;
        if (lease.waitedMs !== null) queued += 1;
        const name = bench.nameOf(lease.accountId);
        const known = bench.store.get(lease.accountId);
        held.set(lease, name);
        lease.served();
        if (lease.outdated()) return;
        expect(known?.paused).toBe(false);
        expect(wish.model !== null && known?.excludedModels.includes(wish.model)).toBe(false);
        expect(limited.get(name) ?? 0).toBeLessThanOrEqual(bench.clock.now());
      };
      const running: Promise<void>[] = [];
      for (const each of steps) {
        switch (each.do) {
          case "take":
            running.push(take(each));
            break;
          case "release": {
            const lease = [...held.keys()][each.which % Math.max(1, held.size)];
            lease?.release();
            if (lease) held.delete(lease);
            break;
          }
          case "abort":
            asked[each.which % Math.max(1, asked.length)]?.stop.abort();
            break;
          case "limit":
            limited.set(each.account, bench.clock.now() + each.ms);
            bench.limit(each.account, each.ms);
            bench.pool.look();
            break;
          case "rest":
            bench.rest(each.account, each.ms);
            bench.pool.look();
            break;
          case "pause":
          case "resume":
            await bench.store.setPaused(bench.id(each.account), each.do === "pause");
            break;
          case "exclude":
            await bench.store.setExcludedModels(bench.id(each.account), ["gpt-6"]);
            break;
          case "trouble": {
            failures += 1;
            const { until } = bench.pool.trouble(bench.id(each.account), `talk ${failures}`);
            if (until !== null) bench.rest(each.account, until - bench.clock.now());
            bench.pool.look();
            break;
          }
          case "fine":
            bench.pool.fine(bench.id(each.account));
            break;
          case "wait":
            bench.clock.advance(each.ms);
            break;
        }
        await Promise.resolve();
        const busy = names.map((name) => bench.pool.running(bench.id(name)));
        expect(busy.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(given.maxConcurrent);
        if (given.maxPerAccount > 0) expect(Math.max(...busy)).toBeLessThanOrEqual(given.maxPerAccount);
      }
      // Everybody who waits is served or told in the end.
      for (let round = 0; bench.pool.waiting() > 0; round += 1) {
        expect(round).toBeLessThan(200);
        bench.clock.advance(minute);
        for (const lease of held.keys()) lease.release();
        held.clear();
        await Promise.resolve();
      }
      for (const lease of held.keys()) lease.release();
      await Promise.all(running);
      for (const lease of held.keys()) lease.release();
      expect(asked.every((entry) => entry.settled)).toBe(true);
      expect(names.map((name) => bench.pool.running(bench.id(name)))).toEqual([0, 0, 0]);
    }),
    { numRuns: 200 },
  );
  expect(served).toBeGreaterThan(500);
  expect(queued).toBeGreaterThan(50);
}, 60_000);
