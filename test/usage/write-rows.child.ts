/** Writes rows without end until it is killed: node write-rows.child.ts FILE. Says each batch once it is written. */
import { openUsageDb } from "../../src-main/usage/usage-db.ts";
import { exampleRow } from "./example-row.ts";

const database = openUsageDb(process.argv[2] ?? "");
for (let batch = 0; ; batch += 1) {
  database.insert(
    Array.from({ length: 20 }, (_, index) => exampleRow({ id: `${process.pid}-${batch}-${index}` })),
  );
  process.stdout.write(`${batch + 1}\n`);
}
