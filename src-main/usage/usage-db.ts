/**
 * usage.db: a row a request, and one an attempt where a request's own does not say it all; metadata only. WAL, so that
 * a reader never waits and a killed process loses at most what was not written yet.
 */
import { chmodSync, closeSync, constants, existsSync, openSync, renameSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import { setAside } from "../platform/set-aside.ts";
import { migrate } from "./migrations.ts";
import { readingColumns } from "./receipts/kept-readings.ts";
import type { Reading } from "./receipts/movements.ts";
import { attemptColumns, requestColumns, type Columns } from "./row-columns.ts";
import { soleAttempt } from "./sole-attempt.ts";

export interface UsageDb {
  db: DatabaseSync;
  /** All of them or none. Throws what SQLite throws, e.g. when the disk is full. */
  insert(rows: readonly RequestRow[], readings?: readonly Reading[]): void;
  /** Removes what is older, epoch milliseconds; returns how many requests went. */
  prune(before: number): number;
  /** Removes every row, also from the bytes of the file; returns how many there were. */
  wipe(): number;
  close(): void;
}

/** With what belongs to it: that would be read into the next one. Returns where it lies now. */
export function setAsideDatabase(file: string): string {
  const kept = setAside(file);
  for (const beside of besides) if (existsSync(file + beside)) renameSync(file + beside, kept + beside);
  return kept;
}

/** SQLite gives them the mode of the database. */
const besides = ["-wal", "-shm"];

/** SQLite creates files that others may read, and goes where a planted link leads. */
function prepare(file: string): void {
  try {
    const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
    closeSync(openSync(file, O_RDWR | O_CREAT | (O_NOFOLLOW ?? 0), 0o600));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ELOOP" && code !== "EISDIR") throw error;
    setAside(file);
    return prepare(file);
  }
  for (const each of ["", ...besides].map((end) => file + end)) if (existsSync(each)) chmodSync(each, 0o600);
}

/** Its files are for their owner alone. Throws when it is no database or of a newer Switchyard, or what the disk says. */
export function openUsageDb(file: string): UsageDb {
  if (file !== ":memory:") prepare(file);
  const db = new DatabaseSync(file);
  try {
    // auto_vacuum before the first table: pages that retention frees go back to the disk. A checkpoint waits for the
    // disk: every 16 MB of log is enough.
    db.exec(
      "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA busy_timeout = 50;",
    );
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
  const insertRequests = insertion(db, "requests", requestColumns);
  const insertAttempts = insertion(db, "attempts", attemptColumns);
  const insertReadings = insertion(db, "readings", readingColumns);
  const pruneReadings = db.prepare("DELETE FROM readings WHERE at < ?");
  const pruneAttempts = db.prepare("DELETE FROM attempts WHERE requested_at < ?");
  const prune = db.prepare("DELETE FROM requests WHERE started_at < ?");

  function whole(work: () => void): void {
    db.exec("BEGIN");
    try {
      work();
      db.exec("COMMIT");
    } catch (error) {
      // A full disk may have undone it already.
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }

  return {
    db,
    insert(rows, readings = []) {
      whole(() => {
        insertReadings(readings);
        const kept = rows.map((row) => ({ row, sole: soleAttempt(row) }));
        insertRequests(kept);
        insertAttempts(
          kept.flatMap(({ row, sole }) =>
            sole === null ? row.tries.map((attempt, number) => ({ row, number, attempt })) : [],
          ),
        );
      });
    },
    prune(before) {
      let gone = 0;
      whole(() => {
        pruneAttempts.run(before);
        pruneReadings.run(before);
        gone = Number(prune.run(before).changes);
      });
      if (gone > 0) db.exec("PRAGMA incremental_vacuum");
      return gone;
    },
    wipe() {
      let gone = 0;
      whole(() => {
        db.exec("DELETE FROM attempts; DELETE FROM readings;");
        gone = Number(db.prepare("DELETE FROM requests").run().changes);
      });
      db.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
      return gone;
    },
    close: () => db.close(),
  };
}

/** Rows in one statement: what a statement costs by itself is shared, a quarter of the whole. */
const together = 25;

function insertion<Row>(
  db: DatabaseSync,
  table: string,
  columns: Columns<Row>,
): (rows: readonly Row[]) => void {
  const names = columns.map(([name]) => name).join(", ");
  // By position: SQLite looks every name up anew at every row.
  const marks = `(${columns.map(() => "?").join(", ")})`;
  const statementOf = (rows: number) =>
    db.prepare(
      `INSERT OR REPLACE INTO ${table} (${names}) VALUES ${Array.from({ length: rows }, () => marks).join(", ")}`,
    );
  const many = statementOf(together);
  const one = statementOf(1);
  const values = (rows: readonly Row[]) => {
    const all: SQLInputValue[] = [];
    for (const row of rows) for (const [, valueOf] of columns) all.push(valueOf(row));
    return all;
  };
  return (rows) => {
    let at = 0;
    for (; at + together <= rows.length; at += together) many.run(...values(rows.slice(at, at + together)));
    for (; at < rows.length; at += 1) one.run(...values(rows.slice(at, at + 1)));
  };
}
