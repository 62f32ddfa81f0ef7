/** The log as it grows, written by real processes: bounded in size and number, with no line lost or told twice. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/switchyard.ts";

const mb = 1024 * 1024;
const child = path.join(import.meta.dirname, "write-log.child.ts");
const write = (folder: string, first: number, count: number) =>
  promisify(execFile)(process.execPath, [child, folder, String(first), String(count)]);

/** Numbers of the lines in each file, oldest first. */
function linesIn(folder: string): number[][] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .map((text) => {
      expect(text.endsWith("\n")).toBe(true);
      const lines = text.trimEnd().split("\n");
      return lines.map((line) => (JSON.parse(line) as { line: number }).line);
    });
  return files.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

test("more than it keeps, by three processes: five files and the one that is written, each no larger than told, every line once", async () => {
  const folder = path.join(await temporaryFolder(), "logs");
  const perRun = 12_000;
  for (let run = 0; run < 3; run += 1) {
    await write(folder, run * perRun, perRun);
    const files = linesIn(folder);
    // What is left is the end of what was written, without a gap and without a repeat.
    const left = files.flat();
    const from = left[0] ?? -1;
    expect(left).toEqual(Array.from({ length: left.length }, (_, index) => from + index));
    expect(left.at(-1)).toBe((run + 1) * perRun - 1);
    if (run === 0) expect(from).toBe(0);
    expect(files.length).toBeLessThanOrEqual(6);
    // Beside the logs lies a list of their names, for their number to hold over restarts.
    const names = readdirSync(folder).filter((name) => name.endsWith(".log"));
    for (const name of names) {
      const { size, mode } = statSync(path.join(folder, name));
      expect(size, name).toBeLessThanOrEqual(5 * mb + 1024);
      expect(mode & 0o777, name).toBe(0o600);
    }
    const total = names.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    expect(total).toBeLessThan(31 * mb);
  }
  expect(linesIn(folder)[0]?.[0]).toBeGreaterThan(0);
});
