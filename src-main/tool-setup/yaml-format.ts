/**
 * YAML, for lists of items under a key of the file: lines are put in and taken out, nothing is written anew, and what
 * comes out is read again before it is given away. Whatever cannot be edited like that is refused with its line.
 */
import { isDeepStrictEqual } from "node:util";
import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Pair,
  type YAMLSeq,
} from "yaml";
import {
  DocumentProblem,
  indexOf,
  lineAt,
  valueAt,
  type DocumentFormat,
  type DocumentPath,
} from "./document-format.ts";
import { eolOf, lineEnd, lineStart, withoutLine } from "./text-lines.ts";

export const yamlFormat: DocumentFormat = {
  name: "YAML",
  empty: "",
  check: (text) => void open(text),
  read: (text, path) => valueAt(open(text).data, path),

  begin(text, start) {
    if (Object.keys(open(text).data).length > 0) return text;
    const eol = eolOf(text);
    return text + (text === "" || text.endsWith("\n") ? "" : eol) + start.replaceAll("\n", eol);
  },

  write(text, path, value) {
    const [key, item, ...deeper] = path;
    if (typeof key !== "string" || typeof item === "string" || deeper.length > 0) {
      throw new TypeError("YAML is edited by the items of a list under a key.");
    }
    const next = item ? writeItem(text, key, item, value) : removeKey(text, key);
    if (!isDeepStrictEqual(open(next).data, expected(open(text).data, path, value))) {
      throw new DocumentProblem("A line cannot be put in here without changing another value.", 1);
    }
    return next;
  },
};

interface Opened {
  /** null = nothing but comments. */
  document: Document.Parsed | null;
  data: Record<string, unknown>;
}

function open(text: string): Opened {
  const documents = parseAllDocuments(text, { keepSourceTokens: true });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (second) {
    throw new DocumentProblem("There are several documents in this file.", lineAt(text, second.range[0]));
  }
  const [error] = document?.errors ?? [];
  if (error) {
    const [what = ""] = error.message.split(" at line ");
    throw new DocumentProblem(
      `This is not valid YAML: ${what}.`,
      lineAt(text, Math.min(error.pos[0], text.trimEnd().length)),
    );
  }
  if (!document || document.contents === null) return { document: null, data: {} };
  if (!isMap(document.contents) || document.contents.flow) {
    throw new DocumentProblem("The file is not a list of keys, one on a line.", 1);
  }
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      throw new DocumentProblem(
        `There is no anchor \`${alias.source}\`.`,
        lineAt(text, alias.range?.[0] ?? 0),
      );
    },
  });
  try {
    return { document, data: document.toJS() as Record<string, unknown> };
  } catch (error) {
    // More aliases than a settings file has.
    throw new DocumentProblem(`The YAML cannot be read: ${(error as Error).message}.`, 1);
  }
}

function writeItem(text: string, key: string, item: { key: string; is: string }, value: unknown): string {
  const { document, data } = open(text);
  const list = data[key];
  const index = Array.isArray(list) ? indexOf(list, item) : -1;
  if (index === -1 && value === undefined) return text;
  const pair = document && pairOf(document, key);
  return pair ? editList(text, pair, index, value) : withKey(text, document, key, value);
}

/** The key with its list, behind everything else. */
function withKey(text: string, document: Document.Parsed | null, key: string, value: unknown): string {
  const eol = eolOf(text);
  if (document && /^\.\.\.\s*$/m.test(text.slice(document.range[1]))) {
    throw new DocumentProblem("The file ends with `...`.", lineAt(text, document.range[1]));
  }
  const first = document && isMap(document.contents) ? document.contents.items[0] : undefined;
  const indent = " ".repeat(first ? columnOf(text, startOf(first)) : 0);
  const before = text === "" || text.endsWith("\n") ? text : text + eol;
  return `${before}${indent}${key}:${eol}${itemLines(value, `${indent}  `, eol)}`;
}

function editList(text: string, pair: Pair, index: number, value: unknown): string {
  const { value: list } = pair;
  const eol = eolOf(text);
  if (isSeq(list) && !list.flow) {
    const places = placesOf(text, list);
    const place = places[index];
    const lines = value === undefined ? "" : itemLines(value, " ".repeat(places[0]?.column ?? 0), eol);
    if (place) {
      const rest = text.slice(0, place.from) + lines + text.slice(place.to);
      if (value !== undefined || list.items.length > 1) return rest;
      // A key with nothing under it would be null.
      const colon = behindColon(pair);
      return `${rest.slice(0, colon)} []${rest.slice(colon)}`;
    }
    const last = places.at(-1);
    if (last) return putIn(text, behindOwnComments(text, last), lines, eol);
  }
  const emptied = withoutEmptyList(text, pair);
  const column = columnOf(text, startOf(pair));
  return putIn(
    emptied,
    lineEnd(emptied, behindColon(pair)),
    itemLines(value, " ".repeat(column + 2), eol),
    eol,
  );
}

/** `key: []` and `key:` become a key that lines can follow. */
function withoutEmptyList(text: string, pair: Pair): string {
  const { value } = pair;
  if (
    value === null ||
    (isScalar(value) && value.value === null) ||
    (isSeq(value) && value.items.length === 0)
  ) {
    const [from, to] = isNode(value) && value.range ? value.range : [0, 0];
    if (/^(?:\[\s*\]|null|Null|NULL|~)?$/.test(text.slice(from, to))) {
      const rest = text.slice(to, lineEnd(text, to));
      const start = rest.trim() === "" ? from - (/[ \t]*$/.exec(text.slice(0, from))?.[0].length ?? 0) : from;
      return text.slice(0, start) + text.slice(to);
    }
  }
  throw new DocumentProblem(
    `The value of \`${keyOf(pair) ?? ""}\` is not a list with an item on each line.`,
    lineAt(text, startOf(pair)),
  );
}

function removeKey(text: string, key: string): string {
  const { document } = open(text);
  const pair = document && pairOf(document, key);
  if (!pair) return text;
  const { value } = pair;
  const end = isNode(value) && value.range ? value.range[1] : behindColon(pair);
  return withoutLine(text, startOf(pair), end);
}

interface Place {
  /** Start of its first line, end of its last. */
  from: number;
  to: number;
  /** Of its dash. */
  column: number;
}

function placesOf(text: string, list: YAMLSeq): Place[] {
  const token = list.srcToken;
  const sources = token?.type === "block-seq" ? token.items : [];
  return list.items.map((item, index) => {
    const dash = sources[index]?.start.find(({ type }) => type === "seq-item-ind")?.offset ?? 0;
    const end = isNode(item) && item.range ? Math.max(item.range[1], dash + 1) : dash + 1;
    return { from: lineStart(text, dash), to: lineEnd(text, end), column: columnOf(text, dash) };
  });
}

/** Comments that are indented like the item's own lines belong to it. */
function behindOwnComments(text: string, { to, column }: Place): number {
  const own = new RegExp(String.raw`[ \t]{${column + 1},}#[^\n]*(?:\n|$)`, "y");
  let at = to;
  for (;;) {
    own.lastIndex = at;
    if (!own.test(text)) return at;
    at = own.lastIndex;
  }
}

function itemLines(value: unknown, indent: string, eol: string): string {
  const lines = new Document([value]).toString({ lineWidth: 0, indent: 2 }).trimEnd().split("\n");
  return lines.map((line) => indent + line + eol).join("");
}

function putIn(text: string, at: number, lines: string, eol: string): string {
  const before = text.slice(0, at);
  return before + (before.endsWith("\n") ? "" : eol) + lines + text.slice(at);
}

function pairOf(document: Document.Parsed, key: string): Pair | undefined {
  const { contents } = document;
  return isMap(contents) ? contents.items.find((pair) => keyOf(pair) === key) : undefined;
}

/** null = it is no text. */
function keyOf({ key }: Pair): string | null {
  return isScalar(key) && typeof key.value === "string" ? key.value : null;
}

function startOf({ key }: Pair): number {
  return isNode(key) && key.range ? key.range[0] : 0;
}

/** Where the key's line can go on: behind the colon, and behind an anchor or a tag. */
function behindColon(pair: Pair): number {
  const marks = (pair.srcToken?.sep ?? []).filter(({ type }) =>
    ["map-value-ind", "anchor", "tag"].includes(type),
  );
  const last = marks.at(-1);
  return last ? last.offset + last.source.length : startOf(pair);
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** What the file should say afterwards. */
function expected(data: Record<string, unknown>, [key, item]: DocumentPath, value: unknown): unknown {
  const next = structuredClone(data);
  if (typeof key !== "string") return next;
  if (typeof item !== "object") {
    delete next[key];
    return next;
  }
  const list = Array.isArray(next[key]) ? [...(next[key] as unknown[])] : [];
  const index = indexOf(list, item);
  if (index === -1 && value === undefined) return data;
  list.splice(index === -1 ? list.length : index, 1, ...(value === undefined ? [] : [value]));
  return { ...next, [key]: list };
}
