/** What one settings file becomes, and what it was. Pure. */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { pathText, valueAt, type DocumentFormat, type DocumentPath } from "./document-format.ts";
import { jsonFormat } from "./json-format.ts";
import { yamlFormat } from "./yaml-format.ts";

export const formats = { json: jsonFormat, yaml: yamlFormat } as const satisfies Record<
  string,
  DocumentFormat
>;

/** The part by which a value is known as ours, the rest being the person's to change; `any` = all of it is. None = the whole. */
type Mark = readonly string[] | "any";

export interface OwnValue {
  path: DocumentPath;
  /** An object is ours alone. */
  value: unknown;
  mark?: Mark;
}

export interface FilePlan {
  file: string;
  format: keyof typeof formats;
  /** What a file begins with that says nothing yet; the tool wants it, so it stays when others have written since. */
  start: string;
  values: OwnValue[];
}

/** A place in the text, as it is after the change. */
export interface Splice {
  at: number;
  removed: string;
  added: string;
}

/** How a change is taken back. Of a file that holds secrets of others no more is kept than was displaced. */
export interface FileRecord {
  file: string;
  format: keyof typeof formats;
  /** Hash of the text that was there; null = no file. */
  before: string | null;
  /** Hash of the text that was written. */
  written: string;
  /** From the text that was there to the one that was written, one after the other. */
  splices: Splice[];
  values: {
    path: DocumentPath;
    own: unknown;
    mark?: Mark | undefined;
    /** What was there before; undefined = nothing. */
    displaced?: unknown;
    /** How many parts of the path were there before. */
    depth: number;
  }[];
}

/** Throws DocumentProblem where the file cannot be edited. `text` null = there is no file. */
export function editFile(text: string | null, plan: FilePlan): { text: string; record: FileRecord } {
  const format = formats[plan.format];
  const { mark: order, body } = parted(text ?? "");
  format.check(body);
  const steps = [body, format.begin(body, plan.start)];
  const values = plan.values.map(({ path, value, mark }) => {
    const last = steps.at(-1) ?? "";
    steps.push(format.write(last, path, value));
    const displaced = format.read(last, path);
    const depth =
      path.findLastIndex((_, index) => format.read(last, path.slice(0, index + 1)) !== undefined) + 1;
    return { path, own: value, depth, ...(mark && { mark }), ...(displaced !== undefined && { displaced }) };
  });
  const written = order + (steps.at(-1) ?? "");
  const splices = steps
    .slice(1)
    .map((next, index) => spliceBetween(order + (steps[index] ?? ""), order + next));
  const record = {
    file: plan.file,
    format: plan.format,
    before: text === null ? null : hash(text),
    written: hash(written),
    splices: splices.filter(({ removed, added }) => removed !== added),
    values,
  };
  return { text: written, record };
}

/**
 * The text without our values: to the byte what it was while nobody else has written, else value by value. `foreign`:
 * values that others changed and that were left alone. Throws DocumentProblem where it cannot be edited any more.
 */
export function restoreFile(
  text: string | null,
  record: FileRecord,
): { text: string | null; foreign: string[] } {
  if (text === null || hash(text) === record.before) return { text, foreign: [] };
  if (hash(text) === record.written) {
    return { text: record.before === null ? null : taken(text, record.splices), foreign: [] };
  }
  const format = formats[record.format];
  const { mark: order, body } = parted(text);
  format.check(body);
  let next = body;
  const foreign: string[] = [];
  for (const { path, own, mark, displaced, depth } of record.values.toReversed()) {
    const value = format.read(next, path);
    if (value === undefined || isDeepStrictEqual(value, displaced)) continue;
    if (isOurs(value, own, mark))
      next = withoutEmpty(format, format.write(next, path, displaced), path, depth);
    else foreign.unshift(pathText(path));
  }
  return { text: order + next, foreign };
}

/** off: as if nothing had been done. drift: others changed values of ours. Throws where it cannot be read any more. */
export function stateOfFile(text: string | null, record: FileRecord): "on" | "off" | "drift" {
  if (text !== null && hash(text) === record.written) return "on";
  if (text === null ? record.before === null : hash(text) === record.before) return "off";
  const { body } = parted(text ?? "");
  const format = formats[record.format];
  const ours = record.values.every(({ path, own, mark }) => isOurs(format.read(body, path), own, mark));
  return ours ? "on" : "drift";
}

/** Our values alone, to be written by hand. */
export function snippetOf({ format, values }: FilePlan): string {
  return values.reduce(
    (text, { path, value }) => formats[format].write(text, path, value),
    formats[format].empty,
  );
}

/** The byte order mark, and what is behind it. */
function parted(text: string): { mark: string; body: string } {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  return { mark, body: text.slice(mark.length) };
}

function isOurs(value: unknown, own: unknown, mark: Mark = []): boolean {
  return mark === "any" || isDeepStrictEqual(valueAt(value, mark), valueAt(own, mark));
}

/** Objects and lists that were only made to hold a value of ours go with it. */
function withoutEmpty(format: DocumentFormat, text: string, path: DocumentPath, depth: number): string {
  let next = text;
  for (let length = path.length - 1; length > depth; length -= 1) {
    const parent = path.slice(0, length);
    const value = format.read(next, parent);
    if (!isDeepStrictEqual(value, {}) && !isDeepStrictEqual(value, [])) return next;
    next = format.write(next, parent, undefined);
  }
  return next;
}

/** The smallest change that makes one text the other. */
export function spliceBetween(from: string, to: string): Splice {
  const most = Math.min(from.length, to.length);
  let at = 0;
  while (at < most && from[at] === to[at]) at += 1;
  let same = 0;
  while (same < most - at && from[from.length - 1 - same] === to[to.length - 1 - same]) same += 1;
  return { at, removed: from.slice(at, from.length - same), added: to.slice(at, to.length - same) };
}

function taken(text: string, splices: readonly Splice[]): string {
  return splices
    .toReversed()
    .reduce(
      (last, { at, removed, added }) => last.slice(0, at) + removed + last.slice(at + added.length),
      text,
    );
}

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
