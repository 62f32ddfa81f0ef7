/** What projects, tools, keys and agents may use a day or a week. */
import { budgetScope } from "../../../../src-shared/budget-scope.ts";
import type { BudgetView } from "../../../../src-shared/contract/gateway.ts";
import { UsageError, type Command, type CommandContext } from "../../parsing/command.ts";
import { choiceOption, noMore } from "../../parsing/option-values.ts";
import { amount, timeWords } from "../../text/text.ts";

export const budgets: Command = {
  usage: "budgets ACTION",
  help: "What a project, a tool, a key, an agent or everything together may use a day or a week; at its edge requests are refused, or wait.",
  otherwise: "list",
  subcommands: {
    list: { takes: "", help: "Shows all of them and what is used." },
    set: {
      takes: "SCOPE AMOUNT",
      help: "SCOPE is all, project:NAME, tool:NAME, key:NAME or agent:NAME, named as `switchyard usage --by project`, `--by client` and `--by agent` show them. AMOUNT is tokens (200000, 3M) or requests (500req). Tokens from the cache are not counted.",
      options: ["per", "then"],
    },
    remove: { takes: "SCOPE", help: "Removes it." },
  },
  examples: [
    "switchyard budgets set tool:Cline 2M --per day",
    "switchyard budgets set all 500req --per week --then queue",
  ],
  options: {
    per: { type: "string", help: "day or week (day)" },
    ...textOptionOf("then", "refuse, or queue: wait for the next day or week (refuse)"),
  },
  async run(context, positionals, options) {
    const [action = "list", scope, asked, ...rest] = positionals;
    noMore(`budgets ${action}`, rest);
    if (action === "list") return list(context);
    if (scope === undefined)
      throw new UsageError("Whose budget? all, project:NAME, tool:NAME, key:NAME or agent:NAME.");
    if (!budgetScope.test(scope))
      throw new UsageError(`'${scope}' is no scope: all, project:NAME, tool:NAME, key:NAME or agent:NAME.`);
    const client = await context.connect();
    const before = (await client.settings.get()).values.routing.budgets;
    const others = Object.entries(before).filter(([each]) => each.toLowerCase() !== scope.toLowerCase());
    if (action === "remove") {
      if (others.length === Object.keys(before).length)
        throw new UsageError(`${scope} has no budget. \`switchyard budgets list\` shows them.`);
      await client.settings.update({ routing: { budgets: Object.fromEntries(others) } });
      context.terminal.out(`${scope} has no budget any more.`);
      return 0;
    }
    const budget = {
      ...amountOf(asked ?? ""),
      per: choiceOption(options, "per", ["day", "week"] as const) ?? "day",
      over: choiceOption(options, "then", ["refuse", "queue"] as const) ?? "refuse",
    };
    await client.settings.update({ routing: { budgets: Object.fromEntries([...others, [scope, budget]]) } });
    return list(context);
  },
};

// Written out, the linter would take the options for a promise.
function textOptionOf(name: string, help: string): Record<string, { type: "string"; help: string }> {
  return { [name]: { type: "string", help } };
}

/** Throws UsageError. */
export function amountOf(text: string): { tokens: number | null; requests: number | null } {
  const found = /^(\d+(?:\.\d+)?)\s*([kM]?)\s*(req|requests|tokens)?$/i.exec(text.trim());
  const scale = { "": 1, k: 1000, m: 1_000_000 }[(found?.[2] ?? "").toLowerCase()] ?? 1;
  const count = Math.round(Number(found?.[1]) * scale);
  if (found === null || !Number.isSafeInteger(count) || count < 1)
    throw new UsageError(
      `'${text}' is no amount: tokens as 200000 or 3M, or requests as 500req.${text.endsWith("%") ? " Shares of a window are not counted." : ""}`,
    );
  const requests = /^req/i.test(found[3] ?? "");
  return { tokens: requests ? null : count, requests: requests ? count : null };
}

async function list(context: CommandContext): Promise<number> {
  const { terminal, json } = context;
  const all = await (await context.connect()).gateway.budgets();
  if (json) terminal.out(JSON.stringify({ budgets: all }, null, 2));
  else if (all.length === 0)
    terminal.out("No budgets. `switchyard budgets set tool:NAME 2M --per day` sets one.");
  else for (const budget of all) terminal.out(line(budget, Date.now()));
  return 0;
}

function line({ scope, tokens, requests, per, over, used, resetsAt }: BudgetView, now: number): string {
  const [spent, limit, unit] =
    tokens === null ? [used.requests, requests ?? 0, "requests"] : [used.tokens, tokens, "tokens"];
  const percent = Math.round((spent / limit) * 100);
  const begins = timeWords(resetsAt, now).replace(/^at /, "");
  return `${scope}: ${amount(spent)} of ${amount(limit)} ${unit} a ${per} (${percent} %), anew ${begins}, then ${over}`;
}
