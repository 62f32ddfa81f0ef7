/** The command line: finds the command, reads its options, words its failures, sets the exit code. */
import { readFile } from "node:fs/promises";
import { parseArgs, parseEnv } from "node:util";
import { onUncaught } from "../platform/crash-handler.ts";
import { dataFolder, filesIn } from "../settings/data-folder.ts";
import { commands } from "./parsing/command-table.ts";
import { UsageError, type Command } from "./parsing/command.ts";
import { createContext } from "./gateway/context.ts";
import { errorWords } from "./text/error-text.ts";
import { help, helpFor } from "./parsing/help.ts";
import { processTerminal } from "./text/terminal.ts";
import { version } from "./version.ts";

/** @param argv the words behind the program's name. Resolves with the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommandLine(argv: string[]): Promise<number> {
  const terminal = processTerminal();
  const at = commandIndex(argv);
  const named = at !== -1;
  const name = argv[at] ?? "start";
  const args = argv.filter((_, index) => index !== at);
  if (name === "help" || (!named && args.some((word) => word === "--help" || word === "-h"))) {
    const about = name === "help" ? commands[args[0] ?? ""] : undefined;
    terminal.out(about ? helpFor(about) : help(commands));
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
    const { values, positionals } = readOptions(command, args);
    if (values["help"] === true) {
      terminal.out(helpFor(command));
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

// A file of variables is read only when it is named, and never beats what is set already. Node looks for this flag
// among a program's arguments too and refuses a missing file before we run, with its own words.
async function environment(values: Record<string, unknown>): Promise<NodeJS.ProcessEnv> {
  const { "env-file": file, home } = values;
  const fromFile = typeof file === "string" ? parseEnv(await readFile(file, "utf8")) : {};
  return {
    ...fromFile,
    ...process.env,
    ...(typeof home === "string" ? { SWITCHYARD_HOME: home } : {}),
  };
}
