/** Positions in a text, by lines. */

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Behind the line end; `at` itself where a line has just begun. */
export function lineEnd(text: string, at: number): number {
  if (at > 0 && text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

/** Without the lines from the one of `from` to the one that ends at `to`. */
export function withoutLine(text: string, from: number, to: number): string {
  return text.slice(0, lineStart(text, from)) + text.slice(lineEnd(text, to));
}

export function eolOf(text: string): "\r\n" | "\n" {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
