/** The last weeks replayed: what each strategy would have let expire, kept waiting and moved. */
import { expect, test } from "vitest";
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { RequestRow } from "../../../src-shared/contract/requests.ts";
import { planFor, recommend, strategies } from "../../../src-main/use-cases/plan/plan.ts";
import {
  simulate,
  type PastRequest,
  type PlannedAccount,
} from "../../../src-main/use-cases/plan/simulate.ts";

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;

const account = (id: string, endsAt: number, tokens = 1000, reserve = 0): PlannedAccount => ({
  id,
  reserve,
  windows: [
    { minutes: 300, tokens: tokens / 2, endsAt: null },
    { minutes: 10_080, tokens, endsAt },
  ],
});

const every = (ms: number, until: number, tokens: number): PastRequest[] =>
  Array.from({ length: Math.floor(until / ms) }, (_, at) => ({
    at: at * ms,
    tokens,
    cached: 10,
    conversation: `talk ${at}`,
  }));

test("an account whose week ends soon is emptied first, and less expires", () => {
  // The second account's week ends after a day; the first one's lasts.
  const accounts = [account("late", week), account("soon", day)];
  const requests = every(hour, 8 * day, 7);
  const sticky = simulate("sticky", accounts, requests, 0);
  const soonest = simulate("soonest-reset", accounts, requests, 0);
  expect(soonest.expiredPercent ?? 100).toBeLessThan(sticky.expiredPercent ?? 0);
  expect([sticky.waits, soonest.waits]).toEqual([0, 0]);
});

test("what finds every account used up waits for the first that is back", () => {
  const accounts = [account("a", week, 100), account("b", week, 100)];
  const [first, ...rest] = every(hour, 8 * hour, 50).map((each) => ({ ...each, conversation: "one" }));
  const outcome = simulate("sticky", accounts, [first as PastRequest, ...rest], 0);
  // A short window holds one request, a week two.
  expect(outcome).toMatchObject({ waits: 4, moves: 2, lostCacheTokens: 20 });
  expect(outcome.waitedMs).toBeGreaterThan(hour);
});

test("a reserve is left alone while the other account has room", () => {
  const accounts = [account("kept", week, 1000, 90), account("other", 2 * week, 1000)];
  const moved = simulate("sticky", accounts, every(6 * hour, 4 * day, 60), 0);
  expect(moved.waits).toBe(0);
});

const row = (at: number, accountId: string, tokens: number): RequestRow =>
  ({
    startedAt: at,
    provider: "codex",
    accountId,
    client: { name: "Codex", version: null },
    tokens: { input: tokens, cached: 0, output: 0, reasoning: 0 },
  }) as RequestRow;

const view = (id: string, usedPercent: number, resetsAt: number): AccountView =>
  ({
    id,
    paused: false,
    health: "ok",
    limits: {
      windows: [{ minutes: 10_080, usedPercent, resetsAt, meter: null }],
      readAt: 0,
      source: "usage",
    },
  }) as unknown as AccountView;

const routing = { strategy: "sticky" as const, minimumDwellMinutes: 0, reserves: {} };
const now = 5 * week;

test("what windows hold is learned from what moved them; without that nothing is claimed", () => {
  const rows = [row(now - day, "a", 100), row(now - 2 * day, "a", 100)];
  const made = planFor({ rows, accounts: [view("a", 20, now + day), view("b", 0, now + day)], routing, now });
  expect(made).toMatchObject({ requests: 2, present: "sticky", recommended: "sticky" });
  const unused = [view("a", 0, now + day), view("b", 0, now + day)];
  expect(planFor({ rows, accounts: unused, routing, now })).toHaveProperty("impossible");
  expect(planFor({ rows: [], accounts: unused, routing, now })).toHaveProperty("impossible");
  expect(planFor({ rows, accounts: unused.slice(1), routing, now })).toHaveProperty("impossible");
});

test("a recommendation has its reason, and the present strategy stays where it is as good", () => {
  const outcome = { expiredPercent: 10, waits: 0, waitedMs: 0, moves: 0, lostCacheTokens: 0 };
  const outcomes = strategies.map((strategy) => ({
    strategy,
    ...outcome,
    waits: strategy === "order" ? 0 : 5,
  }));
  expect(recommend(outcomes, "order").recommended).toBe("order");
  expect(recommend(outcomes, "sticky")).toEqual({
    recommended: "order",
    reason: "5 fewer requests would have had to wait.",
  });
});

test("a hundred thousand requests are no work", () => {
  const rows = Array.from({ length: 100_000 }, (_, at) =>
    row(now - 30 * day + at * 25_000, at % 2 ? "a" : "b", 50),
  );
  const accounts = [view("a", 60, now + 2 * day), view("b", 30, now + 5 * day), view("c", 40, now + day)];
  expect(planFor({ rows, accounts, routing, now })).toMatchObject({ requests: 100_000 });
});
