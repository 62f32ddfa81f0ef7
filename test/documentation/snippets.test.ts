/** Every snippet of the README and the docs is run against a demo gateway, or at least read by the parser of its language. */
import { execFile, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse as parseToml } from "smol-toml";
import { configurationFile, configurationPage } from "../../scripts/configuration.ts";
import { createGateway, type Gateway } from "../../src-main/library.ts";
import { allGuides } from "../../src-renderer/pages/connect/all-guides.ts";
import { removeSearched } from "../support/left-secrets.ts";
import { execute, projectRoot as root } from "../support/packed.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

interface Snippet {
  place: string;
  language: string;
  /** Why it is not run; empty when it is. */
  notRun: string;
  text: string;
}

const files = globSync(["README.md", "docs/*.md", "assets/skills/*/SKILL.md"], { cwd: root }).sort();
const snippets = files.flatMap(snippetsOf);
const folder = mkdtempSync(path.join(os.tmpdir(), "switchyard-docs-"));
const clients = path.join(root, "test/clients/node_modules");
let gateway: Gateway;
let port: number;

beforeAll(async () => {
  await execute(process.execPath, ["scripts/run.mjs", "build"], { cwd: root });
  mkdirSync(path.join(folder, "node_modules/@anthropic-ai"), { recursive: true });
  mkdirSync(path.join(folder, "bin"));
  link(root, "switchyard-app");
  for (const name of ["openai", "@anthropic-ai/sdk"])
    if (existsSync(path.join(clients, name))) link(path.join(clients, name), name);
  const shim = path.join(folder, "bin/switchyard");
  writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${root}/out/cli.js' "$@"\n`);
  chmodSync(shim, 0o755);
  gateway = await createGateway({
    dataFolder: path.join(folder, "data"),
    port: 0,
    logLevel: "silent",
    demo: true,
  });
  port = (await gateway.listen()).port;
});

afterAll(async () => {
  await gateway.close();
  removeSearched(folder);
});

function link(target: string, name: string): void {
  symlinkSync(target, path.join(folder, "node_modules", name), "dir");
}

function snippetsOf(file: string): Snippet[] {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map((match) => {
    const [, language = "", reason = ""] = /^(\w*)\s*(?:not run: (.+))?$/.exec(match[1] ?? "") ?? [];
    const line = text.slice(0, match.index).split("\n").length;
    return { place: `${file}:${line}`, language, notRun: reason, text: match[2] ?? "" };
  });
}

/** Rejects with what the program said. */
async function program(file: string, args: string[]): Promise<void> {
  const env = {
    PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env["PATH"]}`,
    HOME: folder,
    // The demo keeps its own folder.
    SWITCHYARD_HOME: path.join(folder, "data/demo"),
    SWITCHYARD_CONSOLE_PORT: "0",
  };
  await promisify(execFile)(file, args, { cwd: folder, env, timeout: 60_000 });
}

async function runFile(
  text: string,
  name: string,
  command: (file: string) => [string, string[]],
): Promise<void> {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  await program(...command(file));
}

const node = (file: string): [string, string[]] => [process.execPath, [file]];
const missing = (text: string) =>
  [...text.matchAll(/from "([^".][^"]*)"/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !name.startsWith("node:") && !existsSync(path.join(folder, "node_modules", name)));
const hasOpenAi = () => spawnSync("python3", ["-c", "import openai"]).status === 0;

const runners: Record<string, (text: string) => Promise<void> | void> = {
  sh: (text) => runFile(`set -eu -o pipefail\n${text}`, "snippet.sh", (file) => ["bash", [file]]),
  // A client that is not installed leaves its snippet to the parser.
  js: (text) =>
    runFile(text, "snippet.mjs", (file) =>
      missing(text).length > 0 ? [process.execPath, ["--check", file]] : node(file),
    ),
  ts: (text) => runFile(text, "snippet.mts", node),
  python: (text) =>
    runFile(text, "snippet.py", (file) => ["python3", hasOpenAi() ? [file] : ["-m", "py_compile", file]]),
  json: (text) => void JSON.parse(text),
  toml: (text) => void parseToml(text),
};

test.each(snippets.filter(({ language, notRun }) => language in runners && notRun === ""))(
  "$place ($language)",
  async ({ language, text }) => {
    rmSync(path.join(folder, "switchyard-data"), { recursive: true, force: true });
    const placed = text.replaceAll("127.0.0.1:8787", `127.0.0.1:${port}`);
    await runners[language]?.(placed);
  },
);

test("what is not run says why; only the command line's own help has no language", () => {
  const unexplained = snippets.filter(
    ({ place, language, notRun }) =>
      notRun === "" && !(language in runners) && !(language === "" && place.startsWith("docs/cli.md")),
  );
  expect(unexplained.map(({ place }) => place)).toEqual([]);
  expect(snippets.filter(({ notRun }) => notRun === "").length).toBeGreaterThan(15);
});

test("docs/configuration.md is what the schema says: `npm run docs` writes it", () => {
  expect(readFileSync(configurationFile, "utf8")).toBe(configurationPage());
});

test("docs/clients.md has every tool of the Connect page", () => {
  const headings = readFileSync(path.join(root, "docs/clients.md"), "utf8").match(/^## .+$/gm) ?? [];
  for (const { name } of allGuides) expect(headings).toContain(`## ${name}`);
});

test("links between the documents lead somewhere", () => {
  const broken = files.flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, target = ""]) => path.join(path.dirname(path.join(root, file)), target))
      .filter((target) => !existsSync(target)),
  );
  expect(broken).toEqual([]);
});
