/**
 * What is known of every account's limits, from whatever the backend last told, and until when an account that
 * ran into a limit is left alone.
 */
import type { CreditsView, LimitsView } from "../../src-shared/contract/accounts.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { createSignal } from "../platform/signal.ts";
import { mergeWindows, type Limits } from "./rate-windows.ts";

interface Known {
  limits: LimitsView | null;
  credits: CreditsView | null;
  plan: string | null;
  coolingUntil: number | null;
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
        plan: null,
        coolingUntil: null,
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
        credits: told.credits ?? before.credits,
        plan: told.plan ?? before.plan,
      });
    },
    used: (id: string) => patch(id, { lastUsedAt: now() }),
    coolingUntil: (id: string) => known.get(id)?.coolingUntil ?? null,
    cool: (id: string, until: number) => patch(id, { coolingUntil: until }),
    problem: (id: string, problem: Problem) => patch(id, { lastProblem: { ...problem, at: now() } }),
    /** The account answered: whatever was wrong is over. */
    fine(id: string): void {
      const { coolingUntil, lastProblem } = of(id);
      if (coolingUntil !== null || lastProblem !== null) patch(id, { coolingUntil: null, lastProblem: null });
    },
    forget: (id: string) => {
      known.delete(id);
      changed.emit();
    },
  };
}
