/** What was used of every budget in its present day and week, kept over a restart. */
import { z } from "zod";
import { jsonFile } from "../../platform/json-file.ts";
import type { Clock } from "../../platform/ports.ts";
import { periodOf, type Per } from "./budget-period.ts";

const count = z.object({ start: z.number(), tokens: z.number(), requests: z.number() });
const stored = z.object({ counts: z.record(z.string(), z.object({ day: count, week: count })) });

type Count = z.infer<typeof count>;

export interface CountsOptions {
  file: string;
  clock: Clock;
  onSetAside: (kept: string) => void;
  onTrouble: (error: unknown) => void;
}

/** Milliseconds of counting that a killed process may lose. */
const writeAfterMs = 2_000;

export type BudgetCounts = Awaited<ReturnType<typeof openBudgetCounts>>;

export async function openBudgetCounts({ file, clock, onSetAside, onTrouble }: CountsOptions) {
  const disk = jsonFile(file, stored, onSetAside);
  const counts = new Map(Object.entries((await disk.read())?.counts ?? {}));
  let cancel: (() => void) | null = null;
  let writing: Promise<void> = Promise.resolve();

  const current = (before: Count | undefined, per: Per): Count => {
    const { start } = periodOf(per, clock.now());
    return before?.start === start ? before : { start, tokens: 0, requests: 0 };
  };

  function write(): Promise<void> {
    cancel?.();
    cancel = null;
    writing = writing.then(() => disk.write({ counts: Object.fromEntries(counts) })).catch(onTrouble);
    return writing;
  }

  return {
    used: (scope: string, per: Per): Count => current(counts.get(scope)?.[per], per),
    /** One more request of each of these scopes. */
    add(scopes: readonly string[], tokens: number): void {
      if (scopes.length === 0) return;
      const more = (before: Count): Count => ({
        ...before,
        tokens: before.tokens + tokens,
        requests: before.requests + 1,
      });
      for (const scope of scopes) {
        const before = counts.get(scope);
        counts.set(scope, {
          day: more(current(before?.day, "day")),
          week: more(current(before?.week, "week")),
        });
      }
      cancel ??= clock.after(writeAfterMs, () => void write());
    },
    /** Resolves when everything is on disk. */
    settled: () => (cancel === null ? writing : write()),
  };
}
