/**
 * Runs every suite and ends with one line that counts them all: `N passed, N failed`.
 *
 *   node scripts/test.ts [--hogs] [names of vitest projects or test files]
 *
 * `--hogs` keeps two processors busy beside the suites: what waits for a fixed time instead of a condition fails then.
 * A machine without Electron's runtime, a display, a browser or the real clients is told at the end what was left out;
 * with CI set nothing may be.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const ci = process.env["CI"] !== undefined && process.env["CI"] !== "";
const chosen = process.argv.slice(2).filter((argument) => argument !== "--hogs");
const hogs = process.argv.includes("--hogs") ? [hog(), hog()] : [];

/** Side by side: what mostly waits for processes, what shares the display and the real clients, and what a browser draws. */
const lanes = [["core"], ["desktop", "clients"], ["renderer"]];
const slowestShown = 20;

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; startTime: number; endTime: number }[];
}

const total = { passed: 0, failed: 0, skipped: 0 };
const files: { name: string; seconds: number }[] = [];
const reports = mkdtempSync(path.join(os.tmpdir(), "switchyard-test-"));
const leftOut = path.join(reports, "left-out");

// npm test builds first: the command line is tried as people have it.
process.env["SWITCHYARD_TEST_BUILT"] = "1";
process.env["SWITCHYARD_TEST_LEFT_OUT"] = leftOut;
// The suites start hundreds of processes: each finds the program compiled by the one before.
process.env["NODE_COMPILE_CACHE"] ??= path.join(reports, "compiled");
try {
  if (chosen.length === 0) {
    step("format, lint and types", () => run("scripts/run.mjs", ["check"]) === 0);
    installClients();
    await Promise.all(lanes.map((projects, index) => vitest(projects, { aside: index > 0 })));
  } else await vitest([], { aside: false });
  tellSlowest();
  tellLeftOut();
} finally {
  for (const each of hogs) each.kill("SIGKILL");
  rmSync(reports, { recursive: true, force: true });
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || (ci && total.skipped > 0) ? 1 : 0;

/** @param aside Its output is shown when it has ended, so that two runs do not write into each other's lines. */
async function vitest(projects: string[], { aside }: { aside: boolean }): Promise<void> {
  const name = projects[0] ?? "chosen";
  const report = path.join(reports, `${name}.json`);
  const output = path.join(reports, `${name}.txt`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const line = ["run", ...reporters, ...projects.flatMap((project) => ["--project", project]), ...chosen];
  const code = await execute(
    [path.join(root, "node_modules/vitest/vitest.mjs"), ...line],
    aside ? output : null,
  );
  if (aside) process.stdout.write(readFileSync(output));
  if (!existsSync(report)) {
    total.failed += 1;
    return;
  }
  const result = JSON.parse(readFileSync(report, "utf8")) as Report;
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests;
  total.skipped += result.numPendingTests + result.numTodoTests;
  // A suite that cannot even load, or an error outside of any test.
  if (code !== 0 && result.numFailedTests === 0) total.failed += 1;
  for (const { name, startTime, endTime } of result.testResults)
    files.push({ name: path.relative(root, name), seconds: (endTime - startTime) / 1000 });
}

/** Resolves with the exit code. @param output a file to write to, null for this process's own output */
function execute(line: string[], output: string | null): Promise<number> {
  const target = output === null ? "inherit" : openSync(output, "w");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, line, { cwd: root, stdio: ["inherit", target, target] });
    child.once("close", (code) => {
      if (typeof target === "number") closeSync(target);
      resolve(code ?? 1);
    });
  });
}

function tellSlowest(): void {
  if (files.length <= slowestShown) return;
  console.log(`\nThe slowest ${slowestShown} files:`);
  for (const { name, seconds } of files.sort((a, b) => b.seconds - a.seconds).slice(0, slowestShown))
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

function tellLeftOut(): void {
  if (!existsSync(leftOut)) return;
  const reasons = new Set(readFileSync(leftOut, "utf8").trim().split("\n"));
  console.log(`Not tested on this machine: ${[...reasons].join(", ")}.`);
}

/** The real clients are a package of their own, too large for everybody's install. */
function installClients(): void {
  const folder = path.join(root, "test/clients");
  if (ci && !existsSync(path.join(folder, "node_modules")))
    step("install the real clients", () => npm(["ci", "--prefix", folder]) === 0);
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

/** A process that does nothing, as fast as it can. */
function hog(): ChildProcess {
  return spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
}
