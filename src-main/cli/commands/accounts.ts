import path from "node:path";
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { AdminClient } from "../../compose/compose.ts";
import { UsageError, type Command, type CommandContext } from "../parsing/command.ts";
import { exportAccounts } from "../gateway/export-accounts.ts";
import { findAccount } from "../parsing/find-account.ts";
import { importFiles } from "../gateway/import-files.ts";
import { setReserve } from "../gateway/set-reserve.ts";
import { useReset } from "../gateway/use-reset.ts";
import { nameWithPlan, healthWords } from "../text/text.ts";

export const accounts: Command = {
  usage: "accounts ACTION",
  help: "Lists and manages accounts, each named by its id, label or e-mail.",
  otherwise: "list",
  subcommands: {
    list: { takes: "", help: "Shows all accounts." },
    use: { takes: "ACCOUNT", help: "Requests go to this account from now on." },
    enable: { takes: "ACCOUNT", help: "Uses a paused account again." },
    disable: { takes: "ACCOUNT", help: "Pauses an account: no request goes to it." },
    label: { takes: "ACCOUNT [NAME]", help: "Your own name for it; none removes the label." },
    remove: { takes: "ACCOUNT", help: "Signs out: revokes the login and deletes it here." },
    proxy: {
      takes: "ACCOUNT URL|none|default",
      help: "The proxy of this account alone; - reads it from a pipe.",
    },
    reserve: {
      takes: "ACCOUNT PERCENT",
      help: "What routing leaves untouched on it while another account has room; 0 leaves nothing.",
    },
    link: { takes: "[FOLDER]", help: "Follows the login of this computer's Codex where it lies." },
    import: {
      takes: "FILE…",
      help: "Takes credentials over: the program they came from has to sign in again.",
      options: ["dry-run", "yes"],
    },
    export: {
      takes: "[ACCOUNT…]",
      help: "Writes logins to a file: whoever holds it holds them.",
      options: ["all", "output", "force"],
    },
    "use-reset": {
      takes: "ACCOUNT",
      help: "Spends one of the account's reset credits at OpenAI.",
      options: ["yes"],
    },
  },
  examples: [
    "switchyard accounts use work@example.com",
    "switchyard accounts proxy work@example.com socks5://127.0.0.1:1080",
    "switchyard accounts import ~/.codex/auth.json",
    "switchyard accounts export --all -o accounts.json",
  ],
  options: {
    "dry-run": { type: "boolean", help: "show what would happen, change nothing" },
    yes: { type: "boolean", help: "do not ask" },
    all: { type: "boolean", help: "every account" },
    output: { type: "string", short: "o", help: "the file; - for standard output" },
    force: { type: "boolean", help: "replace the file if there is one" },
  },
  async run(context, positionals, options) {
    const [action = "list", ...rest] = positionals;
    if (action === "import" && rest.length === 0)
      throw new UsageError("accounts import wants a file, for example ~/.codex/auth.json.");
    if (action === "export" && (rest.length === 0) !== (options["all"] === true))
      throw new UsageError("accounts export wants accounts, or --all.");
    if (!["list", "link", "export"].includes(action) && rest[0] === undefined)
      throw new UsageError("Which account? Give its id, label or e-mail.");
    const client = await context.connect();
    if (action === "list") return list(context, await client.accounts.list());
    if (action === "import") return importFiles(context, client, rest, options);
    if (action === "export") return exportAccounts(context, client, rest, options);
    if (action === "link") return link(context, client, rest[0]);
    const account = findAccount(await client.accounts.list(), rest[0] ?? "");
    const { id } = account;
    const name = nameWithPlan(account);
    switch (action) {
      case "use":
        await client.accounts.use({ id });
        context.terminal.out(`Requests now go to ${name}.`);
        return 0;
      case "enable":
      case "disable":
        await client.accounts.setPaused({ id, paused: action === "disable" });
        context.terminal.out(action === "disable" ? `${name} is paused.` : `${name} is used again.`);
        return 0;
      case "label":
        await client.accounts.setLabel({ id, label: rest.slice(1).join(" ") || null });
        context.terminal.out(`${name} has its new label.`);
        return 0;
      case "proxy":
        context.terminal.out(await setProxy(context, client, account, rest[1]));
        return 0;
      case "reserve":
        context.terminal.out(await setReserve(client, id, name, rest[1]));
        return 0;
      case "use-reset":
        return useReset(context, client, account, options["yes"] === true);
      default:
        await client.accounts.remove({ id });
        context.terminal.out(
          account.kind === "linked"
            ? `${name} is not followed any more; Codex stays signed in.`
            : `Signed out and removed ${name}.`,
        );
        return 0;
    }
  },
};

/** A password had better come through a pipe, "-", than stand in the shell's history. */
async function setProxy(
  { terminal }: CommandContext,
  client: AdminClient,
  account: AccountView,
  given: string | undefined,
): Promise<string> {
  if (given === undefined)
    throw new UsageError("accounts proxy wants an address, none, default, or - to read it from a pipe.");
  const text = given === "-" ? (await terminal.read()).trim() : given;
  const all = await client.accounts.setProxy({ id: account.id, proxy: text === "default" ? null : text });
  const proxy = all.find(({ id }) => id === account.id)?.proxy ?? null;
  const name = nameWithPlan(account);
  if (proxy === null) return `${name} goes the way of the settings.`;
  return proxy === "none" ? `${name} uses no proxy.` : `${name} goes through ${proxy}.`;
}

function list({ terminal, json }: CommandContext, all: AccountView[]): number {
  if (json) terminal.out(JSON.stringify(all, null, 2));
  else if (all.length === 0) terminal.out("No account is signed in. Run `switchyard login`.");
  else {
    for (const account of all) {
      terminal.out(
        `${account.active ? "●" : "○"} ${account.id}  ${nameWithPlan(account)}: ${healthWords(account, Date.now())}`,
      );
    }
  }
  return 0;
}

async function link(
  { terminal, json, env }: CommandContext,
  client: AdminClient,
  folder: string | undefined,
): Promise<number> {
  // Another process may answer, with an environment and a working folder of its own.
  const named = folder ?? env["CODEX_HOME"];
  const account = await client.accounts.link(named ? { codexHome: path.resolve(named) } : {});
  terminal.out(
    json
      ? JSON.stringify(account, null, 2)
      : `Follows Codex's login of ${nameWithPlan(account)} from now on.`,
  );
  return 0;
}
