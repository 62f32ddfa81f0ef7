/**
 * Budgets of projects, tools, keys, agents and everything together: at its edge a request is refused or waits for the next day or week.
 * Tokens are known at the end of a request, so what is under way may go over; requests are counted with those under way.
 */
import type { BudgetView } from "../../../src-shared/contract/gateway.ts";
import type { Settings } from "../../../src-shared/settings.ts";
import type { RequestRecord } from "../../logs/request-log.ts";
import type { Clock } from "../../platform/ports.ts";
import { isoTime } from "../../../src-shared/told-time.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import { hasRoomIn, type Patience } from "../waiting/patience.ts";
import { createWaitingRoom, type WaitingRoom } from "../waiting/waiting-room.ts";
import type { BudgetCounts } from "./budget-counts.ts";
import { periodOf } from "./budget-period.ts";
import { scopeKey, scopesOf, tokensOf, type Counted } from "./budget-scopes.ts";
import { createRunawayBrake } from "./runaway-brake.ts";

type Budget = Settings["routing"]["budgets"][string];

export interface BudgetOptions {
  clock: Clock;
  settings: { values(): Settings; changed(listener: () => void): () => void };
  counts: BudgetCounts;
  /** Bytes that all bodies under way hold. */
  bodies: { held(): number };
}

/** What is asked for. */
export interface Admittee {
  /** As requests name it, with its provider's prefix; null when not known. */
  model: string | null;
  lane: string;
  patience: Patience | null;
  signal: AbortSignal;
}

export type Budgets = ReturnType<typeof createBudgets>;

const dayMs = 24 * 60 * 60_000;

export function createBudgets({ clock, settings, counts, bodies }: BudgetOptions) {
  const rooms = new Map<string, WaitingRoom>();
  /** Requests under way by scope; each counts once, however often it is sent. */
  const running = new Map<string, number>();
  /** Rows. */
  const admitted = new WeakSet<object>();
  const brake = createRunawayBrake(() => clock.now());

  const all = (): [string, Budget][] =>
    Object.entries(settings.values().routing.budgets).map(([scope, budget]) => [scopeKey(scope), budget]);

  function isReached(scope: string, { tokens, requests, per }: Budget): boolean {
    const used = counts.used(scope, per);
    if (tokens !== null && used.tokens >= tokens) return true;
    return requests !== null && used.requests + (running.get(scope) ?? 0) >= requests;
  }

  function reachedOf(scope: string): Budget | null {
    // Written in two ways, a scope may have two.
    return all().find(([each, budget]) => each === scope && isReached(scope, budget))?.[1] ?? null;
  }

  function roomOf(scope: string): WaitingRoom {
    const room =
      rooms.get(scope) ??
      createWaitingRoom({
        clock,
        opensAt() {
          const budget = reachedOf(scope);
          return budget === null ? null : periodOf(budget.per, clock.now()).end;
        },
        refresh() {},
      });
    rooms.set(scope, room);
    return room;
  }

  const look = () => {
    for (const room of rooms.values()) room.look();
  };
  settings.changed(look);

  function refuseModel({ row }: RequestRecord, model: string | null): void {
    const models = row.key === undefined ? null : (settings.values().gateway.keys[row.key]?.models ?? null);
    if (models === null || (model !== null && models.includes(model))) return;
    throw new RequestError(`The key '${row.key}' is for ${models.join(", ")} alone.`, {
      param: "model",
      code: "model_not_allowed",
      status: 403,
    });
  }

  function stopRunaway(lane: string): void {
    const { maxPerMinute } = settings.values().routing;
    const waitMs = maxPerMinute === 0 ? null : brake.take(lane, maxPerMinute);
    if (waitMs === null) return;
    throw new RequestError(
      `This conversation has sent ${maxPerMinute} requests within a minute, which is what routing.maxPerMinute allows.`,
      { code: "runaway_stopped", status: 429, retryAfterMs: waitMs },
    );
  }

  async function waitOrRefuse(record: RequestRecord, scope: string, budget: Budget, asks: Admittee) {
    const { end } = periodOf(budget.per, clock.now());
    const { told, alive } = asks.patience ?? {};
    const until = Math.min(end + 60_000, told ?? clock.now() + dayMs);
    if (budget.over === "refuse" || until < end) throw reached(scope, budget, end, clock.now());
    const patience: Patience = { until, hasRoom: hasRoomIn(bodies), ...(alive ? { alive } : {}) };
    const since = clock.now();
    record.note("waited-for-budget");
    const { name } = record.row.client;
    const ended = await roomOf(scope)
      .enter({ client: name, model: asks.model, lane: asks.lane, patience, signal: asks.signal })
      .finally(() => record.waited("queued", clock.now() - since));
    if (ended === "stopping") throw stopping();
    if (ended !== "open") throw reached(scope, budget, end, clock.now());
  }

  return {
    /** Resolves when it may be sent; once for a request. Throws RequestError, and AppError `cancelled`. */
    async admit(record: RequestRecord, asks: Admittee): Promise<void> {
      refuseModel(record, asks.model);
      if (admitted.has(record.row)) return;
      stopRunaway(asks.lane);
      const mine = new Set(scopesOf(record.row));
      for (;;) {
        const first = all().find(([scope, budget]) => mine.has(scope) && isReached(scope, budget));
        if (first === undefined) break;
        await waitOrRefuse(record, ...first, asks);
      }
      admitted.add(record.row);
      for (const scope of mine) running.set(scope, (running.get(scope) ?? 0) + 1);
      record.ended(() => {
        for (const scope of mine) {
          const left = (running.get(scope) ?? 1) - 1;
          if (left > 0) running.set(scope, left);
          else running.delete(scope);
        }
      });
    },
    /** A request has ended. What was refused and what nobody has a budget for is not counted. */
    count(row: Counted): void {
      if (!admitted.has(row)) return;
      const mine = new Set(scopesOf(row));
      counts.add([...new Set(all().flatMap(([scope]) => (mine.has(scope) ? [scope] : [])))], tokensOf(row));
      look();
    },
    list: (): BudgetView[] =>
      Object.entries(settings.values().routing.budgets).map(([scope, budget]) => {
        const { tokens, requests } = counts.used(scopeKey(scope), budget.per);
        const resetsAt = periodOf(budget.per, clock.now()).end;
        return { scope, ...budget, used: { tokens, requests }, resetsAt };
      }),
    waiting: () => [...rooms.values()].flatMap((room) => room.list()),
    /** The gateway stops. */
    dismiss(): void {
      for (const room of rooms.values()) room.dismiss();
    },
  };
}

function reached(scope: string, { tokens, requests, per }: Budget, end: number, now: number): RequestError {
  const amount = tokens === null ? `${requests} requests` : `${tokens} tokens`;
  const whose = scope === "all" ? "The budget" : `The budget of ${scope}`;
  return new RequestError(`${whose}, ${amount} a ${per}, is used up. It begins anew at ${isoTime(end)}.`, {
    code: "budget_reached",
    status: 429,
    retryAfterMs: end - now,
  });
}

export function stopping(): RequestError {
  return new RequestError("The gateway stops; send the request again in a moment.", {
    status: 503,
    code: "gateway_stopping",
    retryAfterMs: 5_000,
  });
}
