/** The words of a call as options and positionals. What does not fit is a UsageError of one sentence. */
import { parseArgs } from "node:util";
import { UsageError, type Command, type Subcommand } from "./command.ts";
import { noMore } from "./option-values.ts";

/** Options that every command takes; those with a value may stand before it, too. */
const common = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  home: { type: "string" },
  "env-file": { type: "string" },
} as const;

export interface ReadOptions {
  values: Record<string, unknown>;
  positionals: string[];
  /** Null where the command has no actions. */
  action: string | null;
}

/** Where the command's name stands; -1 when there is none. */
export function commandIndex(argv: readonly string[]): number {
  const isValue = (index: number) => ["--home", "--env-file"].includes(argv[index - 1] ?? "");
  return argv.findIndex((word, index) => !word.startsWith("-") && !isValue(index));
}

export function readOptions(name: string, command: Command, args: string[]): ReadOptions {
  const { values, positionals } = parse(name, command, args);
  const { subcommands } = command;
  const action = positionals[0] ?? command.otherwise;
  if (subcommands === undefined || action === undefined) return { values, positionals, action: null };
  const known = Object.hasOwn(subcommands, action) ? subcommands[action] : undefined;
  if (known === undefined)
    throw new UsageError(
      `Unknown action "${action}" for ${name}: it has ${Object.keys(subcommands).join(", ")}.`,
    );
  if (values.help !== true) check(`${name} ${action}`, known, values, positionals.slice(1));
  return { values, positionals, action };
}

function check(call: string, { takes, options = [] }: Subcommand, values: object, rest: string[]): void {
  const foreign = Object.keys(values).find((key) => !(key in common) && !options.includes(key));
  if (foreign !== undefined) throw new UsageError(`Unknown option --${foreign} for ${call}.`);
  if (takes === "") noMore(call, rest);
}

function parse(name: string, command: Command, args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { ...common, ...command.options } });
  } catch (error) {
    throw new UsageError(wordsOf(name, error));
  }
}

function wordsOf(name: string, error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  const option = /'(?:-\w, )?(-[^ ']*)/.exec(message)?.[1] ?? "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `Unknown option ${option} for ${name}.`;
  return message.includes("does not take") ? `${option} takes no value.` : `${option} wants a value.`;
}
