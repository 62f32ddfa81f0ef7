/** Prints the report of rows in the time zone of the environment: node report.child.ts FILE NOW DAYS TIMES… */
import { openUsageDb } from "../../src-main/usage/usage-db.ts";
import { createPriceTable } from "../../src-main/usage/prices.ts";
import { createUsageQueries } from "../../src-main/usage/usage-queries.ts";
import { exampleRow } from "./example-row.ts";

const [file = "", now = "0", days = "1", ...times] = process.argv.slice(2);
const database = openUsageDb(file);
database.insert(times.map((time, index) => exampleRow({ id: String(index), startedAt: Number(time) })));
const queries = createUsageQueries(database.db);
const report = queries.report(
  { days: Number(days), by: "model" },
  { now: Number(now), startedAt: 0 },
  createPriceTable("")(),
);
process.stdout.write(JSON.stringify({ report, today: queries.today(Number(now)) }));
