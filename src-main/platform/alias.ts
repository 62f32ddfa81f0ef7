/**
 * Short names for ids that are not to be kept: the same id has the same name in this data folder, and without its key
 * nobody can tell which one it was.
 */
import { createHmac, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export type Alias = (text: string) => string;

const keyBytes = 32;

/** 12 characters. */
export function createAlias(key: Buffer = randomBytes(keyBytes)): Alias {
  return (text) => createHmac("sha256", key).update(text).digest("base64url").slice(0, 12);
}

/**
 * `file`: its key, 0600, made when there is none or it cannot be understood. Where it can be neither read nor written,
 * names last as long as this process.
 */
export function openAlias(file: string): Alias {
  try {
    const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
    if (key.length === keyBytes) return createAlias(key);
  } catch {
    // Made anew.
  }
  const key = randomBytes(keyBytes);
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${key.toString("base64url")}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
  } catch {
    // Tomorrow's names are others.
  }
  return createAlias(key);
}
