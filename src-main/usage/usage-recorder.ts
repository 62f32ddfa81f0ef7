/**
 * Writes finished requests to usage.db in batches, off the path of the requests. A full disk or a damaged file never
 * stops the gateway: what cannot be written waits, bounded, and is said once.
 */
import type { RequestPage, RequestRow } from "../../src-shared/contract/requests.ts";
import type { UsageReport } from "../../src-shared/contract/usage.ts";
import type { UsageDimension } from "../../src-shared/usage-dimensions.ts";
import type { Problem } from "../../src-shared/problem.ts";
import type { Clock } from "../platform/ports.ts";
import type { Prices } from "./prices.ts";
import { readPage, type AskedPage } from "./request-history.ts";
import { NewerDatabase } from "./migrations.ts";
import { openUsageDb, setAsideDatabase, type UsageDb } from "./usage-db.ts";
import { createUsageQueries } from "./usage-queries.ts";

/**
 * Milliseconds between writes, rows that make one at once (many together cost less each, but a write holds everything
 * else up: this many take about 2 ms), rows kept while nothing can be written.
 */
const pace = { everyMs: 1000, atOnce: 500, waiting: 20_000 };
const dayMs = 24 * 60 * 60_000;

export type UsageRecorder = ReturnType<typeof createUsageRecorder>;

export interface UsageRecorderOptions {
  file: string;
  clock: Clock;
  retentionDays: () => number;
  prices: () => Prices;
  /** The file is no database, or of a newer version, and lies there now. */
  onSetAside: (kept: string) => void;
  /** Said once per trouble; also when the file was damaged. */
  onTrouble: (error: unknown) => void;
}

export function createUsageRecorder(options: UsageRecorderOptions) {
  const { clock } = options;
  const startedAt = clock.now();
  let trouble: Problem | null = null;
  /** Until the file can be opened rows wait, and what is asked for is answered from nothing. */
  let onDisk = true;
  let database: UsageDb = open();
  let queries = createUsageQueries(database.db);
  let waiting: RequestRow[] = [];
  let cancel: (() => void) | null = null;
  let prunedAt = 0;

  function open(): UsageDb {
    try {
      return reopen();
    } catch (error) {
      options.onTrouble(error);
      trouble = problemOf(error);
      onDisk = false;
      return openUsageDb(":memory:");
    }
  }

  /** What is no database is put aside, and a new one begun. Throws what the disk says. */
  function reopen(): UsageDb {
    try {
      return openUsageDb(options.file);
    } catch (error) {
      if (!isDamage(error)) throw error;
      options.onTrouble(error);
      options.onSetAside(setAsideDatabase(options.file));
      return openUsageDb(options.file);
    }
  }

  function use(next: UsageDb): void {
    database.close();
    database = next;
    queries = createUsageQueries(database.db);
    onDisk = true;
  }

  function flush(): void {
    cancel?.();
    cancel = null;
    if (waiting.length === 0) return;
    try {
      write();
      waiting = [];
      trouble = null;
      prune();
    } catch (error) {
      if (trouble === null) options.onTrouble(error);
      trouble = problemOf(error);
      waiting = waiting.slice(-pace.waiting);
      cancel = clock.after(pace.everyMs * 10, flush);
    }
  }

  /** A file that got damaged while it was open is put aside; the rows at hand go to a new one. */
  function write(): void {
    if (!onDisk) use(reopen());
    try {
      database.insert(waiting);
    } catch (error) {
      if (!isDamage(error)) throw error;
      options.onTrouble(error);
      database.close();
      options.onSetAside(setAsideDatabase(options.file));
      database = openUsageDb(options.file);
      queries = createUsageQueries(database.db);
      database.insert(waiting);
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
      if (waiting.length >= pace.atOnce && trouble === null) flush();
      else cancel ??= clock.after(pace.everyMs, flush);
    },
    today: () => queries.today(clock.now()),
    report(asked: { days: number; by: UsageDimension }): UsageReport {
      flush();
      const report = queries.report(asked, { now: clock.now(), startedAt }, options.prices());
      return { ...report, trouble };
    },
    page(asked: AskedPage): RequestPage {
      flush();
      return readPage(database.db, asked);
    },
    /** For good, with what was not written yet. */
    wipe(): void {
      waiting = [];
      database.wipe();
    },
    close(): void {
      flush();
      cancel?.();
      database.close();
    },
  };
}

/** SQLite's own numbers: CORRUPT, FULL, NOTADB; an extended code has them in its low byte. */
const codes = { damaged: [11, 26], full: 13 };

function codeOf(error: unknown): number | null {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === "number" ? errcode & 0xff : null;
}

function isDamage(error: unknown): boolean {
  return error instanceof NewerDatabase || codes.damaged.includes(codeOf(error) ?? -1);
}

function problemOf(error: unknown): Problem {
  const full = codeOf(error) === codes.full;
  return {
    code: "usage_unwritable",
    message: full
      ? "The disk is full: requests are served, but not written to usage.db at the moment."
      : "Requests are served, but cannot be written to usage.db at the moment.",
    advice: full
      ? "Make room; what waits is written by itself then."
      : "Look whether the data folder can be written to; what waits is written by itself then.",
  };
}
