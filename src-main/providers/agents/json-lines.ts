/** One JSON object a line, out of pieces of any size. What is none is counted and left out. */
import { StringDecoder } from "node:string_decoder";
import { objectIn } from "../json-events.ts";

/** Characters of one line: a picture that comes back, and more. */
const longestLine = 64 * 1024 * 1024;
/** Lines, one after the other, that are no JSON before it is taken for a program of another kind. */
const mostStrayLines = 20;

export interface JsonLines {
  /** Returns false when this is no stream of JSON lines. */
  push(piece: Buffer): boolean;
}

export function createJsonLines(onLine: (line: Record<string, unknown>) => void): JsonLines {
  const decoder = new StringDecoder("utf8");
  let pieces: string[] = [];
  let length = 0;
  let stray = 0;

  function take(text: string): void {
    if (text.trim() === "") return;
    const line = objectIn(text);
    stray = line === null ? stray + 1 : 0;
    if (line !== null) onLine(line);
  }

  return {
    push(piece) {
      const text = decoder.write(piece);
      let start = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
        pieces.push(text.slice(start, end));
        const whole = pieces.join("");
        pieces = [];
        length = 0;
        start = end + 1;
        take(whole);
        if (stray > mostStrayLines) return false;
      }
      pieces.push(text.slice(start));
      length += text.length - start;
      return length <= longestLine;
    },
  };
}
