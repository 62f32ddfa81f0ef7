/** What was used: busy weekdays, quiet weekends, and today what the overview tells too. */
import type {
  LiveState,
  UsageDimension,
  UsageReport,
  UsageTotals,
} from "../../../src-shared/contract/index.ts";
import { now } from "./page-clock.ts";

const groupNames: Record<UsageDimension, string[]> = {
  provider: ["codex"],
  account: ["work", "private", "studio", "0a1b2c3d-gone"],
  model: ["gpt-5.5", "gpt-5.4-mini", "gpt-5.4", ""],
  endpoint: ["/codex/v1/responses", "/v1/messages", "/v1/chat/completions", "/v1/responses"],
  client: ["codex_cli", "claude-code", "opencode", '=HYPERLINK("https://example.com","a, b")'],
  protocol: ["codex", "anthropic", "openai"],
  outcome: ["ok", "cancelled", "failed"],
  problem: ["", "usage_limit_reached"],
  asked: ["gpt-5.5", "claude-opus-5-5", ""],
  served: ["gpt-5.5", ""],
  version: ["codex_cli 0.169.0", "claude-code 2.1.0"],
  project: ["shop", "blog", ""],
  conversation: ["Qm9kxxxxxxx0", "Qm9kxxxxxxx1"],
  agent: ["", "review"],
  status: ["200", "429"],
  route: ["", "call"],
};

function totals(requests: number, edit: Partial<UsageTotals> = {}): UsageTotals {
  const input = requests * 21_300;
  const output = requests * 910;
  return {
    requests,
    failed: Math.floor(requests / 60),
    cancelled: Math.floor(requests / 90),
    withoutUsage: Math.floor(requests / 120),
    tokens: { input, cached: Math.round(input * 0.82), output, reasoning: Math.round(output * 0.36) },
    totalMs: requests * 9400,
    finished: requests,
    estimate: null,
    ...edit,
  };
}

function requestsOn(date: Date, index: number): number {
  const weekend = date.getDay() === 0 || date.getDay() === 6;
  return weekend ? (index * 7) % 12 : 140 + ((index * 97) % 310);
}

function dayName(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const attempts = [
  {
    account: "work",
    attempts: 220,
    failed: 9,
    tokens: { input: 1_500_000, cached: 1_200_000, output: 40_000, reasoning: 20_000 },
  },
  {
    account: "0a1b2c3d-gone",
    attempts: 3,
    failed: 3,
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
  },
];

/** Nothing at all where the state tells of no request. */
export function usageReport(
  { days, by }: { days: number; by: UsageDimension },
  { today, requests, app }: LiveState,
  currency: string | null = null,
): UsageReport {
  const rest = {
    attempts: by === "account" ? attempts : [],
    prices: {
      file: `${app.dataFolder}/prices.json`,
      currency,
      models: currency === null ? 0 : 2,
      problem: null,
    },
    trouble: null,
  };
  const priced = <T extends UsageTotals>(of: T): T =>
    currency === null
      ? of
      : { ...of, estimate: { amount: of.requests === 0 ? null : of.requests * 0.031, unpriced: of.failed } };
  if (requests.length === 0) {
    const none = totals(0);
    return { today: none, process: none, lifetime: none, daily: [], groups: [], ...rest };
  }
  const last = new Date(now);
  const todayTotals = totals(today.requests, {
    failed: today.failed,
    withoutUsage: today.withoutUsage,
    tokens: today.tokens,
  });
  const daily = Array.from({ length: days }, (_, index) => {
    const back = days - 1 - index;
    const date = new Date(last.getFullYear(), last.getMonth(), last.getDate() - back);
    return { day: dayName(date), ...(back === 0 ? todayTotals : totals(requestsOn(date, back))) };
  });
  const all = daily.reduce((sum, day) => sum + day.requests, 0);
  const names = groupNames[by];
  return {
    ...rest,
    today: priced(todayTotals),
    process: priced(totals(1_204)),
    lifetime: priced(totals(38_911)),
    daily: daily.map(priced),
    groups: names.map((name, index) => ({
      name,
      ...priced(totals(Math.round((all * (names.length - index) ** 2) / 31))),
    })),
  };
}
