/**
 * Writes finished requests to usage.db in batches, off the path of the requests. A full disk or a damaged file never
 * stops the gateway: what cannot be written waits, bounded, and is said once.
 */
import type { RequestPage, RequestRow } from "../../src-shared/contract/requests.ts";
import type { AskedUsage, UsageReport } from "../../src-shared/contract/usage.ts";
import type { Problem } from "../../src-shared/problem.ts";
import type { Clock } from "../platform/ports.ts";
import { NewerDatabase } from "./migrations.ts";
import { createPriceTable } from "./prices.ts";
import { readPage, type AskedPage } from "./request-history.ts";
import { openUsageDb, setAsideDatabase, type UsageDb } from "./usage-db.ts";
import { createUsageQueries } from "./usage-queries.ts";
import { createUsageReader } from "./usage-reader.ts";

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
  /** prices.json, whether there is one or not. */
  pricesFile: string;
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
  const reader = createUsageReader({ file: options.file, pricesFile: options.pricesFile }, clock);
  let waiting: RequestRow[] = [];
  let cancel: (() => void) | null = null;
  let prunedAt = 0;

  function open(): UsageDb {
    try {
      return reopen();
    } catch (error) {
      options.onTrouble(error);
      trouble = writeProblem(error);
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
      trouble = writeProblem(error);
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
    /** Of one day and by an index: asked once, at the start. */
    today: () => createUsageQueries(database.db).today(clock.now()),
    async report(asked: AskedUsage): Promise<UsageReport> {
      flush();
      const times = { now: clock.now(), startedAt };
      const report = onDisk
        ? await reader.ask({ kind: "report", asked, times })
        : createUsageQueries(database.db).report(asked, times, createPriceTable(options.pricesFile)());
      return { ...report, trouble };
    },
    async page(asked: AskedPage): Promise<RequestPage> {
      flush();
      return onDisk ? reader.ask({ kind: "page", asked }) : readPage(database.db, asked);
    },
    /** For good, with what was not written yet. */
    async wipe(): Promise<void> {
      // While somebody reads, the old bytes cannot be taken out of the file.
      await reader.idle();
      waiting = [];
      database.wipe();
    },
    /** Writes what waits; questions that are not answered yet are rejected. */
    async close(): Promise<void> {
      flush();
      cancel?.();
      await reader.close();
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

function writeProblem(error: unknown): Problem {
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
