/**
 * Runs every suite and ends with one line that counts them all: `N passed, N failed`.
 *
 *   node scripts/test.ts [names of vitest projects or test files]
 *
 * A machine without Electron's runtime, a display, a browser or the real clients prints what it skips; with CI set
 * nothing is skipped.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const ci = process.env["CI"] !== undefined && process.env["CI"] !== "";
const chosen = process.argv.slice(2);

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const reports = mkdtempSync(path.join(os.tmpdir(), "switchyard-test-"));

try {
  if (chosen.length === 0) {
    step("format, lint and types", () => run("scripts/run.mjs", ["check"]) === 0);
    installClients();
  }
  vitest();
} finally {
  rmSync(reports, { recursive: true, force: true });
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || (ci && total.skipped > 0) ? 1 : 0;

function vitest(): void {
  const report = path.join(reports, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  // npm test builds first: the command line is tried as people have it.
  process.env["SWITCHYARD_TEST_BUILT"] = "1";
  const code = run("node_modules/vitest/vitest.mjs", ["run", ...reporters, ...chosen]);
  if (!existsSync(report)) {
    total.failed += 1;
    return;
  }
  const result = JSON.parse(readFileSync(report, "utf8")) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
  };
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests;
  total.skipped += result.numPendingTests + result.numTodoTests;
  // A suite that cannot even load, or an error outside of any test.
  if (code !== 0 && result.numFailedTests === 0) total.failed += 1;
}

/** The real clients are a package of their own, too large for everybody's install. */
function installClients(): void {
  const folder = path.join(root, "test/clients");
  if (existsSync(path.join(folder, "node_modules"))) return;
  if (ci) step("install the real clients", () => npm(["ci", "--prefix", folder]) === 0);
  else console.log("Skipped: the real clients. `npm ci --prefix test/clients` installs them.");
}

function step(name: string, work: () => boolean): void {
  const passed = work();
  total[passed ? "passed" : "failed"] += 1;
  console.log(`${passed ? "✓" : "✗"} ${name}`);
}

function npm(args: string[]): number {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const program = process.env["npm_execpath"];
  const [file, line] = program ? [process.execPath, [program, ...args]] : ["npm", args];
  return spawnSync(file, [...line, ...quiet], { stdio: "inherit", shell: program === undefined }).status ?? 1;
}

function run(script: string, args: string[]): number {
  return (
    spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: "inherit" }).status ??
    1
  );
}
