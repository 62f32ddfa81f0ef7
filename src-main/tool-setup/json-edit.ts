/** Edits single values in the text of a JSON file with comments; everything else stays as it is written. Pure. */
import {
  applyEdits,
  findNodeAtLocation,
  getNodeValue,
  modify,
  parseTree,
  printParseErrorCode,
  type ParseError,
} from "jsonc-parser";

export type JsonPath = readonly string[];

export class JsonProblem extends Error {
  /** 1-based. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = "JsonProblem";
    this.line = line;
  }
}

/** Throws JsonProblem unless the text is one JSON object, comments and trailing commas allowed. */
export function checkJson(text: string): void {
  if (text.trim() === "") return;
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) throw new JsonProblem(printParseErrorCode(error.error), lineAt(text, error.offset));
  if (tree?.type !== "object") throw new JsonProblem("ObjectExpected", 1);
}

/** undefined = it is not there. */
export function readJson(text: string, path: JsonPath): unknown {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const node = tree && findNodeAtLocation(tree, [...path]);
  // A clone: the parser makes objects without a prototype, which equal no others.
  return node ? structuredClone(getNodeValue(node)) : undefined;
}

/** `value` undefined removes it. */
export function writeJson(text: string, path: JsonPath, value: unknown): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
  const formattingOptions = { insertSpaces: !indent.startsWith("\t"), tabSize: indent.length, eol };
  return applyEdits(text, modify(text, [...path], value, { formattingOptions }));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
