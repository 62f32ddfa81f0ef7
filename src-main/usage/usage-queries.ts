/** Sums over usage.db. cached ⊂ input, reasoning ⊂ output; rows without counts are counted apart, never as 0. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { DayTotals, TokenUsage } from "../../src-shared/contract/requests.ts";
import type {
  AskedUsage,
  AttemptTotals,
  CostEstimate,
  UsageReport,
  UsageTotals,
} from "../../src-shared/contract/usage.ts";
import type { UsageDimension } from "../../src-shared/usage-dimensions.ts";
import { estimateOf, type Prices } from "./prices.ts";

const sums = `
  count(*) AS requests,
  coalesce(sum(outcome = 'failed'), 0) AS failed,
  coalesce(sum(outcome = 'cancelled'), 0) AS cancelled,
  coalesce(sum(outcome = 'ok' AND model IS NOT NULL AND input IS NULL), 0) AS withoutUsage,
  coalesce(sum(input), 0) AS input,
  coalesce(sum(cached), 0) AS cached,
  coalesce(sum(output), 0) AS output,
  coalesce(sum(reasoning), 0) AS reasoning,
  sum(cache_write) AS cacheWrite,
  coalesce(sum(total_ms), 0) AS totalMs,
  count(total_ms) AS finished`;

/** A local calendar day, whatever the clock did that day. */
const localDay = "date(started_at / 1000, 'unixepoch', 'localtime')";

const columns: Record<UsageDimension, string> = {
  provider: "provider",
  account: "account",
  model: "model",
  asked: "model_asked",
  served: "model_served",
  endpoint: "endpoint",
  client: "client",
  version: "client || coalesce(' ' || client_version, '')",
  project: "project",
  conversation: "conversation",
  agent: "agent",
  protocol: "protocol",
  outcome: "outcome",
  status: "CAST(status AS TEXT)",
  problem: "problem",
  route: "image_route",
};

/** What is charged for: the model that served, where the backend says it. */
const perModel = `
  coalesce(model_served, model) AS model, count(*) AS requests,
  sum(input) AS input, sum(cached) AS cached, sum(output) AS output, sum(reasoning) AS reasoning`;

/** Epoch milliseconds, the end not included. */
type Range = [from: number, to: number];
const endless = Number.MAX_SAFE_INTEGER;

type Tokens = Omit<TokenUsage, "cacheWrite"> & { cacheWrite: number | null };
type Sums = Omit<UsageTotals, "tokens" | "estimate"> & Tokens;
type ModelLine = TokenUsage & { name: string; model: string | null; requests: number };

export function createUsageQueries(db: DatabaseSync) {
  const since = db.prepare(`SELECT ${sums} FROM requests WHERE started_at >= ?`);
  const daily = db.prepare(
    `SELECT ${localDay} AS day, ${sums} FROM requests WHERE started_at >= ? GROUP BY day ORDER BY day`,
  );
  const hourly = db.prepare(
    `SELECT CAST(strftime('%H', started_at / 1000, 'unixepoch', 'localtime') AS INTEGER) AS hour, count(*) AS requests
     FROM requests WHERE started_at >= ? GROUP BY hour`,
  );
  const grouped = new Map<UsageDimension, StatementSync>();

  function byDimension(by: UsageDimension): StatementSync {
    let statement = grouped.get(by);
    if (!statement) {
      statement = db.prepare(
        `SELECT coalesce(${columns[by]}, '') AS name, ${sums} FROM requests WHERE started_at >= ? AND started_at < ?
         GROUP BY name ORDER BY requests DESC, name LIMIT 1000`,
      );
      grouped.set(by, statement);
    }
    return statement;
  }

  const attempts = db.prepare(
    `SELECT account, count(*) AS attempts, sum(outcome = 'failed') AS failed, coalesce(sum(input), 0) AS input,
       coalesce(sum(cached), 0) AS cached, coalesce(sum(output), 0) AS output,
       coalesce(sum(reasoning), 0) AS reasoning, sum(cache_write) AS cacheWrite
     FROM (
       SELECT account, outcome, input, cached, output, reasoning, cache_write
         FROM attempts WHERE requested_at >= ?1 AND requested_at < ?2
       UNION ALL SELECT account, 'ok', input, cached, output, reasoning, cache_write
         FROM requests WHERE started_at >= ?1 AND started_at < ?2 AND try_started_ms IS NOT NULL
     ) GROUP BY account ORDER BY attempts DESC, account`,
  );

  /** Estimates by the value of an SQL expression; nothing is asked without prices. */
  function estimates(by: string, [from, to]: Range, prices: Prices): (name: string) => CostEstimate | null {
    if (prices.info.models === 0) return () => null;
    const lines = new Map<string, ModelLine[]>();
    const found = db
      .prepare(
        `SELECT ${by} AS name, ${perModel} FROM requests
         WHERE started_at >= ? AND started_at < ? AND input IS NOT NULL GROUP BY name, coalesce(model_served, model)`,
      )
      .all(from, to) as unknown as ModelLine[];
    for (const line of found) lines.set(line.name, [...(lines.get(line.name) ?? []), line]);
    return (name) =>
      estimateOf(
        (lines.get(name) ?? []).map((line) => ({ ...line, tokens: line })),
        prices,
      );
  }

  const totalsSince = (time: number) => totalsOf(since.get(time) as unknown as Sums);

  return {
    /** What the running totals of the day begin with. */
    today(now: number): DayTotals {
      const [today] = lastDays(now, 1);
      const { day = "", start = now } = today ?? {};
      const { requests, failed, withoutUsage, tokens } = totalsSince(start);
      const perHour = Array.from({ length: 24 }, () => 0);
      for (const { hour, requests: count } of hourly.all(start) as { hour: number; requests: number }[]) {
        perHour[hour] = count;
      }
      return { day, requests, failed, withoutUsage, tokens, perHour };
    },
    report(
      asked: AskedUsage,
      times: { now: number; startedAt: number },
      prices: Prices,
    ): Omit<UsageReport, "trouble"> {
      const days = lastDays(times.now, asked.days);
      const from = days[0]?.start ?? times.now;
      const found = new Map(
        (daily.all(from) as unknown as (Sums & { day: string })[]).map((row) => [row.day, totalsOf(row)]),
      );
      const period = (start: number) => ({
        ...totalsSince(start),
        estimate: estimates("''", [start, endless], prices)(""),
      });
      const range = rangeOf(days, asked.day) ?? [from, endless];
      const perDay = estimates(localDay, [from, endless], prices);
      const perGroup = estimates(`coalesce(${columns[asked.by]}, '')`, range, prices);
      return {
        today: period(days.at(-1)?.start ?? times.now),
        process: period(times.startedAt),
        lifetime: period(0),
        daily: days.map(({ day }) => ({ day, ...(found.get(day) ?? emptyTotals()), estimate: perDay(day) })),
        groups: (byDimension(asked.by).all(...range) as unknown as (Sums & { name: string })[]).map(
          (row) => ({
            name: row.name,
            ...totalsOf(row),
            estimate: perGroup(row.name),
          }),
        ),
        attempts: (attempts.all(...range) as unknown as (Omit<AttemptTotals, "tokens"> & Tokens)[]).map(
          ({ account, attempts: count, failed, ...tokens }) => ({
            account,
            attempts: count,
            failed,
            tokens: tokensOf(tokens),
          }),
        ),
        prices: prices.info,
      };
    },
  };
}

function emptyTotals(): UsageTotals {
  return {
    requests: 0,
    failed: 0,
    cancelled: 0,
    withoutUsage: 0,
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
    totalMs: 0,
    finished: 0,
    estimate: null,
  };
}

function totalsOf({
  requests,
  failed,
  cancelled,
  withoutUsage,
  totalMs,
  finished,
  ...sum
}: Sums): UsageTotals {
  return {
    requests,
    failed,
    cancelled,
    withoutUsage,
    tokens: tokensOf(sum),
    totalMs,
    finished,
    estimate: null,
  };
}

function tokensOf({ cacheWrite, ...counts }: Tokens): TokenUsage {
  return cacheWrite === null ? counts : { ...counts, cacheWrite };
}

/** From the beginning of a day to that of the next one; null for a day that is not among them. */
function rangeOf(days: { day: string; start: number }[], wanted: string | undefined): Range | null {
  const index = days.findIndex(({ day }) => day === wanted);
  const found = days[index];
  return found === undefined ? null : [found.start, days[index + 1]?.start ?? endless];
}

/** Local days up to today, oldest first, each with the moment it began. */
function lastDays(now: number, count: number): { day: string; start: number }[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, index) => {
    // By calendar arithmetic, not by 24 hours: days on which the clock is changed are shorter or longer.
    const date = new Date(today.getFullYear(), today.getMonth(), today.getDate() - (count - 1 - index));
    return { day: dayName(date), start: date.getTime() };
  });
}

function dayName(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
