/**
 * What is known of every account's limits, from whatever the backend last told, and until when an account that
 * ran into a limit is left alone.
 */
import type {
  CreditsView,
  LimitsView,
  ResetCreditsView,
  SpendView,
} from "../../src-shared/contract/accounts.ts";
import type { FailureKind } from "../../src-shared/failure-kind.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { createSignal } from "../platform/signal.ts";
import { mergeWindows, type Limits } from "./rate-windows.ts";

/** An account, or one model of it, is left alone. */
export interface Cooling {
  /** Epoch milliseconds. */
  until: number;
  kind: FailureKind;
  /** `until` was told by the backend; else it is a guess. */
  told: boolean;
}

interface Known {
  limits: LimitsView | null;
  credits: CreditsView | null;
  spend: SpendView | null;
  resets: ResetCreditsView | null;
  plan: string | null;
  cooling: Cooling | null;
  /** Models on a meter of their own that is used up. */
  coolingModels: Readonly<Record<string, Cooling>>;
  lastProblem: (Problem & { at: number }) | null;
  lastUsedAt: number | null;
}

export type LimitTracker = ReturnType<typeof createLimitTracker>;

export function createLimitTracker(now: () => number) {
  const changed = createSignal();
  const known = new Map<string, Known>();

  function patch(id: string, fields: Partial<Known>): void {
    known.set(id, { ...of(id), ...fields });
    changed.emit();
  }

  function of(id: string): Known {
    return (
      known.get(id) ?? {
        limits: null,
        credits: null,
        spend: null,
        resets: null,
        plan: null,
        cooling: null,
        coolingModels: {},
        lastProblem: null,
        lastUsedAt: null,
      }
    );
  }

  return {
    changed: changed.listen,
    of,
    note(id: string, told: Limits, source: LimitsView["source"]): void {
      const before = of(id);
      const windows = mergeWindows(before.limits?.windows ?? [], told.windows);
      patch(id, {
        limits: told.windows.length > 0 ? { windows, readAt: now(), source } : before.limits,
        credits: told.credits ? { ...told.credits, readAt: now(), source } : before.credits,
        spend: told.spend === undefined ? before.spend : told.spend && { ...told.spend, readAt: now() },
        plan: told.plan ?? before.plan,
      });
    },
    noteResets: (id: string, told: Omit<ResetCreditsView, "readAt">) =>
      patch(id, { resets: { ...told, readAt: now() } }),
    /** What keeps the account from serving this model (null: any) the longest; null when nothing does any more. */
    cooling(id: string, model: string | null): Cooling | null {
      const found = known.get(id);
      const both = [found?.cooling, model === null ? null : found?.coolingModels[model]];
      const active = both.filter((cooling) => cooling != null && cooling.until > now());
      return active.reduce<Cooling | null>((a, b) => (b && (!a || b.until > a.until) ? b : a), null);
    },
    /** Never shortens what is known already. */
    cool(id: string, cooling: Cooling, model: string | null = null): void {
      const before = of(id);
      const known = model === null ? before.cooling : before.coolingModels[model];
      if (known && known.until > cooling.until && known.until > now()) return;
      if (model === null) patch(id, { cooling });
      else patch(id, { coolingModels: { ...before.coolingModels, [model]: cooling } });
    },
    problem: (id: string, problem: Problem) => patch(id, { lastProblem: { ...problem, at: now() } }),
    /** The account answered: an earlier trouble is over. What it cools for goes on, that answer began before. */
    answered(id: string): void {
      const { cooling, lastProblem } = of(id);
      const cools = cooling !== null && cooling.until > now();
      patch(id, {
        lastUsedAt: now(),
        cooling: cools ? cooling : null,
        lastProblem: cools ? lastProblem : null,
      });
    },
    /** Signed in or looked at anew: nothing stands against the account. */
    fine(id: string): void {
      const { cooling, lastProblem, coolingModels } = of(id);
      const clean = cooling === null && lastProblem === null && Object.keys(coolingModels).length === 0;
      if (!clean) patch(id, { cooling: null, coolingModels: {}, lastProblem: null });
    },
    forget: (id: string) => {
      known.delete(id);
      changed.emit();
    },
  };
}
