/** The schema of usage.db, version by version. */
import type { DatabaseSync } from "node:sqlite";

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
  // NULL in what was not counted before. Both tables grow at their end: a key in random order, such as an id, would
  // touch pages all over the file with every row.
  `CREATE TABLE rebuilt (
    id TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    protocol TEXT NOT NULL,
    client TEXT NOT NULL,
    client_version TEXT,
    stream INTEGER NOT NULL,
    model_asked TEXT,
    model TEXT,
    model_served TEXT,
    image_route TEXT,
    account TEXT,
    outcome TEXT NOT NULL,
    status INTEGER,
    problem TEXT,
    attempts INTEGER NOT NULL,
    notes TEXT,
    dropped TEXT NOT NULL,
    translated TEXT,
    attachments TEXT,
    attachment_count INTEGER,
    attachment_bytes INTEGER,
    input INTEGER,
    cached INTEGER,
    cache_write INTEGER,
    output INTEGER,
    reasoning INTEGER,
    bytes_in INTEGER,
    bytes_out INTEGER,
    prepared_ms INTEGER,
    sent_ms INTEGER,
    connected_ms INTEGER,
    first_byte_ms INTEGER,
    first_output_ms INTEGER,
    total_ms INTEGER,
    queued_ms INTEGER,
    auth_ms INTEGER,
    own_ms INTEGER
  ) STRICT;
  INSERT INTO rebuilt (id, started_at, endpoint, protocol, client, client_version, stream, model, account, outcome,
      status, problem, attempts, dropped, input, cached, output, reasoning, sent_ms, first_byte_ms, first_output_ms,
      total_ms)
    SELECT id, started_at, endpoint, protocol, client, client_version, stream, model, account, outcome,
      status, problem, attempts, dropped, input, cached, output, reasoning, sent_ms, first_byte_ms, first_output_ms,
      total_ms
    FROM requests ORDER BY started_at, id;
  DROP TABLE requests;
  ALTER TABLE rebuilt RENAME TO requests;
  CREATE UNIQUE INDEX requests_by_time ON requests (started_at, id);
  CREATE TABLE attempts (
    requested_at INTEGER NOT NULL,
    request TEXT NOT NULL,
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    account TEXT NOT NULL,
    outcome TEXT NOT NULL,
    kind TEXT,
    status INTEGER,
    upstream_id TEXT,
    input INTEGER,
    cached INTEGER,
    cache_write INTEGER,
    output INTEGER,
    reasoning INTEGER,
    connected_ms INTEGER,
    first_byte_ms INTEGER,
    first_output_ms INTEGER,
    total_ms INTEGER,
    PRIMARY KEY (requested_at, request, number)
  ) STRICT, WITHOUT ROWID;`,
  // Where try_started_ms is set, these stand for the request's only attempt (sole-attempt.ts).
  `ALTER TABLE requests ADD COLUMN try_started_ms INTEGER;
  ALTER TABLE requests ADD COLUMN try_total_ms INTEGER;
  ALTER TABLE requests ADD COLUMN try_upstream_id TEXT;`,
  "ALTER TABLE requests ADD COLUMN provider TEXT NOT NULL DEFAULT 'codex';",
  "ALTER TABLE attempts ADD COLUMN provider TEXT NOT NULL DEFAULT 'codex';",
  `ALTER TABLE requests ADD COLUMN project TEXT;
  ALTER TABLE requests ADD COLUMN conversation TEXT;
  ALTER TABLE requests ADD COLUMN agent TEXT;
  ALTER TABLE requests ADD COLUMN parent_agent TEXT;`,
];

export class NewerDatabase extends Error {}

/** Brings an older file to the present schema, each version whole or not at all. Throws NewerDatabase on a newer one. */
export function migrate(db: DatabaseSync): void {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > migrations.length)
    throw new NewerDatabase(`usage.db is of a newer Switchyard (version ${version}).`);
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    db.exec("BEGIN");
    try {
      db.exec(`${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  }
}
