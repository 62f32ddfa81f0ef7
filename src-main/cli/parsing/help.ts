/** What `switchyard help` says. */
import type { Command } from "./command.ts";

export type CommandTable = Record<string, Command>;

/** Headings, and the commands below them. */
const groups: Record<string, readonly string[]> = {
  Run: ["start", "serve", "console", "service"],
  Accounts: ["login", "logout", "accounts", "status", "guard", "statusline"],
  "Models and what else serves them": ["models", "providers"],
  "Use it": ["ask", "image", "codex", "claude", "opencode", "later", "mcp"],
  "Look after it": [
    "usage",
    "plan",
    "budgets",
    "keys",
    "logs",
    "config",
    "update",
    "doctor",
    "selftest",
    "diagnostics",
    "completion",
  ],
};

export function help(commands: CommandTable): string {
  const sections = Object.entries(groups).flatMap(([heading, names]) => [
    "",
    `${heading}:`,
    ...names.map((name) => `  switchyard ${name.padEnd(12)} ${firstSentence(commands[name]?.help ?? "")}`),
  ]);
  return [
    "Switchyard: your ChatGPT accounts as one local API.",
    ...sections,
    "",
    "`switchyard help COMMAND` says the rest. Every command takes --json, --home DIR, --env-file FILE and --help.",
    "`switchyard` alone is `switchyard start`. Exit codes: 0 done, 1 failed, 2 called wrongly.",
  ].join("\n");
}

export function helpFor(command: Command): string {
  const actions = Object.entries(command.subcommands ?? {});
  if (actions.length === 0) return page(command.usage, command.help, optionLines(command), command.examples);
  const rows = actions.map(([name, { takes, help: words }]) => [`${name} ${takes}`.trim(), words] as const);
  const [name = ""] = command.usage.split(" ");
  const more = ["", `\`switchyard help ${name} ACTION\` has the options of one.`];
  return page(command.usage, command.help, [...columns(rows), ...more], command.examples);
}

/** Of one action; `name`: the command's. */
export function helpForAction(name: string, command: Command, action: string): string {
  const { takes, help: words, options = [] } = command.subcommands?.[action] ?? { takes: "", help: "" };
  const usage = [name, action, ...(options.length > 0 ? ["[OPTIONS]"] : []), takes].join(" ").trimEnd();
  const call = `switchyard ${name} ${action}`;
  const examples = command.examples?.filter((each) => `${each} `.includes(`${call} `));
  return page(usage, words, optionLines(command, options), examples);
}

/** The command with all of its actions, as documentation. */
export function helpPages(name: string, command: Command): string[] {
  const actions = Object.keys(command.subcommands ?? {});
  return [helpFor(command), ...actions.map((action) => helpForAction(name, command, action))];
}

function page(usage: string, words: string, lines: string[], examples: readonly string[] = []): string {
  return [
    `Usage: switchyard ${usage}`,
    "",
    words,
    ...(lines.length > 0 ? ["", ...lines] : []),
    ...(examples.length > 0 ? ["", "For example:", ...examples.map((each) => `  ${each}`)] : []),
  ].join("\n");
}

function optionLines({ options = {} }: Command, names: readonly string[] = Object.keys(options)): string[] {
  const rows = names.flatMap((name) => {
    const option = options[name];
    if (option === undefined) return [];
    const { type, short, multiple, help: words } = option;
    const dashes = `${short === undefined ? "" : `-${short}, `}--${name}`;
    return [[`${dashes}${type === "string" ? " VALUE" : ""}${multiple ? " …" : ""}`, words] as const];
  });
  return columns(rows);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, words]) => `  ${left.padEnd(width)}  ${words}`);
}

function firstSentence(words: string): string {
  return /^.*?[.:](?=\s|$)/.exec(words)?.[0].replace(/:$/, ".") ?? words;
}
