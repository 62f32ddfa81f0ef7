/** What was used: by day and by account, model, endpoint or client. */
import type { UsageReport, UsageTotals } from "../../../src-shared/contract/usage.ts";
import type { AdminClient } from "../../compose.ts";
import type { Command, Terminal } from "../command.ts";
import { choiceOption, noMore, numberOption } from "../option-values.ts";
import { amount } from "../words.ts";

const dimensions = ["account", "model", "endpoint", "client"] as const;

export const usage: Command = {
  usage: "usage [--days N] [--by account|model|endpoint|client] [--csv]",
  help: "Shows requests and tokens of the last days. Cached tokens are part of the input, reasoning is part of the output; requests for which the backend told no tokens are counted apart.",
  examples: ["switchyard usage --days 7 --by account", "switchyard usage --by model --csv > usage.csv"],
  options: {
    days: { type: "string", help: "days up to today (30)" },
    by: { type: "string", help: `${dimensions.join(", ")} (model)` },
    csv: { type: "boolean", help: "as a table for spreadsheets" },
  },
  async run(context, positionals, options) {
    noMore("usage", positionals);
    const days = numberOption(options, "days", { from: 1, to: 3660, otherwise: 30 });
    const by = choiceOption(options, "by", dimensions) ?? "model";
    const client = await context.connect();
    const report = await client.usage.report({ days, by });
    const groups = await named(client, by, report.groups);
    const { terminal } = context;
    if (context.json) terminal.out(JSON.stringify({ ...report, groups }, null, 2));
    else if (options["csv"] === true) showCsv(terminal, by, groups);
    else show(terminal, by, { ...report, groups });
    return 0;
  },
};

type Group = UsageReport["groups"][number];

// People know their accounts by name.
async function named(client: AdminClient, by: string, groups: Group[]): Promise<Group[]> {
  const names = new Map<string, string>();
  if (by === "account")
    for (const { id, label, email } of await client.accounts.list()) names.set(id, label ?? email ?? id);
  return groups.map((group) => ({ ...group, name: names.get(group.name) ?? (group.name || "none") }));
}

function show(terminal: Terminal, by: string, { today, daily, groups }: UsageReport): void {
  terminal.out(`Today: ${sentence(today)}`);
  terminal.out(`Last ${daily.length} days: ${sentence(total(daily))}`);
  if (groups.length === 0) return;
  const width = Math.max(by.length, ...groups.map(({ name }) => name.length));
  const row = (cells: string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(10))).join(" ");
  terminal.out("");
  terminal.out(
    terminal.paint(
      "dim",
      row([by, "requests", "failed", "input", "cached", "output", "reasoning", "untold"]),
    ),
  );
  for (const { name, requests, failed, tokens, withoutUsage } of groups) {
    const counts = [tokens.input, tokens.cached, tokens.output, tokens.reasoning].map(amount);
    terminal.out(row([name, String(requests), String(failed), ...counts, String(withoutUsage)]));
  }
}

function sentence({ requests, failed, tokens }: UsageTotals): string {
  const share = tokens.input === 0 ? "" : ` (${Math.round((tokens.cached / tokens.input) * 100)} % cached)`;
  const bad = failed === 0 ? "" : `, ${failed} failed`;
  return `${requests} requests${bad}, ${amount(tokens.input)} tokens in${share}, ${amount(tokens.output)} out`;
}

function total(days: UsageTotals[]): UsageTotals {
  const sum = (pick: (day: UsageTotals) => number) => days.reduce((all, day) => all + pick(day), 0);
  return {
    requests: sum((day) => day.requests),
    failed: sum((day) => day.failed),
    cancelled: sum((day) => day.cancelled),
    withoutUsage: sum((day) => day.withoutUsage),
    tokens: {
      input: sum((day) => day.tokens.input),
      cached: sum((day) => day.tokens.cached),
      output: sum((day) => day.tokens.output),
      reasoning: sum((day) => day.tokens.reasoning),
    },
    totalMs: sum((day) => day.totalMs),
    finished: sum((day) => day.finished),
  };
}

function showCsv(terminal: Terminal, by: string, groups: Group[]): void {
  const columns = "requests,failed,cancelled,without_usage,input,cached,output,reasoning,total_ms,finished";
  terminal.out(`${by},${columns}`);
  for (const { name, requests, failed, cancelled, withoutUsage, tokens, totalMs, finished } of groups) {
    const { input, cached, output, reasoning } = tokens;
    const numbers = [requests, failed, cancelled, withoutUsage, input, cached, output, reasoning];
    terminal.out([csvCell(name), ...numbers, totalMs, finished].join(","));
  }
}

/** RFC 4180; a leading sign of a formula is kept from being one by spreadsheets. */
export function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
