import type { RequestFilter, RequestRow } from "../../../src-shared/contract/index.ts";
import type { AdminClient } from "../../rpc.ts";

const pageRows = 1000;
const mostRows = 100_000;

/** Everything the filter finds in the database, newest first, at most 100,000 rows. */
export async function allRows(client: AdminClient, filter: RequestFilter): Promise<RequestRow[]> {
  const rows: RequestRow[] = [];
  for (;;) {
    const last = rows.at(-1);
    const before = last === undefined ? null : { startedAt: last.startedAt, id: last.id };
    const page = await client.requests.page({ ...filter, before, limit: pageRows });
    rows.push(...page.rows);
    if (page.next === null || rows.length >= mostRows) return rows;
  }
}
