/** The last weeks under every strategy, and which of them would have served best. */
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { RequestRow } from "../../../src-shared/contract/requests.ts";
import type { Settings } from "../../../src-shared/settings.ts";
import type { Strategy } from "../../accounts/pool/choose-account.ts";
import { simulate, type PastRequest, type PlannedAccount, type PlanOutcome } from "./simulate.ts";

export interface PlanInput {
  /** Finished ones, in any order. */
  rows: readonly RequestRow[];
  accounts: readonly AccountView[];
  routing: Pick<Settings["routing"], "strategy" | "minimumDwellMinutes" | "reserves">;
  now: number;
}

export interface Plan {
  requests: number;
  present: Strategy;
  outcomes: PlanOutcome[];
  recommended: Strategy;
  reason: string;
}

export const strategies: readonly Strategy[] = [
  "sticky",
  "fill-first",
  "most-remaining",
  "soonest-reset",
  "round-robin",
  "order",
];

/** Milliseconds of silence after which a tool's next request begins a conversation, where it names none. */
const pauseMs = 30 * 60_000;
/** Below this the backend's whole percents say too little of what a window holds. */
const leastPercent = 2;

/** Null, and why, where nothing can be said. */
export function planFor(input: PlanInput): Plan | { impossible: string } {
  const accounts = plannedAccounts(input);
  const requests = pastRequests(input.rows);
  if (requests.length === 0) return { impossible: "No requests to accounts were recorded in that time." };
  if (accounts.length < 2) return { impossible: "With one account there is nothing to choose." };
  if (accounts.some(({ windows }) => windows.length === 0))
    return { impossible: "Too little of the windows was used here to tell what they hold." };
  const dwellMs = input.routing.minimumDwellMinutes * 60_000;
  const outcomes = strategies.map((strategy) => simulate(strategy, accounts, requests, dwellMs));
  const present = input.routing.strategy;
  return { requests: requests.length, present, outcomes, ...recommend(outcomes, present) };
}

/** The fewest waits, then the least expired, then the fewest lost caches; the present one where it is as good. */
export function recommend(
  outcomes: readonly PlanOutcome[],
  present: Strategy,
): { recommended: Strategy; reason: string } {
  const rank = ({ waits, expiredPercent, lostCacheTokens }: PlanOutcome) =>
    [waits, Math.round(expiredPercent ?? 0), lostCacheTokens] as const;
  const compare = (a: PlanOutcome, b: PlanOutcome) => {
    const [one, other] = [rank(a), rank(b)];
    return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
  };
  const here = outcomes.find(({ strategy }) => strategy === present);
  const best = outcomes.toSorted(compare)[0];
  if (best === undefined || here === undefined || compare(here, best) <= 0)
    return { recommended: present, reason: "No other strategy would have served better." };
  const reasons = [
    [here.waits - best.waits, `${here.waits - best.waits} fewer requests would have had to wait`],
    [
      Math.round((here.expiredPercent ?? 0) - (best.expiredPercent ?? 0)),
      `${Math.round((here.expiredPercent ?? 0) - (best.expiredPercent ?? 0))} % less would have expired unused`,
    ],
    [here.lostCacheTokens - best.lostCacheTokens, "fewer caches would have been lost"],
  ] as const;
  const [, reason] = reasons.find(([gain]) => gain > 0) ?? reasons[2];
  return { recommended: best.strategy, reason: `${reason}.` };
}

function pastRequests(rows: readonly RequestRow[]): PastRequest[] {
  const last = new Map<string, { at: number; number: number }>();
  return rows
    .filter(({ provider, tokens }) => provider === "codex" && tokens !== null)
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .map(({ startedAt, client, tokens }) => {
      const before = last.get(client.name);
      const goesOn = before !== undefined && startedAt - before.at < pauseMs;
      const number = before === undefined ? 0 : before.number + Number(!goesOn);
      last.set(client.name, { at: startedAt, number });
      const { input = 0, cached = 0, output = 0 } = tokens ?? {};
      return {
        at: startedAt,
        tokens: Math.max(0, input - cached) + output,
        cached,
        conversation: `${client.name} ${number}`,
      };
    });
}

/** What a window holds is told by what its present use has moved it; accounts that say too little take the others' mean. */
function plannedAccounts({ rows, accounts, routing, now }: PlanInput): PlannedAccount[] {
  const living = accounts.filter(({ paused, health }) => !paused && health !== "sign-in-needed");
  const told = living.map(({ id, limits }) => ({
    id,
    windows: (limits?.windows ?? [])
      .filter(({ meter }) => meter === null)
      .map(({ minutes, usedPercent, resetsAt }) => {
        const open = resetsAt !== null && resetsAt > now;
        const since = open ? resetsAt - minutes * 60_000 : now;
        const seen = tokensSince(rows, id, since);
        const capacity = open && usedPercent >= leastPercent && seen > 0 ? (seen / usedPercent) * 100 : null;
        return { minutes, capacity, endsAt: resetsAt };
      }),
  }));
  const mean = (minutes: number): number | null => {
    const known = told.flatMap(({ windows }) =>
      windows.flatMap((each) => (each.minutes === minutes && each.capacity !== null ? [each.capacity] : [])),
    );
    return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
  };
  return told.map(({ id, windows }) => ({
    id,
    reserve: routing.reserves[id] ?? 0,
    windows: windows.flatMap(({ minutes, capacity, endsAt }) => {
      const tokens = capacity ?? mean(minutes);
      return tokens === null ? [] : [{ minutes, tokens, endsAt }];
    }),
  }));
}

function tokensSince(rows: readonly RequestRow[], account: string, since: number): number {
  let sum = 0;
  for (const { accountId, startedAt, tokens } of rows)
    if (accountId === account && startedAt >= since && tokens !== null)
      sum += Math.max(0, tokens.input - tokens.cached) + tokens.output;
  return sum;
}
