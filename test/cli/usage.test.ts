/** Help, versions and mistakes. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../src-main/cli/parsing/command-table.ts";
import { commandLineFile, commandLinePage } from "../../scripts/command-line.ts";
import { commandEnv, run } from "../support/command-line.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const names = Object.keys(commands);

test.each([["help"], ["--help"], ["-h"]])("%s lists every command", async (word) => {
  const { code, out, error } = await run([word], { env: commandEnv(await temporaryFolder()) });
  expect([code, error]).toEqual([0, ""]);
  for (const name of names) expect(out).toContain(`  switchyard ${name}`);
});

test.each([[["serve", "--help"]], [["help", "serve"]], [["--help", "serve"]]])(
  "%j explains the command and its options",
  async (args) => {
    const { code, out } = await run(args, { env: commandEnv(await temporaryFolder()) });
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: switchyard serve /);
    expect(out).toContain("--console-port VALUE    port of the console (8788)");
  },
);

test("docs/cli.md is what the commands say of themselves: `npm run docs` writes it", () => {
  expect(readFileSync(commandLineFile, "utf8")).toBe(commandLinePage());
});

test.each([[["help", "codex", "on"]], [["codex", "on", "--help"]], [["codex", "--json", "on", "-h"]]])(
  "%j explains the action with its own options",
  async (args) => {
    const { code, out } = await run(args, { env: commandEnv(await temporaryFolder()) });
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: switchyard codex on \[OPTIONS\]\n/);
    expect(out).toContain("--profile VALUE");
    expect(out).not.toContain("--isolated");
  },
);

test("every option of a command with actions belongs to one, and every action names options that exist", () => {
  for (const [name, { subcommands, options = {} }] of Object.entries(commands)) {
    if (subcommands === undefined) continue;
    const named = Object.values(subcommands).flatMap((action) => action.options ?? []);
    expect([name, [...new Set(named)].toSorted()]).toEqual([name, Object.keys(options).toSorted()]);
  }
});

test("--env-file gives variables to every command, also before its name; a missing file is one sentence", async () => {
  const home = await temporaryFolder();
  const file = path.join(home, "variables.env");
  writeFileSync(file, "SWITCHYARD_LOG_LEVEL=error\n");
  for (const args of [
    ["config", "get", "log.level", "--env-file", file],
    ["--env-file", file, "config", "get", "log.level"],
  ]) {
    const env = commandEnv(home);
    delete env["SWITCHYARD_LOG_LEVEL"];
    expect(await run(args, { env })).toMatchObject({ code: 0, out: "error\n" });
  }
  const missing = await run(["status", "--env-file", path.join(home, "none.env")], { env: commandEnv(home) });
  expect(missing.code).not.toBe(0);
  expect(missing.error.trim().split("\n")).toHaveLength(1);
  expect(missing.error).toContain("none.env");
});

test("--version", async () => {
  const { code, out } = await run(["--version"], { env: commandEnv(await temporaryFolder()) });
  expect([code, out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/)]);
});

test.each([
  [["frobnicate"], /There is no command "frobnicate"/],
  [["--home", "x", "frobnicate"], /There is no command "frobnicate"/],
  [["serve", "--frobnicate"], /^Unknown option --frobnicate for serve\.\n/],
  [["codex", "status", "--profile", "work"], /^Unknown option --profile for codex status\.\n/],
  [["codex", "on", "now"], /^Unexpected argument "now" for codex on\.\n/],
  [["codex", "frobnicate"], /^Unknown action "frobnicate" for codex: it has on, off, /],
  [["accounts", "--all=yes", "export"], /^--all takes no value\.\n/],
  [["serve", "now"], /Unexpected argument "now" for serve/],
  [["serve", "--port", "abc"], /--port wants a number, not "abc"/],
  [["start", "now"], /Unexpected argument "now" for start/],
  [["login", "now"], /Unexpected argument "now" for login/],
  [["login", "--label"], /^--label wants a value\.\n/],
  [["accounts", "frobnicate"], /Unknown action "frobnicate" for accounts/],
  [["accounts", "use"], /Which account\?/],
  [["accounts", "import"], /wants a file/],
])("%j is a mistake in the call: exit code 2", async (args, words) => {
  const { code, out, error } = await run(args, { env: commandEnv(await temporaryFolder()) });
  expect(error).toMatch(words);
  expect([code, out]).toEqual([2, ""]);
});

test.each([["SWITCHYARD_PORT"], ["SWITCHYARD_CONSOLE_PORT"]])(
  "%s=abc stops serve with a sentence",
  async (name) => {
    const env = { ...commandEnv(await temporaryFolder()), [name]: "abc" };
    const { code, error } = await run(["serve"], { env });
    expect(code).toBe(1);
    expect(error).toMatch(
      new RegExp(`^${name} has a value that does not fit gateway\\.\\w+: .+\\. Correct the`),
    );
    expect(error.trim().split("\n")).toHaveLength(1);
  },
);

test("an address that tokens may not be sent to stops it with a sentence", async () => {
  const home = await temporaryFolder();
  const env = { ...commandEnv(home), SWITCHYARD_CODEX_BASE_URL: "http://example.com" };
  const { code, error } = await run(["status"], { env });
  expect(code).toBe(1);
  expect(error).toContain("SWITCHYARD_CODEX_BASE_URL is not an address that tokens may be sent to");
});

test("a data folder that cannot be one is named", async () => {
  const file = path.join(await temporaryFolder(), "a-file");
  writeFileSync(file, "");
  const { code, error } = await run(["status", "--home", file], { env: commandEnv(file) });
  expect(code).toBe(1);
  expect(error).toContain(file);
  expect(error).not.toMatch(/at \S+ \(|node:/);
});
