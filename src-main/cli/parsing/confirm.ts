import type { Terminal } from "./command.ts";

/** Whether the person says yes; nothing but a yes is one. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await terminal.ask(`${question} [y/N] `)).trim());
}
