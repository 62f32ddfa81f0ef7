/**
 * Writes finished requests to usage.db in batches, off the path of the requests. A full disk or a damaged file never
 * stops the gateway: what cannot be written waits, bounded, and is said once.
 */
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import type { UsageDimension, UsageReport } from "../../src-shared/contract/usage.ts";
import type { Clock } from "../platform/ports.ts";
import { openUsageDb, type UsageDb } from "./usage-db.ts";
import { createUsageQueries } from "./usage-queries.ts";

/** Milliseconds between writes, rows that make one at once, rows kept while nothing can be written. */
const pace = { everyMs: 1000, atOnce: 500, waiting: 20_000 };
const dayMs = 24 * 60 * 60_000;

export type UsageRecorder = ReturnType<typeof createUsageRecorder>;

export interface UsageRecorderOptions {
  file: string;
  clock: Clock;
  retentionDays: () => number;
  /** The file is no database: put it aside so that a new one can take its place. */
  setAside: () => void;
  /** Said once per trouble. */
  onTrouble: (error: unknown) => void;
}

export function createUsageRecorder(options: UsageRecorderOptions) {
  const { clock } = options;
  const startedAt = clock.now();
  const database: UsageDb = open();
  const queries = createUsageQueries(database.db);
  let waiting: RequestRow[] = [];
  let cancel: (() => void) | null = null;
  let inTrouble = false;
  let prunedAt = 0;

  function open(): UsageDb {
    try {
      return openUsageDb(options.file);
    } catch (error) {
      options.onTrouble(error);
      options.setAside();
      return openUsageDb(options.file);
    }
  }

  function flush(): void {
    cancel?.();
    cancel = null;
    if (waiting.length === 0) return;
    try {
      database.insert(waiting);
      waiting = [];
      inTrouble = false;
      prune();
    } catch (error) {
      if (!inTrouble) options.onTrouble(error);
      inTrouble = true;
      waiting = waiting.slice(-pace.waiting);
      cancel = clock.after(pace.everyMs * 10, flush);
    }
  }

  function prune(): void {
    if (clock.now() - prunedAt < dayMs) return;
    prunedAt = clock.now();
    database.prune(clock.now() - options.retentionDays() * dayMs);
  }

  return {
    /** Takes a finished request; its row must not change any more. */
    record(row: RequestRow): void {
      waiting.push(row);
      if (waiting.length >= pace.atOnce && !inTrouble) flush();
      else cancel ??= clock.after(pace.everyMs, flush);
    },
    today: () => queries.today(clock.now()),
    report(asked: { days: number; by: UsageDimension }): UsageReport {
      flush();
      return queries.report(asked, { now: clock.now(), startedAt });
    },
    close(): void {
      flush();
      cancel?.();
      database.close();
    },
  };
}
