/** Every command as a real process: what it prints for programs is JSON and uncoloured, and its exit code is true. */
import path from "node:path";
import { expect, test, vi } from "vitest";
import { commands } from "../../src-main/cli/command-table.ts";
import { signedIn, startServe, type Place } from "../support/command-place.ts";

vi.setConfig({ testTimeout: 180_000 });

/** Calls of each command that print data, by the command's name. */
const printing: Record<string, (here: Place) => string[][]> = {
  accounts: () => [["list"]],
  status: () => [[]],
  models: () => [[], ["--refresh"]],
  ask: () => [["Say hello"]],
  guard: () => [["--min", "1"]],
  image: ({ home }) => [["A red signal box", "-o", path.join(home, "box.png")]],
  codex: () => [["status"], ["diff"]],
  claude: () => [["env"]],
  opencode: () => [["env"]],
  usage: () => [[], ["--by", "account", "--days", "7"]],
  logs: () => [[]],
  config: () => [["list"], ["get", "log.level"], ["preset"], ["reset", "log.level"]],
  update: () => [[]],
  doctor: () => [[]],
  selftest: () => [[]],
  diagnostics: ({ home }) => [["-o", path.join(home, "bundle.zip")]],
  service: () => [["status"]],
};

/** They stay, ask a person or print a script: their tests are serve, service, commands and completion. */
const elsewhere = ["start", "serve", "login", "logout", "completion"];

test("every command is either here or has a test of its own", () => {
  expect([...Object.keys(printing), ...elsewhere].sort()).toEqual(Object.keys(commands).sort());
});

test("with --json every line of the result is JSON, never coloured at a pipe; a wrong option is 2", async () => {
  const here = await signedIn();
  await startServe(here);
  const wrong: string[] = [];
  for (const [name, callsOf] of Object.entries(printing)) {
    for (const args of callsOf(here)) {
      const { code, out } = await here.cli([name, ...args, "--json"]);
      const call = `${name} ${args.join(" ")}`;
      if (out.includes("\u001B[")) wrong.push(`${call}: coloured`);
      if (!isJson(out)) wrong.push(`${call}: ${out}`);
      // They tell what is wrong with this computer by their exit code.
      if (code !== 0 && !["doctor", "service"].includes(name)) wrong.push(`${call}: exit code ${code}`);
    }
    if ((await here.cli([name, "--no-such-option"])).code !== 2) wrong.push(`${name}: takes any option`);
  }
  expect(wrong).toEqual([]);
});

/** One value, or one on every line. */
function isJson(out: string): boolean {
  const reads = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  return reads(out) || out.trim().split("\n").every(reads);
}
