/** Reads the logins out of files a person chose: JSON of many shapes, and ZIP archives of such files. */
import type { ImportFile } from "../../../src-shared/contract/accounts.ts";
import { AppError } from "../../platform/app-error.ts";
import { entriesOf, readLogin, unusable, type FoundLogin } from "./login-shapes.ts";
import { looksLikeZip, readZip } from "./zip-entries.ts";

/** Logins in one import; more is no person's. */
const mostEntries = 1000;

export interface FoundEntry {
  /** File, and the place in it, as a person finds it again. */
  name: string;
  found: FoundLogin | AppError;
}

/** Everything in the files, in their order. Never throws: what is not understood is an entry that says why. */
export function findLogins(files: readonly ImportFile[], now: number): FoundEntry[] {
  const entries: FoundEntry[] = [];
  for (const file of files) {
    if (entries.length >= mostEntries) {
      entries.push(
        broken(file.name, `was not read: the files before it hold ${mostEntries} entries already.`),
      );
    } else entries.push(...readFile(file, now));
  }
  return entries;
}

function readFile(file: ImportFile, now: number): FoundEntry[] {
  if ("text" in file) return readJson(file.name, file.text, now);
  const bytes = Buffer.from(file.base64, "base64");
  return looksLikeZip(bytes)
    ? readArchive(file.name, bytes, now)
    : readJson(file.name, bytes.toString("utf8"), now);
}

function readArchive(name: string, bytes: Buffer, now: number): FoundEntry[] {
  try {
    const entries = readZip(name, bytes, isJson);
    if (entries.length === 0) return [broken(name, "holds no files.")];
    return entries.flatMap(({ path, content, problem }) => {
      const place = `${name}: ${path}`;
      if (problem !== null) return [{ name: place, found: problem }];
      if (content === null) {
        return [{ name: place, found: new AppError("import_ignored", `${place} is not a JSON file.`) }];
      }
      return readJson(place, content.toString("utf8"), now);
    });
  } catch (error) {
    if (error instanceof AppError) return [{ name, found: error }];
    throw error;
  }
}

// macOS puts a shadow of every file beside it, with the same ending.
function isJson(path: string): boolean {
  return /\.json$/i.test(path) && !/(^|\/)(__MACOSX\/|\._)/.test(path);
}

function readJson(name: string, text: string, now: number): FoundEntry[] {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // The parser's own words would quote the text, and with it a token.
    return [broken(name, "is not JSON.")];
  }
  const entries = entriesOf(content);
  if (entries.length === 0) return [broken(name, "holds no login.")];
  if (entries.length > mostEntries) return [broken(name, `holds more than ${mostEntries} entries.`)];
  return entries.map(({ name: own, entry }, index) => {
    const numbered = entries.length === 1 ? name : `${name}, entry ${index + 1}`;
    const place = own === null ? numbered : `${name}, ${own}`;
    return { name: place, found: readLogin(place, entry, now) };
  });
}

function broken(name: string, why: string): FoundEntry {
  return { name, found: unusable(name, why) };
}
