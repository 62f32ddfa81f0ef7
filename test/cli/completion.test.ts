/** The completion scripts: in the shells that are there, and by what they hold. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { commands } from "../../src-main/cli/parsing/command-table.ts";
import { commandEnv, run } from "../support/command-line.ts";
import { temporaryFolder } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 60_000 });

const shells = ["bash", "zsh", "fish", "powershell"] as const;

async function scriptFor(shell: string): Promise<string> {
  const { code, out } = await run(["completion", shell], { env: commandEnv("/nowhere") });
  expect(code).toBe(0);
  return out;
}

test.each(shells)("%s knows every command, action and option", async (shell) => {
  const script = await scriptFor(shell);
  for (const [name, { subcommands = {}, options = {} }] of Object.entries(commands)) {
    for (const word of [name, ...Object.keys(subcommands), ...Object.keys(options)])
      expect(script).toContain(word);
  }
});

/** What bash offers for a line whose last word is being typed. */
function offered(file: string, ...words: string[]): string[] {
  const script = `source "${file}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _switchyard; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync("bash", ["-c", script, "bash", ...words], { cwd: path.dirname(file) });
  return out.toString().split("\n").filter(Boolean);
}

test.runIf(process.platform !== "win32")("bash offers commands, actions, options and files", async () => {
  const file = path.join(await temporaryFolder(), "completion.bash");
  writeFileSync(file, await scriptFor("bash"));
  expect(offered(file, "switchyard", "se")).toEqual(["serve", "service", "selftest"]);
  expect(offered(file, "switchyard", "service", "st")).toEqual(["start", "stop", "status"]);
  expect(offered(file, "switchyard", "usage", "--c")).toEqual(["--cost", "--csv"]);
  expect(offered(file, "switchyard", "help", "dia")).toEqual(["diagnostics"]);
  expect(offered(file, "switchyard", "ask", "compl")).toEqual(["completion.bash"]);
});

test.each([[[]], [["tcsh"]], [["bash", "more"]]])("completion %j is a mistake in the call", async (args) => {
  const { code, out, error } = await run(["completion", ...args], { env: commandEnv("/nowhere") });
  expect(error).toContain("completion wants one of bash, zsh, fish, powershell");
  expect([code, out]).toEqual([2, ""]);
});
