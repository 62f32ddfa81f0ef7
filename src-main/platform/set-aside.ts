/** What cannot be understood is kept beside where it lay, and a person can find and repair it. */
import { existsSync, renameSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";

/** Renames it, a file or a folder, to a name that is free and returns that name. */
export function setAside(file: string): string {
  for (let count = 1; ; count += 1) {
    const kept = `${file}.unreadable-${count}`;
    if (existsSync(kept)) continue;
    renameSync(file, kept);
    return kept;
  }
}

const kept = /\.unreadable-\d+$/;

/** What lies set aside in a data folder and in `below`, a folder in it: until somebody repairs it or moves it away. */
export async function setAsideIn(folder: string, below: readonly string[]): Promise<string[]> {
  const found = [];
  for (const place of [folder, ...below]) {
    const names = await readdir(place).catch(() => []);
    found.push(...names.filter((name) => kept.test(name)).map((name) => path.join(place, name)));
  }
  return found.toSorted();
}
