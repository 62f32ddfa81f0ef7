/** The command line: finds the command, reads its options, words its failures, sets the exit code. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { AppError } from "../platform/app-error.ts";
import { onUncaught } from "../platform/crash-handler.ts";
import { dataFolder, filesIn } from "../settings/data-folder.ts";
import { commands } from "./parsing/command-table.ts";
import { UsageError } from "./parsing/command.ts";
import { createContext } from "./gateway/context.ts";
import { errorWords } from "./text/error-text.ts";
import { help, helpFor, helpForAction } from "./parsing/help.ts";
import { ourWords } from "./parsing/other-words.ts";
import { commandIndex, readOptions } from "./parsing/read-options.ts";
import { processTerminal } from "./text/terminal.ts";
import { version } from "./version.ts";

/** @param argv the words behind the program's name. Resolves with the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommandLine(argv: string[]): Promise<number> {
  const terminal = processTerminal();
  const at = commandIndex(argv);
  const named = at !== -1;
  const said = argv[at] ?? "start";
  const { name, args } = ourWords(
    said,
    argv.filter((_, index) => index !== at),
  );
  if (name === "help" || (!named && args.some((word) => word === "--help" || word === "-h"))) {
    terminal.out(name === "help" ? helpAbout(args) : help(commands));
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
  let close = async () => {};
  try {
    const { values, positionals, action } = readOptions(name, command, args);
    if (values["help"] === true) {
      terminal.out(positionals.length > 0 && action !== null ? helpAbout([name, action]) : helpFor(command));
      return 0;
    }
    const env = await environment(values);
    onUncaught(filesIn(dataFolder(env)).log, () => process.exit(1));
    const opened = createContext({
      terminal,
      env,
      dataFolder: dataFolder(env),
      json: values["json"] === true,
    });
    close = () => opened.close();
    return await command.run(opened.context, positionals, values);
  } catch (error) {
    terminal.error(errorWords(error));
    if (!(error instanceof UsageError)) return 1;
    terminal.error(`\`switchyard help ${name}\` shows how it is called.`);
    return 2;
  } finally {
    await close();
  }
}

/** `words`: a command, maybe an action of it. */
function helpAbout(words: readonly string[]): string {
  const [name = "", action = ""] = words.filter((word) => !word.startsWith("-"));
  const command = commands[name];
  if (command === undefined) return help(commands);
  return command.subcommands?.[action] ? helpForAction(name, command, action) : helpFor(command);
}

// A file of variables is read only when it is named, and never beats what is set already. Some versions of Node look
// for this flag among a program's arguments too and refuse a missing file before we run, with their own words.
async function environment(values: Record<string, unknown>): Promise<NodeJS.ProcessEnv> {
  const { "env-file": file, "auto-env": auto, home } = values;
  const found = auto === true && existsSync(".env") ? await variablesIn(".env") : "";
  const named = typeof file === "string" ? await variablesIn(file) : "";
  return {
    ...parseEnv(found),
    ...parseEnv(named),
    ...process.env,
    ...(typeof home === "string" ? { SWITCHYARD_HOME: home } : {}),
  };
}

async function variablesIn(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new AppError("bad_request", `--env-file: ${file} cannot be read.`, "Look at its name.", {
      cause: error,
    });
  }
}
