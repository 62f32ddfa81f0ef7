/** Keys for one tool each: what they may ask for, until when, and what they use. */
import { createHash, randomBytes } from "node:crypto";
import { namedKeyStart } from "../../../settings/named-key-start.ts";
import { UsageError, type Command, type CommandContext } from "../../parsing/command.ts";
import { noMore, textOption } from "../../parsing/option-values.ts";
import { timeWords } from "../../text/text.ts";

export const keys: Command = {
  usage: "keys ACTION",
  help: "API keys for one tool each: requests carry its name, and may have models, an end and a budget of their own. Beside the gateway's own key, which stays.",
  otherwise: "list",
  subcommands: {
    list: { takes: "", help: "Shows their names; the keys themselves are not kept." },
    add: {
      takes: "NAME",
      help: "Makes one and shows it once.",
      options: ["models", "expires"],
    },
    remove: { takes: "NAME", help: "From now on it is refused." },
  },
  examples: [
    "switchyard keys add cline --models gpt-5.5,gpt-5.5-mini --expires 30d",
    "switchyard budgets set key:cline 2M --per day",
  ],
  options: {
    models: { type: "string", help: "the only models it may ask for, with commas between" },
    expires: { type: "string", help: "after how many days (30d) or hours (12h)" },
  },
  async run(context, positionals, options) {
    const [action = "list", name, ...rest] = positionals;
    noMore(`keys ${action}`, rest);
    if (action === "list") return list(context);
    if (name === undefined || !/^[\w.-]{1,64}$/.test(name))
      throw new UsageError("Name the key after its tool: letters, digits, '.', '_' and '-'.");
    const client = await context.connect();
    const { [name]: there, ...others } = (await client.settings.get()).values.gateway.keys;
    if (action === "remove") {
      if (there === undefined) throw new UsageError(`There is no key '${name}'.`);
      await client.settings.update({ gateway: { keys: others } });
      context.terminal.out(`The key '${name}' is refused from now on.`);
      return 0;
    }
    if (there !== undefined) throw new UsageError(`There is a key '${name}' already: remove it first.`);
    const key = `${namedKeyStart}${randomBytes(24).toString("hex")}`;
    const models =
      textOption(options, "models")
        ?.split(",")
        .map((each) => each.trim())
        .filter(Boolean) ?? null;
    const added = {
      hash: createHash("sha256").update(key).digest("hex"),
      models,
      expiresAt: expiryOf(textOption(options, "expires"), Date.now()),
    };
    await client.settings.update({ gateway: { keys: { ...others, [name]: added } } });
    if (context.json)
      context.terminal.out(JSON.stringify({ name, key, models, expiresAt: added.expiresAt }, null, 2));
    else {
      context.terminal.out(key);
      context.terminal.error("Copy it now: only its hash is kept.");
    }
    return 0;
  },
};

function expiryOf(text: string | null, now: number): number | null {
  if (text === null) return null;
  const found = /^(\d{1,4})([dh])$/.exec(text);
  if (found === null) throw new UsageError(`'${text}' is no time: 30d or 12h.`);
  return now + Number(found[1]) * (found[2] === "d" ? 86_400_000 : 3_600_000);
}

async function list(context: CommandContext): Promise<number> {
  const { terminal, json } = context;
  const { values } = await (await context.connect()).settings.get();
  const all = Object.entries(values.gateway.keys).map(([name, { models, expiresAt }]) => ({
    name,
    models,
    expiresAt,
  }));
  if (json) terminal.out(JSON.stringify({ keys: all }, null, 2));
  else if (all.length === 0) terminal.out("No keys for single tools. `switchyard keys add NAME` makes one.");
  for (const { name, models, expiresAt } of json ? [] : all) {
    const now = Date.now();
    const until =
      expiresAt === null
        ? ""
        : expiresAt <= now
          ? ", expired"
          : `, until ${timeWords(expiresAt, now).replace(/^at /, "")}`;
    terminal.out(`${name}: ${models === null ? "all models" : models.join(", ")}${until}`);
  }
  return 0;
}
