/** The request log: a line a request, newest last. */
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { RequestRow } from "../../../src-shared/contract/requests.ts";
import { AppError } from "../../platform/app-error.ts";
import type { Command, CommandContext } from "../command.ts";
import { connectToRunning } from "../connect.ts";
import { noMore, numberOption } from "../option-values.ts";
import { amount } from "../words.ts";

export const logs: Command = {
  usage: "logs [--follow] [-n N]",
  help: "Shows the requests since Switchyard was started: time, client, model, account, outcome, seconds, tokens. Never any content.",
  examples: ["switchyard logs --follow", "switchyard logs -n 5 --json"],
  options: {
    follow: { type: "boolean", short: "f", help: "go on with what comes until Ctrl-C" },
    lines: { type: "string", short: "n", help: "how many (20)" },
  },
  async run(context, positionals, options) {
    noMore("logs", positionals);
    const limit = numberOption(options, "lines", { from: 0, to: 1000, otherwise: 20 });
    const client = await connectToRunning(context.dataFolder);
    if (!client) {
      throw new AppError(
        "bad_request",
        "Switchyard is not running: there are no requests.",
        "`switchyard usage` shows the sums of earlier ones.",
      );
    }
    let accounts = await client.accounts.list();
    if (options["follow"] !== true) {
      const rows = limit === 0 ? [] : await client.requests.recent({ limit });
      for (const row of rows.toReversed()) print(context, row, accounts);
      return 0;
    }
    const signal = context.interrupted();
    const printed = new Set<string>();
    try {
      for await (const event of await client.live.feed(undefined, { signal })) {
        const first = event.type === "snapshot";
        accounts = (first ? event.state.accounts : event.change.accounts) ?? accounts;
        const rows = first ? event.state.requests.slice(0, limit).toReversed() : event.requestRows;
        for (const row of rows) {
          // A request is told when it begins and when it ends: one line, at its end.
          if (row.outcome === "running" || printed.has(row.id)) continue;
          printed.add(row.id);
          print(context, row, accounts);
        }
      }
    } catch {
      // However the connection ended, nothing more comes.
    }
    if (signal.aborted) return 0;
    throw new AppError("network", "Switchyard has ended.");
  },
};

function print({ terminal, json }: CommandContext, row: RequestRow, accounts: AccountView[]): void {
  if (json) {
    terminal.out(JSON.stringify(row));
    return;
  }
  const account = accounts.find(({ id }) => id === row.accountId);
  const { name, version } = row.client;
  const outcome = row.outcome === "failed" ? (row.problem?.code ?? "failed") : row.outcome;
  const colour = row.outcome === "ok" ? "green" : row.outcome === "failed" ? "red" : "yellow";
  const seconds = row.timing.total === null ? "–" : `${(row.timing.total / 1000).toFixed(1)} s`;
  terminal.out(
    [
      new Date(row.startedAt).toLocaleTimeString("en-GB"),
      (version === null ? name : `${name} ${version}`).padEnd(24),
      (row.model ?? row.endpoint).padEnd(16),
      (account?.label ?? account?.email ?? row.accountId ?? "–").padEnd(24),
      terminal.paint(colour, outcome.padEnd(9)),
      seconds.padStart(8),
      (row.tokens === null ? "–" : `${amount(row.tokens.input + row.tokens.output)} tokens`).padStart(14),
    ].join("  "),
  );
}
