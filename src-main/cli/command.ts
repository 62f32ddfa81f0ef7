/** What a command is and what it gets. */
import type { AdminClient } from "../compose.ts";

export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** The whole of standard input. */
  read(): Promise<string>;
  /** One line a person types. */
  ask(question: string): Promise<string>;
  interactive: boolean;
}

export interface CommandContext {
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  dataFolder: string;
  json: boolean;
  /** The running Switchyard, else its services in this process. */
  connect(): Promise<AdminClient>;
}

export type OptionSpec = Record<string, { type: "string" | "boolean"; multiple?: boolean; help: string }>;

export interface Command {
  /** One line of how it is called, after `switchyard`. */
  usage: string;
  help: string;
  options?: OptionSpec;
  /** Returns the exit code. */
  run(context: CommandContext, positionals: string[], options: Record<string, unknown>): Promise<number>;
}

/** The call itself is wrong: exit code 2. */
export class UsageError extends Error {}
