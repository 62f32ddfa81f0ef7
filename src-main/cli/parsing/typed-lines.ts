/**
 * Lines that a person types at the terminal, one for each question. Who types ahead or pastes several lines loses
 * none: what came behind a line waits for the next question.
 */
import { Writable } from "node:stream";
import { createInterface } from "node:readline/promises";

export function createTypedLines(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
  const ahead: string[] = [];
  /** Of the line after these. */
  let begun = "";

  /** The terminal is a line editor while it is asked only: in between it is as it was. */
  async function type(question: string): Promise<string> {
    const prompt = createInterface({ input, output });
    try {
      // Only what no question took.
      prompt.on("line", (line) => ahead.push(line));
      const answer = prompt.question(question);
      prompt.write(begun);
      begun = "";
      const line = await answer;
      begun = prompt.line;
      return line;
    } finally {
      prompt.close();
    }
  }

  return {
    /** Shows nothing of what is typed. Rejects when Ctrl-C or Ctrl-D is pressed. */
    async askSecret(question: string): Promise<string> {
      output.write(question);
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const prompt = createInterface({ input, output: nowhere, terminal: true });
      try {
        return ahead.shift() ?? (await prompt.question(""));
      } finally {
        prompt.close();
        output.write("\n");
      }
    },
    /** Rejects when Ctrl-C or Ctrl-D is pressed. */
    async ask(question: string): Promise<string> {
      const line = ahead.shift();
      if (line === undefined) return type(question);
      output.write(`${question}${line}\n`);
      return line;
    },
  };
}
