/** What a command is and what it gets. */
import type { AdminClient } from "../../compose/compose.ts";
import type { GatewayAccess } from "../gateway/gateway-access.ts";

export interface Terminal {
  /** A line of the result. */
  out(line: string): void;
  /** A piece of the result, without a line end. */
  write(text: string): void;
  /** A line that is not the result: progress, advice, mistakes. */
  error(line: string): void;
  /** A piece that is not the result; faint on a terminal. Shown only where a person watches. */
  aside(text: string): void;
  /** The whole of standard input. */
  read(): Promise<string>;
  /** One line a person types. */
  ask(question: string): Promise<string>;
  /** The same of a secret: what is typed is not shown. */
  askSecret(question: string): Promise<string>;
  /** A person sits at both ends. */
  interactive: boolean;
  /** Standard input is a terminal: nothing comes unless somebody types. */
  typed: boolean;
  /** Coloured where standard output is a terminal and NO_COLOR is not set. */
  paint(colour: "green" | "yellow" | "red" | "dim", text: string): string;
}

export interface CommandContext {
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  dataFolder: string;
  json: boolean;
  /** The running Switchyard, else its services in this process. */
  connect(): Promise<AdminClient>;
  /** The gateway of the running Switchyard, else one of this process on a free port. Throws AppError when it is stopped. */
  gateway(): Promise<GatewayAccess>;
  /** Fires at the first Ctrl-C or SIGTERM from now on; the second one ends the process. */
  interrupted(): AbortSignal;
}

type OptionSpec = Record<
  string,
  { type: "string" | "boolean"; multiple?: boolean; short?: string; help: string }
>;

export interface Subcommand {
  /** What follows its name, e.g. FOLDER; empty = nothing may. */
  takes: string;
  help: string;
  /** Those of the command's options that belong to it; all others are refused. */
  options?: readonly string[];
}

export interface Command {
  /** One line of how it is called, after `switchyard`. */
  usage: string;
  /** First sentence: what it does. */
  help: string;
  /** Actions by their name, its first word; checked before `run`, which still gets the name. */
  subcommands?: Record<string, Subcommand>;
  /** The action that is meant when none is named. */
  otherwise?: string;
  examples?: readonly string[];
  options?: OptionSpec;
  /** Returns the exit code. */
  run(context: CommandContext, positionals: string[], options: Record<string, unknown>): Promise<number>;
}

/** The call itself is wrong: exit code 2. */
export class UsageError extends Error {}
