import type { ImportFile } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";

/** Bytes; what the admin API takes. */
const largest = 10_000_000;

/** Thrown as `data` of an error is: the window shows it as any other problem. */
class TooLargeFile extends Error {
  readonly data: Problem;
  constructor(name: string) {
    super(name);
    this.data = {
      code: "import_unreadable",
      message: `${name} is larger than 10 MB, far more than logins are.`,
      advice: "Choose Codex's auth.json or an export.",
    };
  }
}

/** The files as the admin API takes them: archives as bytes, all others as text. Rejects with TooLargeFile. */
export function readFiles(files: readonly File[]): Promise<ImportFile[]> {
  return Promise.all(files.map(readOne));
}

async function readOne(file: File): Promise<ImportFile> {
  if (file.size > largest) throw new TooLargeFile(file.name);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isArchive) return { name: file.name, text: new TextDecoder().decode(bytes) };
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return { name: file.name, base64: btoa(binary) };
}
