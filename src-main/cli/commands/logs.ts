/** The request log: a line a request, newest last. */
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { RequestFilter, RequestRow } from "../../../src-shared/contract/requests.ts";
import { fitsFilter } from "../../../src-shared/fits-filter.ts";
import { requestsCsv } from "../../../src-shared/requests-csv.ts";
import type { AdminClient } from "../../compose/compose.ts";
import { AppError } from "../../platform/app-error.ts";
import { UsageError, type Command, type CommandContext } from "../parsing/command.ts";
import { connectToRunning } from "../gateway/connect.ts";
import { momentOption, noMore, numberOption, textOption } from "../parsing/option-values.ts";
import { nameOfAccount, requestLine } from "../text/request-line.ts";
import { findAccount } from "../parsing/find-account.ts";

const mostAtOnce = 1000;

export const logs: Command = {
  usage:
    "logs [--follow] [-n N] [--account A] [--model M] [--client C] [--project P] [--status N] [--failed] [--since WHEN] [--csv]",
  help: "Shows the last requests out of usage.db, also when nothing runs: time, client, model, account, outcome, seconds, tokens. Never any content. With --follow it goes on with what the running Switchyard serves.",
  examples: [
    "switchyard logs --follow",
    "switchyard logs --failed --since 2d",
    "switchyard logs -n 5 --json",
    "switchyard logs -n 10000 --since 2026-11-01 --csv > requests.csv",
  ],
  options: {
    follow: { type: "boolean", short: "f", help: "go on with what comes until Ctrl-C" },
    lines: { type: "string", short: "n", help: "how many (20)" },
    account: { type: "string", help: "only of this account: id, label or e-mail" },
    model: { type: "string", help: "only with this in the model's name" },
    client: { type: "string", help: "only with this in the client's name" },
    project: { type: "string", help: "only with this in the project's name" },
    conversation: { type: "string", help: "only of this conversation: the id that --json shows" },
    agent: { type: "string", help: "only of this agent, or started by it" },
    status: { type: "string", help: "only with this HTTP status" },
    failed: { type: "boolean", help: "only what failed" },
    since: { type: "string", help: "only from then on: 30m, 12h, 7d, or a date such as 2026-11-20" },
    csv: { type: "boolean", help: "as a table for spreadsheets" },
  },
  async run(context, positionals, options) {
    noMore("logs", positionals);
    const limit = numberOption(options, "lines", { from: 0, to: 100_000, otherwise: 20 });
    const status = numberOption(options, "status", { from: 100, to: 599, otherwise: 0 });
    const since = momentOption(options, "since", Date.now());
    const follow = options["follow"] === true;
    const csv = options["csv"] === true;
    if (follow && csv) throw new UsageError("--csv is a whole table: it does not go with --follow.");
    const client = follow ? await running(context) : await context.connect();
    const accounts = await client.accounts.list();
    const account = textOption(options, "account");
    const filter = {
      ...(account === null ? {} : { account: findAccount(accounts, account).id }),
      ...optional("model", textOption(options, "model")),
      ...optional("client", textOption(options, "client")),
      ...optional("project", textOption(options, "project")),
      ...optional("conversation", textOption(options, "conversation")),
      ...optional("agent", textOption(options, "agent")),
      ...(status === 0 ? {} : { status }),
      ...(options["failed"] === true ? { outcome: "failed" as const } : {}),
      ...(since === null ? {} : { since }),
    };
    if (follow) return goOn(context, client, accounts, filter, limit);
    const rows = (await newest(client, filter, limit)).toReversed();
    if (csv) context.terminal.write(requestsCsv(rows, (id) => nameOfAccount(accounts, id)));
    else for (const row of rows) print(context, row, accounts);
    return 0;
  },
};

function optional<K extends string>(name: K, value: string | null): { [key in K]?: string } {
  return value === null ? {} : ({ [name]: value } as { [key in K]: string });
}

async function running({ dataFolder }: CommandContext): Promise<AdminClient> {
  const client = await connectToRunning(dataFolder);
  if (client) return client;
  throw new AppError(
    "bad_request",
    "Switchyard is not running: there is nothing to follow.",
    "Without --follow earlier requests are shown.",
  );
}

async function newest(client: AdminClient, filter: RequestFilter, count: number): Promise<RequestRow[]> {
  const rows: RequestRow[] = [];
  while (rows.length < count) {
    const last = rows.at(-1);
    const page = await client.requests.page({
      ...filter,
      before: last === undefined ? null : { startedAt: last.startedAt, id: last.id },
      limit: Math.min(mostAtOnce, count - rows.length),
    });
    rows.push(...page.rows);
    if (page.next === null) break;
  }
  return rows;
}

async function goOn(
  context: CommandContext,
  client: AdminClient,
  known: AccountView[],
  filter: RequestFilter,
  limit: number,
): Promise<number> {
  const signal = context.interrupted();
  const printed = new Set<string>();
  let accounts = known;
  const show = (row: RequestRow) => {
    // A request is told when it begins and when it ends: one line, at its end.
    if (row.outcome === "running" || printed.has(row.id)) return;
    printed.add(row.id);
    if (fitsFilter(row, filter)) print(context, row, accounts);
  };
  try {
    for await (const event of await client.live.feed(undefined, { signal })) {
      const first = event.type === "snapshot";
      accounts = (first ? event.state.accounts : event.change.accounts) ?? accounts;
      if (first) for (const row of (await newest(client, filter, limit)).toReversed()) show(row);
      // What was there before is either shown or was not asked for.
      if (first) for (const row of event.state.requests) if (row.outcome !== "running") printed.add(row.id);
      if (!first) for (const row of event.requestRows) show(row);
    }
  } catch {
    // However the connection ended, nothing more comes.
  }
  if (signal.aborted) return 0;
  throw new AppError("network", "Switchyard has ended.");
}

function print({ terminal, json }: CommandContext, row: RequestRow, accounts: AccountView[]): void {
  terminal.out(
    json ? JSON.stringify(row) : requestLine(row, nameOfAccount(accounts, row.accountId), terminal),
  );
}
