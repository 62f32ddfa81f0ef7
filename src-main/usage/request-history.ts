/** Requests out of usage.db, newest first, page by page. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type {
  Attempt,
  RequestCursor,
  RequestFilter,
  RequestPage,
} from "../../src-shared/contract/requests.ts";
import { attemptOf, requestOf } from "./row-columns.ts";

export interface AskedPage extends RequestFilter {
  before?: RequestCursor | null | undefined;
  limit: number;
}

type Raw = Record<string, string | number | null>;
type Condition = [sql: string, ...values: SQLInputValue[]];

export function readPage(db: DatabaseSync, asked: AskedPage): RequestPage {
  const conditions = conditionsOf(asked);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(([sql]) => sql).join(" AND ")}`;
  const found = db
    .prepare(`SELECT * FROM requests ${where} ORDER BY started_at DESC, id DESC LIMIT ?`)
    .all(...conditions.flatMap(([, ...values]) => values), asked.limit + 1) as Raw[];
  const shown = found.slice(0, asked.limit);
  const tries = triesOf(db, shown);
  const rows = shown.map((raw) => requestOf(raw, tries.get(String(raw["id"])) ?? []));
  const last = rows.at(-1);
  const more = found.length > rows.length && last !== undefined;
  return { rows, next: more ? { startedAt: last.startedAt, id: last.id } : null };
}

function conditionsOf({
  before,
  since,
  account,
  provider,
  status,
  outcome,
  ...texts
}: AskedPage): Condition[] {
  const conditions: Condition[] = [];
  if (before) conditions.push(["(started_at, id) < (?, ?)", before.startedAt, before.id]);
  if (since !== undefined) conditions.push(["started_at >= ?", since]);
  if (status !== undefined) conditions.push(["status = ?", status]);
  if (outcome !== undefined) conditions.push(["outcome = ?", outcome]);
  if (provider !== undefined) conditions.push(["provider = ?", provider]);
  if (account !== undefined)
    conditions.push([
      `(account = ? OR attempts > 1 AND EXISTS (SELECT 1 FROM attempts AS tried
        WHERE requested_at = requests.started_at AND request = requests.id AND tried.account = ?))`,
      account,
      account,
    ]);
  for (const [columns, text] of [
    [["model", "model_asked", "model_served"], texts.model],
    [["client"], texts.client],
    [["endpoint"], texts.endpoint],
    [["project"], texts.project],
    [["conversation"], texts.conversation],
    [["agent", "parent_agent"], texts.agent],
  ] as const) {
    if (!text) continue;
    const tests = columns.map((column) => `instr(lower(${column}), lower(?)) > 0`);
    conditions.push([`(${tests.join(" OR ")})`, ...columns.map(() => text)]);
  }
  return conditions;
}

function triesOf(db: DatabaseSync, requests: Raw[]): Map<string, Attempt[]> {
  const found = db
    .prepare(
      `SELECT attempts.* FROM json_each(?) AS asked CROSS JOIN attempts
       ON requested_at = asked.value ->> 0 AND request = asked.value ->> 1 ORDER BY request, number`,
    )
    .all(JSON.stringify(requests.map(({ started_at: at, id }) => [at, id]))) as Raw[];
  const tries = new Map<string, Attempt[]>();
  for (const raw of found) {
    const id = String(raw["request"]);
    const before = tries.get(id);
    if (before) before.push(attemptOf(raw));
    else tries.set(id, [attemptOf(raw)]);
  }
  return tries;
}
