/**
 * Edits single keys in the text of a TOML file and leaves every other byte as it is: comments, order, line ends,
 * BOM. Works by the ranges of a syntax tree; pure.
 */
import { parseTOML, type AST } from "toml-eslint-parser";

interface FoundKey {
  /** The value as it is written. */
  raw: string;
  value: unknown;
  /** 1-based. */
  line: number;
}

export class TomlProblem extends Error {
  /** 1-based; null when it is not in one place. */
  readonly line: number | null;

  constructor(message: string, line: number | null) {
    super(message);
    this.name = "TomlProblem";
    this.line = line;
  }
}

const bom = "\uFEFF";

/** Throws TomlProblem when the text is no TOML. */
export function openToml(text: string): TomlDocument {
  const mark = text.startsWith(bom) ? bom : "";
  return documentOf(mark, text.slice(mark.length));
}

export interface TomlDocument {
  readonly text: string;
  readonly eol: string;
  get(path: readonly string[]): FoundKey | null;
  /** Whether anything defines this table or keys below it, in whatever notation. */
  mentions(path: readonly string[]): { line: number; inline: boolean } | null;
  tableValues(path: readonly string[]): Record<string, unknown> | null;
  /** Writes a value in place of the one that is there. */
  replaceValue(path: readonly string[], raw: string): TomlDocument;
  /** Puts whole lines at the very top, where every key is a root key. */
  insertAtTop(lines: readonly string[]): TomlDocument;
  /** Adds a table after everything else; a last line without end gets one first. */
  appendBlock(lines: readonly string[]): TomlDocument;
  /** Puts whole lines right below the header of a table. */
  insertInTable(path: readonly string[], lines: readonly string[]): TomlDocument;
  /** Whether there is a table with its own header below this one. */
  hasTablesBelow(path: readonly string[]): boolean;
  /** Removes the key's line, with its line end. */
  removeKey(path: readonly string[]): TomlDocument;
  /** Removes a table from its header to the line of its last key; comments below it stay. */
  removeTable(path: readonly string[]): TomlDocument;
  /** Removes a comment line that is exactly this, wherever it stands. */
  removeLine(line: string): TomlDocument;
  /** Removes this very text; null when it does not stand in the file. */
  removeText(text: string): TomlDocument | null;
}

function documentOf(mark: string, body: string): TomlDocument {
  const top = parse(body);
  const eol = /\r\n/.test(body) ? "\r\n" : "\n";

  function splice(start: number, end: number, replacement: string): TomlDocument {
    return documentOf(mark, body.slice(0, start) + replacement + body.slice(end));
  }

  function entry(path: readonly string[]): AST.TOMLKeyValue | null {
    const rootKey = top.body.find((node) => node.type === "TOMLKeyValue" && sameKey(keyOf(node), path));
    if (rootKey) return rootKey as AST.TOMLKeyValue;
    const table = tableNode(path.slice(0, -1));
    return table?.body.find((node) => sameKey(keyOf(node), path.slice(-1))) ?? null;
  }

  function tableNode(path: readonly string[]): AST.TOMLTable | null {
    const found = top.body.find(
      (node) => node.type === "TOMLTable" && node.kind === "standard" && sameKey(keysOf(node.key), path),
    );
    return (found as AST.TOMLTable | undefined) ?? null;
  }

  return {
    text: mark + body,
    eol,

    get(path) {
      const node = entry(path);
      if (!node) return null;
      return {
        raw: body.slice(...node.value.range),
        value: valueOf(node.value),
        line: node.loc.start.line,
      };
    },

    mentions(path) {
      for (const node of top.body) {
        const keys = node.type === "TOMLTable" ? keysOf(node.key) : keyOf(node);
        const shared = Math.min(keys.length, path.length);
        if (!sameKey(keys.slice(0, shared), path.slice(0, shared))) continue;
        if (keys.length >= path.length)
          return { line: node.loc.start.line, inline: node.type !== "TOMLTable" };
        if (node.type === "TOMLKeyValue") return { line: node.loc.start.line, inline: true };
        const below = node.body.find((inner) =>
          sameKey(keyOf(inner).slice(0, 1), path.slice(keys.length, keys.length + 1)),
        );
        if (below) return { line: below.loc.start.line, inline: true };
      }
      return null;
    },

    replaceValue(path, raw) {
      const node = entry(path);
      if (!node) throw new TomlProblem(`There is no key ${path.join(".")}.`, null);
      return splice(node.value.range[0], node.value.range[1], raw);
    },

    insertAtTop: (lines) => splice(0, 0, lines.map((line) => line + eol).join("")),

    appendBlock(lines) {
      const gap = body === "" || body.endsWith("\n") ? "" : eol;
      return splice(body.length, body.length, gap + lines.map((line) => line + eol).join(""));
    },

    insertInTable(path, lines) {
      const node = tableNode(path);
      if (!node) throw new TomlProblem(`There is no table ${path.join(".")}.`, null);
      const at = lineEnd(body, node.key.range[1]);
      const gap = body.slice(0, at).endsWith("\n") ? "" : eol;
      return splice(at, at, gap + lines.map((line) => line + eol).join(""));
    },

    hasTablesBelow: (path) =>
      top.body.some((node) => {
        const keys = node.type === "TOMLTable" ? keysOf(node.key) : [];
        return keys.length > path.length && sameKey(keys.slice(0, path.length), path);
      }),

    removeKey(path) {
      const node = entry(path);
      if (!node) return documentOf(mark, body);
      return splice(lineStart(body, node.range[0]), lineEnd(body, node.range[1]), "");
    },

    removeTable(path) {
      const node = tableNode(path);
      if (!node) return documentOf(mark, body);
      return splice(lineStart(body, node.range[0]), lineEnd(body, node.range[1]), "");
    },

    tableValues(path) {
      const node = tableNode(path);
      if (!node) return null;
      return Object.fromEntries(node.body.map((inner) => [keyOf(inner).join("."), valueOf(inner.value)]));
    },

    removeLine(line) {
      for (let at = body.indexOf(line); at !== -1; at = body.indexOf(line, at + 1)) {
        const start = lineStart(body, at);
        const end = lineEnd(body, at + line.length);
        if (body.slice(start, end).trim() === line) return splice(start, end, "");
      }
      return documentOf(mark, body);
    },

    removeText(text) {
      const at = body.lastIndexOf(text);
      return at === -1 ? null : splice(at, at + text.length, "");
    },
  };
}

function parse(body: string): AST.TOMLTopLevelTable {
  try {
    return parseTOML(body).body[0];
  } catch (error) {
    const { message, lineNumber } = error as { message?: string; lineNumber?: number };
    throw new TomlProblem(message ?? "This is no TOML.", lineNumber ?? null);
  }
}

function keyOf(node: AST.TOMLKeyValue): string[] {
  return keysOf(node.key);
}

function keysOf(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === "TOMLBare" ? part.name : part.value));
}

function sameKey(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

function valueOf(node: AST.TOMLContentNode): unknown {
  return node.type === "TOMLValue" ? node.value : undefined;
}

function lineStart(body: string, at: number): number {
  return body.lastIndexOf("\n", at - 1) + 1;
}

function lineEnd(body: string, at: number): number {
  const end = body.indexOf("\n", at);
  return end === -1 ? body.length : end + 1;
}
