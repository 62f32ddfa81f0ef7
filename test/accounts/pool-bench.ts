/** A pool over a real accounts file, with a clock and cool-downs that only the test moves. */
import path from "node:path";
import { accountSlots } from "../../src-main/accounts/pool/account-slots.ts";
import { createSlotPool, type PoolRules, type Wish } from "../../src-main/accounts/pool/slot-pool.ts";
import { manualClock } from "../support/manual-clock.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { madeUpLogin, openStore } from "./bench.ts";

export async function startPool(names: string[], edit: Partial<PoolRules> = {}) {
  const clock = manualClock();
  const store = await openStore(path.join(await temporaryFolder(), "accounts.json"));
  const ids: Record<string, string> = {};
  for (const name of names) ids[name] = (await store.putLogin(madeUpLogin(name, "workspace"), name)).id;
  const rules: PoolRules = {
    strategy: "sticky",
    dwellMs: 600_000,
    maxPerAccount: 0,
    maxConcurrent: 100,
    ...edit,
  };
  const limits = new Map<string, { until: number; certain: boolean }>();
  const rests = new Map<string, number>();
  const usedPercent = new Map<string, number>();
  const pool = createSlotPool({
    slots: accountSlots(store),
    clock,
    rules: () => rules,
    limitOf: (id, model) => (model === null ? (limits.get(id) ?? null) : null),
    restUntil: (id) => rests.get(id) ?? null,
    usedPercent: (id) => usedPercent.get(id) ?? null,
  });
  store.changed(pool.look);
  const id = (name: string) => ids[name] ?? "";
  const nameOf = (wanted: string) => names.find((name) => ids[name] === wanted) ?? wanted;
  return {
    clock,
    store,
    pool,
    rules,
    id,
    nameOf,
    /** Its limit is used up; `certain`: the backend said so just now. */
    limit: (name: string, ms: number, certain = true) =>
      limits.set(id(name), { until: clock.now() + ms, certain }),
    /** It had trouble. */
    rest: (name: string, ms: number) => rests.set(id(name), clock.now() + ms),
    use: (name: string, percent: number) => usedPercent.set(id(name), percent),
    take: (wish: Partial<Wish> = {}, tried: ReadonlySet<string> = new Set()) =>
      pool.take(
        {
          conversation: null,
          prefer: null,
          model: null,
          lane: wish.conversation ?? "client",
          lastResort: false,
          signal: new AbortController().signal,
          ...wish,
        },
        tried,
      ),
  };
}

export type PoolBench = Awaited<ReturnType<typeof startPool>>;
