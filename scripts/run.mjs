/**
 * The way into every npm script, on any Node from 20 on: installs when needed, builds what is stale, then runs the
 * rest on the project's own Node 24.
 *
 *   node scripts/run.mjs start|demo|test|build|check|bench|bench:desktop|docs|icons|gallery|screenshots|package|package:dir [arguments]
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const inRoot = (...parts) => path.join(root, ...parts);
const node = inRoot("node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
const tool = (name, file) => [inRoot("node_modules", name, file)];
const vite = tool("vite", "bin/vite.js");
const tsc = tool("typescript", "bin/tsc");

/** Sources of each part of the build; a part is stale when one of them is newer than its stamp. */
const parts = {
  main: {
    sources: [
      "src-main",
      "src-shared",
      "assets/tray",
      "vite.main.config.ts",
      "scripts/builtins-as-they-are.ts",
      "package-lock.json",
    ],
    build: [...vite, "build", "--config", "vite.main.config.ts", "--logLevel", "warn"],
    result: "out/main.cjs",
  },
  renderer: {
    sources: ["src-renderer", "src-shared", "vite.renderer.config.ts", "package-lock.json"],
    build: [...vite, "build", "--config", "vite.renderer.config.ts", "--logLevel", "warn"],
    result: "out/renderer/index.html",
  },
};

const checks = [
  ["format", [...tool("oxfmt", "bin/oxfmt"), "--check", "."]],
  ["lint", [...tool("oxlint", "bin/oxlint"), "--type-aware"]],
  [
    "unused files and exports",
    [...tool("knip", "bin/knip.js"), "--no-progress", "--include", "files,exports,types"],
  ],
  ...["src-shared", "src-main", "src-main/desktop/tsconfig.preload.json", "src-renderer", "test"].map(
    (project) => [`types of ${project}`, [...tsc, "--project", project]],
  ),
];

// The real clients are a package of their own that not everybody installs.
if (existsSync(inRoot("test/clients/node_modules"))) {
  checks.push(["types of test/clients", [...tsc, "--project", "test/clients"]]);
}

const [command = "", ...args] = process.argv.slice(2);
const commands = {
  start: async () => run(["out/cli.js", "start", ...args], await built()),
  demo: async () => run(["out/cli.js", "start", "--demo", ...args], await built()),
  build: () => built(),
  check: async () => {
    await installed();
    return (await runChecks()).failed === 0 ? 0 : 1;
  },
  test: async () => run(["scripts/test.ts", ...args], await built()),
  bench: async () => run(["bench/main.ts", ...args], await built()),
  "bench:desktop": async () => run(["bench/desktop.ts", ...args], await built()),
  docs: async () => run(["scripts/docs.ts", ...args], await installed()),
  icons: async () => run(["scripts/icons.ts", ...args], await installed()),
  gallery: async () => run([...vite, "--config", "test/gallery/vite.config.ts", ...args], await installed()),
  screenshots: async () => run(["test/renderer/screenshots.ts", ...args], await built()),
  package: async () => run(["scripts/package.ts", ...args], await built()),
  "package:dir": async () => run(["scripts/package-dir.ts", ...args], await built()),
};

const chosen = commands[command];
if (chosen) process.exitCode = await chosen();
else {
  console.error(`Usage: node scripts/run.mjs ${Object.keys(commands).join("|")}`);
  process.exitCode = 2;
}

async function installed() {
  const done = inRoot("node_modules/.package-lock.json");
  if (!existsSync(done) || mtime(done) < mtime(inRoot("package-lock.json"))) {
    console.error("Installing the project's packages …");
    const npm = process.env.npm_execpath;
    const code = npm
      ? await execute(process.execPath, [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"])
      : await execute(
          "npm",
          ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
          process.platform === "win32",
        );
    if (code !== 0) return code;
    const now = new Date();
    utimesSync(done, now, now);
  }
  if (existsSync(node)) return 0;
  // npm may be set not to run install scripts; this package brings its program by one.
  return execute(process.execPath, ["installArchSpecificPackage.js"], false, inRoot("node_modules/node"));
}

async function built() {
  const code = await installed();
  if (code !== 0) return code;
  for (const [name, part] of Object.entries(parts)) {
    const stamp = inRoot("out", `.${name}-built`);
    const newest = Math.max(...part.sources.map((source) => newestIn(inRoot(source))));
    if (existsSync(inRoot(part.result)) && existsSync(stamp) && mtime(stamp) > newest) continue;
    const startedAt = new Date();
    console.error(`Building the ${name} part …`);
    const failed = await execute(node, part.build);
    if (failed !== 0) return failed;
    writeFileSync(stamp, "");
    // A source saved while it was being built is newer than the result.
    utimesSync(stamp, startedAt, startedAt);
  }
  return 0;
}

async function run(script, ready) {
  return ready === 0 ? execute(node, script) : ready;
}

async function runChecks() {
  let failed = 0;
  for (const [name, line] of checks) {
    if ((await execute(node, line)) !== 0) {
      failed += 1;
      console.error(`Failed: ${String(name)}`);
    }
  }
  return { failed };
}

function execute(program, line, shell = false, cwd = root) {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
    const child = spawn(program, line, { cwd, stdio: "inherit", shell, env });
    // The terminal sends Ctrl-C to the child as well; this process waits for it to end in its own way.
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
    child.once("error", (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

function newestIn(place) {
  const entry = statSync(place);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(place).map((name) => newestIn(path.join(place, name))));
}

function mtime(file) {
  return statSync(file).mtimeMs;
}
