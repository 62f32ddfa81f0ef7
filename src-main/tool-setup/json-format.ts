/** JSON with comments and trailing commas. */
import {
  applyEdits,
  modify,
  parseTree,
  getNodeValue,
  printParseErrorCode,
  type ParseError,
} from "jsonc-parser";
import {
  DocumentProblem,
  indexOf,
  lineAt,
  valueAt,
  type DocumentFormat,
  type DocumentPath,
} from "./document-format.ts";
import { eolOf } from "./text-lines.ts";

export const jsonFormat: DocumentFormat = {
  name: "JSON",
  empty: "{}\n",

  check(text) {
    if (text.trim() === "") return;
    const errors: ParseError[] = [];
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    const [error] = errors;
    if (error) {
      throw new DocumentProblem(
        `This is not valid JSON (${printParseErrorCode(error.error)}).`,
        lineAt(text, error.offset),
      );
    }
    if (tree?.type !== "object") throw new DocumentProblem("This is not a JSON object.", 1);
  },

  read: (text, path) => valueAt(dataOf(text), path),

  begin: (text, start) => (text.trim() === "" ? start : text),

  write(text, path, value) {
    const eol = eolOf(text);
    const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
    const formattingOptions = { insertSpaces: !indent.startsWith("\t"), tabSize: indent.length, eol };
    return applyEdits(text, modify(text, positions(text, path), value, { formattingOptions }));
  },
};

function dataOf(text: string): unknown {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  // A clone: the parser makes objects without a prototype, which equal no others.
  return tree ? structuredClone(getNodeValue(tree)) : undefined;
}

/** Items by their number: one behind the last for an item that is not there. */
function positions(text: string, path: DocumentPath): (string | number)[] {
  const data = dataOf(text);
  return path.map((part, depth) => {
    if (typeof part === "string") return part;
    const list = valueAt(data, path.slice(0, depth));
    if (!Array.isArray(list)) return 0;
    const index = indexOf(list, part);
    return index === -1 ? list.length : index;
  });
}
