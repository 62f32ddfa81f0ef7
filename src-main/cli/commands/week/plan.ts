/** The last days under every strategy of routing. */
import type { RequestRow } from "../../../../src-shared/contract/requests.ts";
import type { AdminClient } from "../../../compose/compose.ts";
import type { Command } from "../../parsing/command.ts";
import { noMore, numberOption } from "../../parsing/option-values.ts";
import { amount } from "../../text/text.ts";

export const plan: Command = {
  usage: "plan [--days N]",
  help: "Replays your requests of the last days under each routing strategy: what would have expired unused, waited, moved and lost its cache. A calculation from your own numbers; nothing is sent or changed.",
  examples: ["switchyard plan", "switchyard plan --days 7"],
  options: { days: { type: "string", help: "days up to now (30)" } },
  async run(context, positionals, options) {
    noMore("plan", positionals);
    const days = numberOption(options, "days", { from: 1, to: 365, otherwise: 30 });
    const client = await context.connect();
    const { terminal, json } = context;
    const now = Date.now();
    const [accounts, { values }, rows] = await Promise.all([
      client.accounts.list(),
      client.settings.get(),
      rowsSince(client, now - days * 86_400_000),
    ]);
    const { planFor } = await import("../../../use-cases/plan/plan.ts");
    const made = planFor({ rows, accounts, routing: values.routing, now });
    if (json) terminal.out(JSON.stringify(made, null, 2));
    else if ("impossible" in made) terminal.out(made.impossible);
    else {
      terminal.out(`${made.requests} requests of the last ${days} days, by strategy:\n`);
      terminal.out("strategy        expired   waits   moves   cache lost");
      for (const { strategy, expiredPercent, waits, moves, lostCacheTokens } of made.outcomes) {
        const expired = expiredPercent === null ? "–" : `${expiredPercent} %`;
        const cells = [expired.padStart(7), String(waits).padStart(7), String(moves).padStart(7)];
        const mark = strategy === made.present ? "  (now)" : "";
        terminal.out(
          `${strategy.padEnd(15)} ${cells.join(" ")} ${amount(lostCacheTokens).padStart(12)}${mark}`,
        );
      }
      terminal.out("");
      terminal.out(
        made.recommended === made.present
          ? `Keep ${made.present}: ${lower(made.reason)}`
          : `Take ${made.recommended}: ${made.reason}\n  switchyard config set routing.strategy ${made.recommended}`,
      );
    }
    return 0;
  },
};

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** Pages of a thousand; beyond these the newest are enough. */
const mostPages = 200;

async function rowsSince(client: AdminClient, since: number): Promise<RequestRow[]> {
  const all: RequestRow[] = [];
  let before: { startedAt: number; id: string } | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const { rows, next } = await client.requests.page({ since, before, limit: 1000 });
    all.push(...rows);
    if (next === null) break;
    before = next;
  }
  return all;
}
