/**
 * Secrets in the files of a test. The simulated issuer's tokens and codes are told by their form, so every folder that
 * a test leaves behind can be searched for them before it is removed: whatever the test was about, a token that
 * reached a log, a journal or a database fails it.
 */
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";

/** Refresh tokens, codes of a sign-in, access and id tokens. */
const planted = /rt_fake\.[\w-]+\.|ac_fake_\w|eyJ[\w-]{10,}\.eyJ[\w-]{10,}/;

/** Where logins may lie (docs/privacy.md), by the name of the file. */
const meant = [
  // A write of it that was cut off included.
  /^\.?accounts\.json(\.[0-9a-f-]+\.tmp)?$/,
  // The page on which a successor lies until accounts.json has it.
  /^renewal-[\w-]+\.json$/,
  // Codex's own, and what it held before a login was given to it.
  /^\.?auth\.json(\.switchyard-[\w-]+\.bak)?(\.[0-9a-f-]+\.tmp)?$/,
  // Handed over by the test, or exported for it.
  /^auth-of-[\w-]+\.json$/,
];

/** Throws when there are any; the folder is gone in any case. */
export function removeSearched(folder: string): void {
  const left = leftSecrets(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (left.length > 0) throw new Error(`A secret of the test was left in ${left.join(", ")}.`);
}

/** Bytes: an Electron runtime is larger, nothing that the app writes in a test is. */
const largest = 64 * 1024 * 1024;

/** Names of the files below the folder that hold a token and are not meant to. */
export function leftSecrets(folder: string): string[] {
  return filesBelow(folder)
    .filter((file) => !meant.some((name) => name.test(path.basename(file))))
    .filter((file) => planted.test(textOf(file)))
    .map((file) => path.relative(folder, file));
}

// What a process that is just ending takes away meanwhile is not left.
export function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const found = path.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(found) : entry.isFile() ? [found] : [];
    });
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    if (statSync(file).size > largest) return "";
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
