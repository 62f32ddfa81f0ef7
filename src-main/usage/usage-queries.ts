/** Sums over usage.db. cached ⊂ input, reasoning ⊂ output; rows without counts are counted apart, never as 0. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { DayTotals } from "../../src-shared/contract/requests.ts";
import type { UsageDimension, UsageReport, UsageTotals } from "../../src-shared/contract/usage.ts";

const sums = `
  count(*) AS requests,
  coalesce(sum(outcome = 'failed'), 0) AS failed,
  coalesce(sum(outcome = 'cancelled'), 0) AS cancelled,
  coalesce(sum(outcome = 'ok' AND model IS NOT NULL AND input IS NULL), 0) AS withoutUsage,
  coalesce(sum(input), 0) AS input,
  coalesce(sum(cached), 0) AS cached,
  coalesce(sum(output), 0) AS output,
  coalesce(sum(reasoning), 0) AS reasoning,
  coalesce(sum(total_ms), 0) AS totalMs,
  count(total_ms) AS finished`;

/** A local calendar day, whatever the clock did that day. */
const localDay = "date(started_at / 1000, 'unixepoch', 'localtime')";

const columns: Record<UsageDimension, string> = {
  account: "account",
  model: "model",
  endpoint: "endpoint",
  client: "client",
  protocol: "protocol",
  outcome: "outcome",
  problem: "problem",
};

type Sums = Omit<UsageTotals, "tokens"> & UsageTotals["tokens"];

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
        `SELECT coalesce(${columns[by]}, '') AS name, ${sums} FROM requests WHERE started_at >= ?
         GROUP BY name ORDER BY requests DESC, name LIMIT 1000`,
      );
      grouped.set(by, statement);
    }
    return statement;
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
      asked: { days: number; by: UsageDimension },
      times: { now: number; startedAt: number },
    ): UsageReport {
      const days = lastDays(times.now, asked.days);
      const from = days[0]?.start ?? times.now;
      const found = new Map(
        (daily.all(from) as unknown as (Sums & { day: string })[]).map((row) => [row.day, totalsOf(row)]),
      );
      return {
        today: totalsSince(days.at(-1)?.start ?? times.now),
        process: totalsSince(times.startedAt),
        lifetime: totalsSince(0),
        daily: days.map(({ day }) => ({ day, ...(found.get(day) ?? emptyTotals()) })),
        groups: (byDimension(asked.by).all(from) as unknown as (Sums & { name: string })[]).map((row) => ({
          name: row.name,
          ...totalsOf(row),
        })),
      };
    },
  };
}

export function emptyTotals(): UsageTotals {
  return {
    requests: 0,
    failed: 0,
    cancelled: 0,
    withoutUsage: 0,
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
    totalMs: 0,
    finished: 0,
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
  const { input, cached, output, reasoning } = sum;
  return {
    requests,
    failed,
    cancelled,
    withoutUsage,
    tokens: { input, cached, output, reasoning },
    totalMs,
    finished,
  };
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
