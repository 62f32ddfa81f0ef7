/**
 * usage.db: one row a request, one a try; metadata only. WAL, so that a reader never waits and a killed process
 * loses at most what was not written yet.
 */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { RequestRow } from "../../src-shared/contract/requests.ts";

/** Each brings the schema one version on; never changed once released. */
const migrations = [
  `CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    started_at INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    protocol TEXT NOT NULL,
    client TEXT NOT NULL,
    client_version TEXT,
    stream INTEGER NOT NULL,
    model TEXT,
    account TEXT,
    outcome TEXT NOT NULL,
    status INTEGER,
    problem TEXT,
    attempts INTEGER NOT NULL,
    dropped TEXT NOT NULL,
    input INTEGER,
    cached INTEGER,
    output INTEGER,
    reasoning INTEGER,
    sent_ms INTEGER,
    first_byte_ms INTEGER,
    first_output_ms INTEGER,
    total_ms INTEGER
  ) STRICT;
  CREATE INDEX requests_by_time ON requests (started_at);`,
];

export interface UsageDb {
  db: DatabaseSync;
  /** All rows or none. Throws what SQLite throws, e.g. when the disk is full. */
  insert(rows: readonly RequestRow[]): void;
  /** Removes what is older, epoch milliseconds; returns how many rows went. */
  prune(before: number): number;
  close(): void;
}

/** Throws when the file is no database or of a newer Switchyard. */
export function openUsageDb(file: string): UsageDb {
  const db = new DatabaseSync(file);
  try {
    // Before the first table: pages that retention frees go back to the disk.
    db.exec(
      "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 50;",
    );
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
  const columns = Object.keys(columnsOf(emptyRow));
  const marks = columns.map((name) => `:${name}`).join(", ");
  const insert = db.prepare(`INSERT OR REPLACE INTO requests (${columns.join(", ")}) VALUES (${marks})`);
  const prune = db.prepare("DELETE FROM requests WHERE started_at < ?");
  return {
    db,
    insert(rows) {
      db.exec("BEGIN");
      try {
        for (const row of rows) insert.run(columnsOf(row));
        db.exec("COMMIT");
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    prune(before) {
      const { changes } = prune.run(before);
      if (changes > 0) db.exec("PRAGMA incremental_vacuum");
      return Number(changes);
    },
    close: () => db.close(),
  };
}

function migrate(db: DatabaseSync): void {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > migrations.length) throw new Error(`usage.db is of a newer Switchyard (version ${version}).`);
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    db.exec(`BEGIN; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}

function columnsOf(row: RequestRow): Record<string, SQLInputValue> {
  return {
    id: row.id,
    started_at: row.startedAt,
    endpoint: row.endpoint,
    protocol: row.protocol,
    client: row.client.name,
    client_version: row.client.version,
    stream: Number(row.stream),
    model: row.model,
    account: row.accountId,
    outcome: row.outcome,
    status: row.status,
    problem: row.problem?.code ?? null,
    attempts: row.attempts,
    dropped: row.dropped.join(","),
    input: row.tokens?.input ?? null,
    cached: row.tokens?.cached ?? null,
    output: row.tokens?.output ?? null,
    reasoning: row.tokens?.reasoning ?? null,
    sent_ms: row.timing.sent,
    first_byte_ms: row.timing.firstByte,
    first_output_ms: row.timing.firstOutput,
    total_ms: row.timing.total,
  };
}

/** Only for the names of the columns. */
const emptyRow = {
  client: { name: "", version: null },
  dropped: [],
  timing: {},
} as unknown as RequestRow;
