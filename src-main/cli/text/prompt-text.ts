/** The prompt of a command: its words, else standard input where something is piped in. */
import { UsageError, type Terminal } from "../parsing/command.ts";

/** `-` stands for standard input. Throws UsageError when there is no prompt. */
export async function readPrompt(terminal: Terminal, words: readonly string[]): Promise<string> {
  const piped = words.length === 0 ? !terminal.typed : words.join(" ") === "-";
  const prompt = (piped ? await terminal.read() : words.join(" ")).trim();
  if (prompt === "") throw new UsageError("There is no prompt: give it in quotes, or pipe it in.");
  return prompt;
}
