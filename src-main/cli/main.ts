#!/usr/bin/env node
/** The command line: finds the command, reads its options, words its failures, sets the exit code. */
import { parseArgs } from "node:util";
import { ORPCError } from "@orpc/client";
import { AppError, problemOf } from "../platform/app-error.ts";
import { dataFolder } from "../settings/data-folder.ts";
import { UsageError, type Command, type CommandContext } from "./command.ts";
import { accounts } from "./commands/accounts.ts";
import { codex } from "./commands/codex.ts";
import { login, logout } from "./commands/login.ts";
import { models } from "./commands/models.ts";
import { serve, version } from "./commands/serve.ts";
import { start } from "./commands/start.ts";
import { status } from "./commands/status.ts";
import { connect, type Connection } from "./connect.ts";
import { processTerminal } from "./terminal.ts";

const commands: Record<string, Command> = { start, serve, login, logout, accounts, status, models, codex };

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const terminal = processTerminal();
  const at = commandIndex(argv);
  const named = at !== -1;
  const name = argv[at] ?? "start";
  const args = argv.filter((_, index) => index !== at);
  if (name === "help" || (!named && args.some((word) => word === "--help" || word === "-h"))) {
    const about = name === "help" ? commands[args[0] ?? ""] : undefined;
    terminal.out(about ? helpFor(about) : help());
    return 0;
  }
  if (!named && args.includes("--version")) {
    terminal.out(version);
    return 0;
  }
  const command = commands[name];
  if (!command) {
    terminal.error(`There is no command "${name}". \`switchyard help\` lists them.`);
    return 2;
  }
  let connection: Connection | null = null;
  try {
    const { values, positionals } = readOptions(command, args);
    if (values["help"] === true) {
      terminal.out(helpFor(command));
      return 0;
    }
    const env =
      typeof values["home"] === "string" ? { ...process.env, SWITCHYARD_HOME: values["home"] } : process.env;
    const folder = dataFolder(env);
    const context: CommandContext = {
      terminal,
      env,
      dataFolder: folder,
      json: values["json"] === true,
      async connect() {
        connection = await connect({
          version,
          dataFolder: folder,
          env: { ...env, SWITCHYARD_CONSOLE_PORT: "0" },
          oneCommand: true,
        });
        return connection.client;
      },
    };
    return await command.run(context, positionals, values);
  } catch (error) {
    terminal.error(words(error));
    return error instanceof UsageError ? 2 : 1;
  } finally {
    await (connection as Connection | null)?.close();
  }
}

// `--home DIR` and the like may stand before the command.
function commandIndex(argv: string[]): number {
  return argv.findIndex((word, index) => !word.startsWith("-") && argv[index - 1] !== "--home");
}

function readOptions(command: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        json: { type: "boolean" },
        home: { type: "string" },
        ...command.options,
      },
    });
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : "Wrong options."}\nUsage: switchyard ${command.usage}`,
    );
  }
}

function words(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof ORPCError) {
    const problem = error.data as { message?: string; advice?: string } | undefined;
    return `${problem?.message ?? error.message} ${problem?.advice ?? ""}`.trim();
  }
  if (error instanceof AppError) return `${error.message} ${error.advice}`.trim();
  if (error instanceof Error && "code" in error && error.code === "ENOENT" && "path" in error) {
    return `There is no file ${String(error.path)}.`;
  }
  if (error instanceof Error && "code" in error && "path" in error && typeof error.code === "string") {
    return `${String(error.path)} cannot be used (${error.code}). Look at its rights, or choose another folder with --home.`;
  }
  const { message, advice } = problemOf(error);
  return `${message} ${advice}`;
}

function help(): string {
  const lines = Object.values(commands).map(
    (command) => `  switchyard ${command.usage}\n      ${command.help}`,
  );
  return [
    "Switchyard: your ChatGPT accounts as one local API.",
    "",
    ...lines,
    "",
    "Every command takes --json, --home DIR and --help.",
  ].join("\n");
}

function helpFor(command: Command): string {
  const options = Object.entries(command.options ?? {}).map(
    ([name, { type, help }]) => `  --${name}${type === "string" ? " VALUE" : ""}  ${help}`,
  );
  return [
    `Usage: switchyard ${command.usage}`,
    "",
    command.help,
    ...(options.length > 0 ? ["", ...options] : []),
  ].join("\n");
}
