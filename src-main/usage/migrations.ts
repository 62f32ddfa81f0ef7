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
  // NULL in what was not counted before.
  `ALTER TABLE requests ADD COLUMN model_asked TEXT;
  ALTER TABLE requests ADD COLUMN model_served TEXT;
  ALTER TABLE requests ADD COLUMN image_route TEXT;
  ALTER TABLE requests ADD COLUMN notes TEXT;
  ALTER TABLE requests ADD COLUMN translated TEXT;
  ALTER TABLE requests ADD COLUMN attachments TEXT;
  ALTER TABLE requests ADD COLUMN attachment_count INTEGER;
  ALTER TABLE requests ADD COLUMN attachment_bytes INTEGER;
  ALTER TABLE requests ADD COLUMN cache_write INTEGER;
  ALTER TABLE requests ADD COLUMN bytes_in INTEGER;
  ALTER TABLE requests ADD COLUMN bytes_out INTEGER;
  ALTER TABLE requests ADD COLUMN prepared_ms INTEGER;
  ALTER TABLE requests ADD COLUMN connected_ms INTEGER;
  ALTER TABLE requests ADD COLUMN queued_ms INTEGER;
  ALTER TABLE requests ADD COLUMN auth_ms INTEGER;
  ALTER TABLE requests ADD COLUMN own_ms INTEGER;
  DROP INDEX requests_by_time;
  CREATE INDEX requests_by_time ON requests (started_at, id);
  CREATE TABLE attempts (
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
    PRIMARY KEY (request, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX attempts_by_time ON attempts (started_at);`,
];

/** Brings an older file to the present schema, each version whole or not at all. Throws on a newer one. */
export function migrate(db: DatabaseSync): void {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > migrations.length) throw new Error(`usage.db is of a newer Switchyard (version ${version}).`);
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
