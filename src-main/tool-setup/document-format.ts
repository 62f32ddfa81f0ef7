/** What a settings file of another tool is made of: read and edited value by value, whatever its syntax. */

/** A key of an object, or the item of a list whose `key` is `is`. */
export type PathPart = string | { readonly key: string; readonly is: string };
export type DocumentPath = readonly PathPart[];

/** Pure. Texts are whole files; an empty one holds nothing. */
export interface DocumentFormat {
  /** As a person knows it. */
  name: string;
  /** A file that holds nothing. */
  empty: string;
  /** Throws DocumentProblem unless the text can be read and edited. */
  check(text: string): void;
  /** undefined = it is not there. */
  read(text: string, path: DocumentPath): unknown;
  /** A text that says nothing yet gets `start`, every other stays. */
  begin(text: string, start: string): string;
  /**
   * Writes one value and leaves everything else as it is written; an item that is not there is put at the end of its
   * list. `value` undefined removes it. Throws DocumentProblem where that is not possible.
   */
  write(text: string, path: DocumentPath, value: unknown): string;
}

export class DocumentProblem extends Error {
  /** 1-based. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = "DocumentProblem";
    this.line = line;
  }
}

/** As it is told: `models[GPT-5.5].apiBase`. */
export function pathText(path: DocumentPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part !== "string") return `${text}[${part.is}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** Line of a position, 1-based. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** What stands at `path` in plain data; undefined = nothing. */
export function valueAt(data: unknown, path: DocumentPath): unknown {
  let value = data;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    if (typeof part === "string") value = (value as Record<string, unknown>)[part];
    else value = Array.isArray(value) ? value[indexOf(value, part)] : undefined;
  }
  return value;
}

/** Which item of a list is meant; -1 = none. */
export function indexOf(list: readonly unknown[], { key, is }: Exclude<PathPart, string>): number {
  return list.findIndex((item) => (item as Record<string, unknown> | null | undefined)?.[key] === is);
}
