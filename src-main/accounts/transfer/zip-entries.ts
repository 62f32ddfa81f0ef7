/**
 * The files of a ZIP archive (APPNOTE 6.3), read in memory by its central directory. Bounded against archives that
 * unpack into more than anybody has logins: what is promised in the directory is checked first, what comes out again.
 */
import { crc32, inflateRawSync } from "node:zlib";
import { AppError } from "../../platform/app-error.ts";

/** Bytes and counts that an archive of logins never comes near. */
export const zipBounds = { entries: 1000, unpacked: 32 * 1024 * 1024, ratio: 200 };

export interface ZipEntry {
  /** As the archive names it, with its folders. */
  path: string;
  /** null when it was not wanted or cannot be read; `problem` says which. */
  content: Buffer | null;
  problem: AppError | null;
}

const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const size = { local: 30, central: 46, end: 22, longestComment: 0xffff };

/** Whether the bytes begin as a ZIP archive does, an empty one included. */
export function looksLikeZip(bytes: Buffer): boolean {
  return bytes.length >= 4 && [signature.local, signature.end].includes(bytes.readUInt32LE(0));
}

/**
 * The files of the archive, folders left out; those that are not `wanted` are named and not unpacked. One damaged
 * entry is its own problem; throws AppError `import_unreadable` when the archive as a whole is damaged or too large.
 */
export function readZip(name: string, bytes: Buffer, wanted: (path: string) => boolean): ZipEntry[] {
  const directory = readDirectory(name, bytes).filter(({ path }) => !path.endsWith("/"));
  const asked = directory.filter(({ path }) => wanted(path));
  const promised = asked.reduce((sum, { unpacked }) => sum + unpacked, 0);
  if (promised > zipBounds.unpacked) throw tooLarge(name);
  let left = zipBounds.unpacked;
  return directory.map((entry) => {
    if (!wanted(entry.path)) return { path: entry.path, content: null, problem: null };
    const content = unpack(bytes, entry);
    if (typeof content === "string") {
      return { path: entry.path, content: null, problem: unreadable(`${name}: ${entry.path} ${content}`) };
    }
    left -= content.length;
    if (left < 0) throw tooLarge(name);
    return { path: entry.path, content, problem: null };
  });
}

interface DirectoryEntry {
  path: string;
  encrypted: boolean;
  method: number;
  checksum: number;
  packed: number;
  unpacked: number;
  offset: number;
}

function readDirectory(name: string, bytes: Buffer): DirectoryEntry[] {
  const end = findEnd(bytes);
  if (end === null) throw unreadable(`${name} is no whole ZIP archive.`);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count > zipBounds.entries) throw unreadable(`${name} holds ${count} files, more than can be logins.`);
  const entries: DirectoryEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + size.central > end || bytes.readUInt32LE(at) !== signature.central) {
      throw unreadable(`The list of files in ${name} is damaged.`);
    }
    const pathLength = bytes.readUInt16LE(at + 28);
    const next = at + size.central + pathLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > end) throw unreadable(`The list of files in ${name} is damaged.`);
    entries.push({
      path: bytes.toString("utf8", at + size.central, at + size.central + pathLength),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) !== 0,
      method: bytes.readUInt16LE(at + 10),
      checksum: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at = next;
  }
  return entries;
}

// Behind the list of files and before a comment of unknown length.
function findEnd(bytes: Buffer): number | null {
  const first = Math.max(0, bytes.length - size.end - size.longestComment);
  for (let at = bytes.length - size.end; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === signature.end) return at;
  }
  return null;
}

/** What the entry holds, or the end of a sentence that says why it cannot be read. */
function unpack(bytes: Buffer, entry: DirectoryEntry): Buffer | string {
  const { encrypted, method, packed, unpacked, offset, checksum } = entry;
  if (encrypted) return "is locked with a password.";
  if (method !== 0 && method !== 8) return "is packed in a way that is not known.";
  if (unpacked > packed * zipBounds.ratio) return "unpacks into far more than it is.";
  if (offset + size.local > bytes.length || bytes.readUInt32LE(offset) !== signature.local) {
    return "is damaged.";
  }
  const start = offset + size.local + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + packed > bytes.length) return "is damaged.";
  const content = bytes.subarray(start, start + packed);
  try {
    // zlib takes no bound of 0; an empty file is caught by the comparison below.
    const plain = method === 0 ? content : inflateRawSync(content, { maxOutputLength: unpacked + 1 });
    return plain.length === unpacked && crc32(plain) === checksum ? plain : "is damaged.";
  } catch {
    return "is damaged.";
  }
}

function tooLarge(name: string): AppError {
  return unreadable(`${name} unpacks into more than ${zipBounds.unpacked / 1024 / 1024} MB.`);
}

function unreadable(message: string): AppError {
  return new AppError("import_unreadable", message, "Unpack it and choose the JSON files in it.");
}
