/** What was used: by day and by any dimension; apart from it, what it would have cost. */
import type { CostEstimate, UsageReport, UsageTotals } from "../../../src-shared/contract/usage.ts";
import { usageDimensions } from "../../../src-shared/usage-dimensions.ts";
import { usageCsv } from "../../../src-shared/usage-csv.ts";
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { Command, Terminal } from "../parsing/command.ts";
import { windowName } from "../../../src-shared/limits/window-name.ts";
import { choiceOption, noMore, numberOption } from "../parsing/option-values.ts";
import { amount } from "../text/text.ts";

export const usage: Command = {
  usage: "usage [--days N] [--by DIMENSION] [--cost] [--csv]",
  help: "Shows requests and tokens of the last days. Cached tokens are part of the input, reasoning is part of the output; requests for which the backend told no tokens are counted apart. By account, the attempts on each are shown too, also those after which another account served. Below, what each took of the limits that are under way, estimated from how they moved: ± is the error that holds in 95 of 100 cases, a dash means that nothing can be said yet. --cost adds an estimate from your own prices in prices.json of the data folder; models without a price there are left out of it and counted.",
  examples: [
    "switchyard usage --days 7 --by account",
    "switchyard usage --by client --cost",
    "switchyard usage --by model --csv > usage.csv",
  ],
  options: {
    days: { type: "string", help: "days up to today (30)" },
    by: { type: "string", help: `${usageDimensions.join(", ")} (model)` },
    cost: { type: "boolean", help: "with an estimate of the cost" },
    csv: { type: "boolean", help: "as a table for spreadsheets" },
  },
  async run(context, positionals, options) {
    noMore("usage", positionals);
    const days = numberOption(options, "days", { from: 1, to: 3660, otherwise: 30 });
    const by = choiceOption(options, "by", usageDimensions) ?? "model";
    const cost = options["cost"] === true;
    const client = await context.connect();
    const report = named(await client.usage.report({ days, by }), by, await client.accounts.list());
    const { terminal } = context;
    for (const problem of [report.trouble, cost ? report.prices.problem : null])
      if (problem !== null) terminal.error(`${problem.message} ${problem.advice}`);
    if (context.json) terminal.out(JSON.stringify(report, null, 2));
    else if (options["csv"] === true)
      terminal.write(usageCsv(by, report.groups, cost ? report.prices.currency : null));
    else show(terminal, by, report, cost);
    return 0;
  },
};

// People know their accounts by name.
function named(report: UsageReport, by: string, accounts: AccountView[]) {
  const names = new Map(accounts.map(({ id, label, email }) => [id, label ?? email ?? id]));
  const nameOf = (id: string) => names.get(id) ?? id;
  return {
    ...report,
    groups: report.groups.map((group) => ({
      ...group,
      name: (by === "account" ? nameOf(group.name) : group.name) || "none",
    })),
    receipts: report.receipts.map((receipt) => ({
      ...receipt,
      name: nameOf(receipt.account),
      groups:
        receipt.groups?.map((group) => ({
          ...group,
          name: (by === "account" ? nameOf(group.name) : group.name) || "none",
        })) ?? null,
    })),
    attempts: report.attempts.map((line) => ({ ...line, account: nameOf(line.account) })),
  };
}

type NamedReceipt = ReturnType<typeof named>["receipts"][number];

function show(terminal: Terminal, by: string, report: ReturnType<typeof named>, cost: boolean): void {
  const { today, daily, groups, attempts, prices, receipts } = report;
  const { currency } = prices;
  const money = (estimate: CostEstimate | null) => costWords(estimate, currency);
  terminal.out(`Today: ${sentence(today)}`);
  terminal.out(`Last ${daily.length} days: ${sentence(total(daily))}`);
  if (cost && currency === null) terminal.out(`No cost estimate: put your prices in ${prices.file}`);
  if (cost && currency !== null)
    terminal.out(
      `Estimated cost today: ${money(today.estimate)}; of everything kept: ${money(report.lifetime.estimate)}`,
    );
  if (groups.length === 0) return;
  terminal.out("");
  const heads = ["requests", "failed", "input", "cached", "output", "reasoning", "untold"];
  table(
    terminal,
    [by, ...heads, ...(cost ? ["estimate", "no price"] : [])],
    groups.map(({ name, requests, failed, tokens, withoutUsage, estimate }) => [
      name,
      String(requests),
      String(failed),
      ...[tokens.input, tokens.cached, tokens.output, tokens.reasoning].map(amount),
      String(withoutUsage),
      ...(cost ? [money(estimate), estimate === null ? "–" : String(estimate.unpriced)] : []),
    ]),
  );
  for (const receipt of receipts) showReceipt(terminal, receipt);
  if (by !== "account" || attempts.length === 0) return;
  terminal.out("");
  table(
    terminal,
    ["attempts on", "attempts", "failed", "input", "cached", "output", "reasoning"],
    attempts.map(({ account, attempts: count, failed, tokens }) => [
      account,
      String(count),
      String(failed),
      ...[tokens.input, tokens.cached, tokens.output, tokens.reasoning].map(amount),
    ]),
  );
  if (attempts.some(({ failed }) => failed > 0))
    terminal.out(
      "A failed attempt counts on its account, also where another one then served; above, a request counts once.",
    );
}

/** Who took what of a window that is under way. */
function showReceipt(terminal: Terminal, receipt: NamedReceipt): void {
  terminal.out("");
  const { name, minutes, usedPercent, groups, outside } = receipt;
  terminal.out(`${windowName(minutes)} of ${name}: ${round(usedPercent)} % used`);
  const line = (of: string, share: { percent: number | null; error: number | null } | null) => {
    const { percent = null, error = null } = share ?? {};
    const words = percent === null ? "–" : `${round(percent)} % ± ${round(error ?? 0)}`;
    terminal.out(`  ${words.padStart(14)}  ${of}`);
  };
  for (const group of groups ?? []) line(group.name, group);
  line("not through Switchyard", outside);
}

const round = (percent: number) => (percent < 10 ? percent.toFixed(1) : percent.toFixed(0));

/** Names to the left, numbers to the right. */
function table(terminal: Terminal, head: string[], lines: string[][]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, column === 0 ? 0 : 10, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const row = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(" ");
  terminal.out(terminal.paint("dim", row(head)));
  for (const line of lines) terminal.out(row(line));
}

function costWords(estimate: CostEstimate | null, currency: string | null): string {
  if (estimate === null || estimate.amount === null || currency === null) return "–";
  return `~${estimate.amount.toFixed(estimate.amount < 1 ? 4 : 2)} ${currency}`;
}

function sentence({ requests, failed, tokens }: Sentence): string {
  const share = tokens.input === 0 ? "" : ` (${Math.round((tokens.cached / tokens.input) * 100)} % cached)`;
  const bad = failed === 0 ? "" : `, ${failed} failed`;
  return `${requests} requests${bad}, ${amount(tokens.input)} tokens in${share}, ${amount(tokens.output)} out`;
}

interface Sentence {
  requests: number;
  failed: number;
  tokens: Pick<UsageTotals["tokens"], "input" | "cached" | "output">;
}

function total(days: UsageTotals[]): Sentence {
  const sum = (pick: (day: UsageTotals) => number) => days.reduce((all, day) => all + pick(day), 0);
  return {
    requests: sum((day) => day.requests),
    failed: sum((day) => day.failed),
    tokens: {
      input: sum((day) => day.tokens.input),
      cached: sum((day) => day.tokens.cached),
      output: sum((day) => day.tokens.output),
    },
  };
}
