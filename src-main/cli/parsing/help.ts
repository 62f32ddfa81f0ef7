/** What `switchyard help` says. */
import type { Command } from "./command.ts";

export type CommandTable = Record<string, Command>;

/** Headings, and the commands below them. */
const groups: Record<string, readonly string[]> = {
  Run: ["start", "serve", "console", "service"],
  Accounts: ["login", "logout", "accounts", "status", "guard", "models"],
  "Use it": ["ask", "image", "codex", "claude", "opencode"],
  "Look after it": ["usage", "logs", "config", "update", "doctor", "selftest", "diagnostics", "completion"],
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
    "`switchyard help COMMAND` says the rest. Every command takes --json, --home DIR and --help.",
    "`switchyard` alone is `switchyard start`. Exit codes: 0 done, 1 failed, 2 called wrongly.",
  ].join("\n");
}

export function helpFor(command: Command): string {
  const flags = Object.entries(command.options ?? {}).map(
    ([name, { type, short, multiple, help: words }]) => {
      const dashes = `${short === undefined ? "" : `-${short}, `}--${name}`;
      return [`${dashes}${type === "string" ? " VALUE" : ""}${multiple ? " …" : ""}`, words] as const;
    },
  );
  const width = Math.max(...flags.map(([flag]) => flag.length));
  const options = flags.map(([flag, words]) => `  ${flag.padEnd(width)}  ${words}`);
  return [
    `Usage: switchyard ${command.usage}`,
    "",
    command.help,
    ...(options.length > 0 ? ["", ...options] : []),
    ...(command.examples ? ["", "For example:", ...command.examples.map((each) => `  ${each}`)] : []),
  ].join("\n");
}

function firstSentence(words: string): string {
  return /^.*?[.:](?=\s|$)/.exec(words)?.[0].replace(/:$/, ".") ?? words;
}
