/** Help, versions and mistakes. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../src-main/cli/parsing/command-table.ts";
import { helpFor } from "../../src-main/cli/parsing/help.ts";
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
    expect(out).toContain("--console-port VALUE  port of the console (8788)");
  },
);

test("docs/cli.md is what the commands say of themselves", async () => {
  const sections = Object.entries(commands).map(
    ([name, command]) => `## ${name}\n\n\`\`\`\n${helpFor(command)}\n\`\`\`\n`,
  );
  const about =
    "Every command takes `--json`, `--home DIR` and `--help`, talks to the running Switchyard when there is one and\n" +
    "does its work alone when there is none. Exit codes: 0 done, 1 failed, 2 called wrongly. Written by\n" +
    "`vitest run test/cli/usage.test.ts --update`.\n";
  await expect(["# Command line\n", about, ...sections].join("\n")).toMatchFileSnapshot("../../docs/cli.md");
});

test("--version", async () => {
  const { code, out } = await run(["--version"], { env: commandEnv(await temporaryFolder()) });
  expect([code, out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/)]);
});

test.each([
  [["frobnicate"], /There is no command "frobnicate"/],
  [["--home", "x", "frobnicate"], /There is no command "frobnicate"/],
  [["serve", "--frobnicate"], /--frobnicate/],
  [["serve", "now"], /Unexpected argument "now" for serve/],
  [["serve", "--port", "abc"], /--port wants a number, not "abc"/],
  [["start", "now"], /Unexpected argument "now" for start/],
  [["login", "now"], /Unexpected argument "now" for login/],
  [["login", "--label"], /--label/],
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
