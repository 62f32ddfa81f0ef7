/**
 * What is known of every account's limits, from whatever the backend last told: which are used up and until when, and
 * which account had trouble and comes last for a while.
 */
import type {
  CreditsView,
  LimitsView,
  ResetCreditsView,
  SpendView,
} from "../../src-shared/contract/accounts.ts";
import type { FailureKind } from "../../src-shared/failure-kind.ts";
import { isLimit } from "../../src-shared/failure-policy.ts";
import type { ReportedLimits } from "../../src-shared/limits/reported-limits.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { longestPauseMs } from "../../src-shared/told-time.ts";
import { createSignal } from "../platform/signal.ts";
import { mergeWindows, withoutOddResets } from "./rate-windows.ts";
import { readingOf } from "./reading.ts";
import { afterReading, windowKey, type FreshWindow } from "./restarting-windows.ts";

/** A limit that the backend told is used up, of an account or of one model of it. Times in epoch milliseconds. */
export interface Cooling {
  kind: FailureKind;
  /** Then it is asked again: the reset, or sooner where that is far away. */
  until: number;
  /** As told. */
  resetsAt: number;
  since: number;
  /** When the backend last said so. */
  confirmedAt: number;
}

/** Trouble: the account comes last until then, and serves all the same when there is no better one. */
export interface Rest {
  kind: FailureKind;
  /** Epoch milliseconds. */
  until: number;
  since: number;
  /** Troubles of this kind in a row. */
  times: number;
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
  rest: Rest | null;
  lastProblem: (Problem & { at: number }) | null;
  lastUsedAt: number | null;
  /** When the usage was last read, whoever asked for it, epoch milliseconds. */
  usageReadAt: number | null;
  freshWindows: ReadonlyMap<string, FreshWindow>;
}

const nothing: Known = {
  limits: null,
  credits: null,
  spend: null,
  resets: null,
  plan: null,
  cooling: null,
  coolingModels: {},
  rest: null,
  lastProblem: null,
  lastUsedAt: null,
  usageReadAt: null,
  freshWindows: new Map(),
};

/** Milliseconds that a limit is taken for certain after the backend said so; later it is asked again first. */
export const confirmedForMs = 60_000;

type Noted = (id: string, told: ReportedLimits, plan: string | null) => void;

export type LimitTracker = ReturnType<typeof createLimitTracker>;

export function createLimitTracker(now: () => number) {
  const changed = createSignal();
  const listeners = new Set<Noted>();
  const known = new Map<string, Known>();

  function of(id: string): Known {
    return known.get(id) ?? nothing;
  }

  function patch(id: string, fields: Partial<Known>): void {
    known.set(id, { ...of(id), ...fields });
    changed.emit();
  }

  /** What a reading that was asked for at `askedAt` says against or for the account. */
  function judged(before: Known, told: ReportedLimits, askedAt: number): Partial<Known> {
    const { plan, metersHaveRoom } = readingOf(told, now());
    const isOlder = ({ since }: { since: number }) => since <= askedAt;
    const fields: Partial<Known> = { usageReadAt: now() };
    if (metersHaveRoom) {
      const newer = Object.entries(before.coolingModels).filter(([, cooling]) => !isOlder(cooling));
      fields.coolingModels = Object.fromEntries(newer);
    }
    if (plan === "room") {
      if (before.cooling && isOlder(before.cooling)) fields.cooling = null;
      if (before.rest && isLimit(before.rest.kind) && isOlder(before.rest)) fields.rest = null;
    } else if (plan !== "unknown") {
      const { until: resetsAt } = plan;
      // A reading knows better than what was told before.
      fields.cooling = limit("usage-limit", resetsAt, null, now());
    }
    const troubled = (fields.cooling === undefined ? before.cooling : fields.cooling) ?? before.rest;
    const over = troubled === null || troubled.until <= now();
    if (over && before.lastProblem && before.lastProblem.at <= askedAt) fields.lastProblem = null;
    return fields;
  }

  return {
    changed: changed.listen,
    /** Called with everything that is told of an account's windows, and the plan as far as it is known. */
    noted: (listener: Noted) => void listeners.add(listener),
    of,
    /** `askedAt`: when this was asked for, epoch milliseconds; what came up since is not judged by it. */
    note(id: string, reported: ReportedLimits, source: LimitsView["source"], askedAt = now()): void {
      const before = of(id);
      const told = { ...reported, windows: withoutOddResets(reported.windows, now()) };
      const isUsage = source === "usage";
      const freshWindows = isUsage
        ? afterReading(before.freshWindows, told.windows, now())
        : before.freshWindows;
      const windows = mergeWindows(before.limits?.windows ?? [], told.windows).filter(
        (window) => freshWindows.get(windowKey(window))?.restarts !== true,
      );
      patch(id, {
        limits: told.windows.length > 0 ? { windows, readAt: now(), source } : before.limits,
        credits: told.credits ? { ...told.credits, readAt: now(), source } : before.credits,
        spend: told.spend === undefined ? before.spend : told.spend && { ...told.spend, readAt: now() },
        plan: told.plan ?? before.plan,
        freshWindows,
        ...(isUsage ? judged(before, told, askedAt) : {}),
      });
      for (const listener of listeners) listener(id, told, of(id).plan);
    },
    noteResets: (id: string, told: Omit<ResetCreditsView, "readAt">) =>
      patch(id, { resets: { ...told, readAt: now() } }),
    /** The limit that is used up for every model, or for this one alone; null when there is none. */
    limitOf(id: string, model: string | null): Cooling | null {
      const found = known.get(id);
      const cooling = (model === null ? found?.cooling : found?.coolingModels[model]) ?? null;
      return cooling !== null && cooling.until > now() ? cooling : null;
    },
    /** A model of it that is metered by itself was used up. */
    limitsModels: (id: string) => Object.keys(of(id).coolingModels).length > 0,
    /** The trouble for which the account comes last now; null when there is none. */
    restOf(id: string): Rest | null {
      const rest = known.get(id)?.rest ?? null;
      return rest !== null && rest.until > now() ? rest : null;
    },
    /** The backend said that a limit is used up. Never shortens what is known already. */
    reached(id: string, kind: FailureKind, resetsAt: number, model: string | null = null): void {
      const before = of(id);
      if (model === null) patch(id, { cooling: limit(kind, resetsAt, before.cooling, now()) });
      else {
        const cooling = limit(kind, resetsAt, before.coolingModels[model] ?? null, now());
        patch(id, { coolingModels: { ...before.coolingModels, [model]: cooling } });
      }
    },
    /**
     * The account had trouble and comes last until then. Never shortens a rest. Returns what takes it back, as long as
     * nothing newer is known.
     */
    rest(id: string, kind: FailureKind, until: number): () => void {
      const before = of(id).rest;
      const times = before?.kind === kind ? before.times + 1 : 1;
      const longer = before !== null && before.until > until && before.until > now() ? before.until : until;
      const rest: Rest = { kind, until: longer, since: now(), times };
      patch(id, { rest });
      return () => {
        if (of(id).rest === rest) patch(id, { rest: before });
      };
    },
    /** Returns what takes it back, as long as nothing newer is known. */
    problem(id: string, problem: Problem): () => void {
      const before = of(id).lastProblem;
      const lastProblem = { ...problem, at: now() };
      patch(id, { lastProblem });
      return () => {
        if (of(id).lastProblem === lastProblem) patch(id, { lastProblem: before });
      };
    },
    /**
     * The account answered a request for this model that began at `begunAt`: what stood against it before is over.
     * What came up since stays.
     */
    answered(id: string, model: string | null, begunAt: number): void {
      const { cooling, coolingModels, rest, lastProblem } = of(id);
      const ended = (each: { since: number } | null | undefined) => each != null && each.since <= begunAt;
      const newer = Object.entries(coolingModels).filter(([name, each]) => name !== model || !ended(each));
      patch(id, {
        lastUsedAt: now(),
        cooling: ended(cooling) ? null : cooling,
        coolingModels: Object.fromEntries(newer),
        rest: ended(rest) ? null : rest,
        lastProblem: lastProblem !== null && lastProblem.at <= begunAt ? null : lastProblem,
      });
    },
    /** Signed in anew, or a reset was spent: nothing stands against the account. */
    fine(id: string): void {
      const { cooling, lastProblem, coolingModels, rest } = of(id);
      const clean =
        cooling === null && rest === null && lastProblem === null && Object.keys(coolingModels).length === 0;
      if (!clean) patch(id, { cooling: null, coolingModels: {}, rest: null, lastProblem: null });
    },
    /** Its login was renewed: trouble is over, limits stay. */
    rested(id: string): void {
      const { rest, lastProblem } = of(id);
      if (rest !== null || lastProblem !== null) patch(id, { rest: null, lastProblem: null });
    },
    forget: (id: string) => {
      known.delete(id);
      changed.emit();
    },
  };
}

/** The backend said so less than a minute ago. */
export function isConfirmed({ confirmedAt }: Cooling, now: number): boolean {
  return now - confirmedAt < confirmedForMs;
}

function limit(kind: FailureKind, resetsAt: number, before: Cooling | null, now: number): Cooling {
  const later = before !== null && before.until > now && before.resetsAt > resetsAt;
  return {
    kind: later ? before.kind : kind,
    until: Math.min(later ? before.resetsAt : resetsAt, now + longestPauseMs.limit),
    resetsAt: later ? before.resetsAt : resetsAt,
    since: now,
    confirmedAt: now,
  };
}
