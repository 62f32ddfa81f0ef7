/** For scripts and CI: goes on only when enough is left. */
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import { accountLeft, type AccountLeft } from "../../../src-shared/limits/enough-left.ts";
import type { AdminClient } from "../../compose/compose.ts";
import type { Command } from "../parsing/command.ts";
import { choiceOption, listOption, noMore, numberOption } from "../parsing/option-values.ts";
import { nameWithPlan, timeWords } from "../text/text.ts";
import { findAccount } from "../parsing/find-account.ts";

const windows = { "5h": 300, week: 10_080 };

export const guard: Command = {
  usage: "guard [--min PERCENT] [--window 5h|week] [--account ACCOUNT]",
  help: "Exits with 0 when at least one account has enough of its limits left, else with 1; for scripts and CI. Limits are read anew. What is not known counts as not enough.",
  examples: [
    "switchyard guard --min 20 && codex exec 'run the migration'",
    "switchyard guard --min 50 --window week --account work@example.com",
  ],
  options: {
    min: { type: "string", help: "percent that must be left (10)" },
    window: { type: "string", help: "5h or week; else the tightest counts" },
    account: { type: "string", multiple: true, help: "only this one: id, label or e-mail; may be repeated" },
  },
  async run(context, positionals, options) {
    noMore("guard", positionals);
    const percent = numberOption(options, "min", { from: 0, to: 100, otherwise: 10 });
    const window = choiceOption(options, "window", ["5h", "week"] as const);
    const asked = { percent, minutes: window === null ? null : windows[window] };
    const client = await context.connect();
    const before = await client.accounts.list();
    const named = listOption(options, "account").map((name) => findAccount(before, name).id);
    const wanted = before.filter(({ id }) => named.length === 0 || named.includes(id));
    const accounts = await readAnew(client, wanted);
    const now = Date.now();
    const lines = accounts.map((account) => ({ account, ...accountLeft(account, asked, now) }));
    const enough = lines.some(({ verdict }) => verdict === "enough");
    if (context.json) {
      const shown = lines.map(({ account: { id, label, email }, ...left }) => ({
        id,
        label,
        email,
        ...left,
      }));
      context.terminal.out(JSON.stringify({ enough, min: percent, window, accounts: shown }, null, 2));
    } else {
      if (lines.length === 0) context.terminal.error("No account is signed in. Run `switchyard login`.");
      for (const line of lines)
        context.terminal.out(`${nameWithPlan(line.account)}: ${words(line, percent, now)}`);
    }
    return enough ? 0 : 1;
  },
};

/** What cannot be read stays as it was, with its age. */
async function readAnew(client: AdminClient, accounts: AccountView[]): Promise<AccountView[]> {
  return Promise.all(
    accounts.map(async (account) =>
      account.health === "paused" || account.health === "sign-in-needed" || account.health === "sealed"
        ? account
        : client.accounts.refreshLimits({ id: account.id }).catch(() => account),
    ),
  );
}

function words({ verdict, left, resetsAt }: AccountLeft, percent: number, now: number): string {
  const reset = resetsAt === null ? "" : `, resets ${timeWords(resetsAt, now)}`;
  switch (verdict) {
    case "enough":
      return `${Math.floor(left ?? 0)} % left, enough (${percent} % wanted)`;
    case "too-little":
      return `${Math.floor(left ?? 0)} % left, too little (${percent} % wanted)${reset}`;
    case "out-of-service":
      return "out of service (paused, or to be signed in again)";
    case "unknown":
      return "what is left is not known";
  }
}
