/** Makes a history as long as that of months, from one request that is in it: copied within the database. */
import { DatabaseSync } from "node:sqlite";

/** Half a minute lies between two of them, so that the retention keeps them all. */
export function lengthenHistory(file: string, rows: number): void {
  const db = new DatabaseSync(file, { timeout: 10_000 });
  const names = db.prepare("SELECT name FROM pragma_table_info('requests')").all() as { name: string }[];
  const values = names.map(({ name }) => {
    if (name === "id") return "'row-' || value";
    return name === "started_at" ? "started_at - value * 34000" : name;
  });
  db.prepare(
    `WITH RECURSIVE series(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM series WHERE value < ?)
     INSERT INTO requests SELECT ${values.join(", ")}
     FROM (SELECT * FROM requests ORDER BY started_at DESC LIMIT 1), series`,
  ).run(rows);
  db.close();
}
