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
const lanes = [["core"], ["desktop", "clients", "killing"], ["renderer"]];
const slowestShown = 20;

/** Files that failed may be tried again if they are few: many are no accident. */
const mostTriedAgain = 3;

interface Report {
  testResults: {
    name: string;
    status: "passed" | "failed";
    startTime: number;
    endTime: number;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

interface FileResult {
  passed: number;
  /** Names of the tests, or the file's own where it failed as a whole. */
  failed: string[];
  skipped: number;
  seconds: number;
}

/** By file, relative to the root; the steps that are no test have names of their own. */
const results = new Map<string, FileResult>();
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
    await Promise.all(lanes.map((projects, index) => vitest(projects, [], { aside: index > 0 })));
    await tryAgain();
  } else await vitest([], chosen, { aside: false });
  tellSlowest();
  tellLeftOut();
} finally {
  for (const each of hogs) each.kill("SIGKILL");
  rmSync(reports, { recursive: true, force: true });
}
const sum = (count: (result: FileResult) => number) =>
  [...results.values()].reduce((total, result) => total + count(result), 0);
const failed = sum((result) => result.failed.length);
const skipped = sum((result) => result.skipped);
console.log(
  `${sum((result) => result.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
);
process.exitCode = failed > 0 || (ci && skipped > 0) ? 1 : 0;

/**
 * A test that failed among everything else and passes alone is unsteady, not wrong: said, and counted as passed. What is
 * wrong fails twice.
 */
async function tryAgain(): Promise<void> {
  const before = [...results].filter(([file, { failed }]) => failed.length > 0 && file.endsWith(".test.ts"));
  if (before.length === 0 || before.length > mostTriedAgain) return;
  const again = before.map(([file]) => file);
  console.log(`\nOnce more, alone: ${again.join(", ")}`);
  await vitest([], again, { aside: false });
  for (const [file, { failed }] of before) {
    const wrong = new Set(results.get(file)?.failed);
    for (const name of failed) if (!wrong.has(name)) console.log(`Unsteady: ${file}: ${name}`);
  }
}

/**
 * @param only those test files, all of the projects when empty.
 * @param aside Its output is shown when it has ended, so that two runs do not write into each other's lines.
 */
async function vitest(
  projects: string[],
  only: readonly string[],
  { aside }: { aside: boolean },
): Promise<void> {
  const name = projects[0] ?? `chosen-${only.length}`;
  const report = path.join(reports, `${name}.json`);
  const output = path.join(reports, `${name}.txt`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const line = ["run", ...reporters, ...projects.flatMap((project) => ["--project", project]), ...only];
  const code = await execute(
    [path.join(root, "node_modules/vitest/vitest.mjs"), ...line],
    aside ? output : null,
  );
  if (aside) process.stdout.write(readFileSync(output));
  const { testResults } = existsSync(report)
    ? (JSON.parse(readFileSync(report, "utf8")) as Report)
    : { testResults: [] };
  for (const { name, status, startTime, endTime, assertionResults } of testResults) {
    const file = path.relative(root, name);
    const having = (wanted: string) => assertionResults.filter((test) => test.status === wanted);
    const failed = having("failed").map((test) => test.fullName);
    results.set(file, {
      passed: having("passed").length,
      failed: status === "failed" && failed.length === 0 ? [file] : failed,
      skipped: assertionResults.length - having("passed").length - failed.length,
      seconds: (endTime - startTime) / 1000,
    });
  }
  // No report at all, or an error outside of any test.
  if (code !== 0 && testResults.every(({ status }) => status === "passed")) note(name, false);
}

/** What is no test counts as one. */
function note(name: string, passed: boolean): void {
  results.set(name, { passed: passed ? 1 : 0, failed: passed ? [] : [name], skipped: 0, seconds: 0 });
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
  if (results.size <= slowestShown) return;
  console.log(`\nThe slowest ${slowestShown} files:`);
  const slowest = [...results].sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, slowestShown);
  for (const [name, { seconds }] of slowest) console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
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
  note(name, passed);
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
