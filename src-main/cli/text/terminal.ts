import { text } from "node:stream/consumers";
import { styleText } from "node:util";
import type { Terminal } from "../parsing/command.ts";
import { createTypedLines } from "../parsing/typed-lines.ts";

export function processTerminal(): Terminal {
  // Whoever reads may have read enough: `switchyard models | head -1`.
  process.stdout.on("error", () => {});
  const lines = createTypedLines(process.stdin, process.stderr);
  return {
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    typed: process.stdin.isTTY,
    out: (line) => void process.stdout.write(`${line}\n`),
    write: (piece) => void process.stdout.write(piece),
    error: (line) => void process.stderr.write(`${line}\n`),
    aside(piece) {
      if (process.stderr.isTTY) process.stderr.write(styleText("dim", piece, { stream: process.stderr }));
    },
    paint: (colour, words) => styleText(colour, words, { stream: process.stdout }),
    read: () => text(process.stdin),
    ask: (question) => lines.ask(question),
    askSecret: (question) => lines.askSecret(question),
  };
}
