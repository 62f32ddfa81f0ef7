/** Every command as a real process: what it prints for programs is JSON and uncoloured, and its exit code is true. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { commands } from "../../src-main/cli/parsing/command-table.ts";
import { place, signedIn, startServe, type Place } from "../support/command-place.ts";

vi.setConfig({ testTimeout: 180_000 });

/** Calls of each command that print data, by the command's name. */
const printing: Record<string, (here: Place) => string[][]> = {
  accounts: () => [["list"]],
  status: () => [[]],
  models: () => [[], ["--refresh"]],
  ask: () => [["Say hello"]],
  guard: () => [["--min", "1"]],
  statusline: () => [[]],
  image: ({ home }) => [["A red signal box", "-o", path.join(home, "box.png")]],
  codex: () => [["status"], ["diff"]],
  claude: () => [["env"]],
  opencode: () => [["env"]],
  providers: () => [["list"]],
  usage: () => [[], ["--by", "account", "--days", "7"]],
  logs: () => [[]],
  config: () => [["list"], ["show"], ["get", "log.level"], ["preset"], ["reset", "log.level"]],
  update: () => [[]],
  doctor: () => [[]],
  selftest: () => [[]],
  diagnostics: ({ home }) => [["-o", path.join(home, "bundle.zip")]],
  service: () => [["status"]],
  plan: () => [[]],
  budgets: () => [["list"]],
  keys: () => [["list"]],
};

/**
 * Which test runs what, each as a real process: by command and action, the file and the call as it stands there. With
 * what `printing` runs here it must be everything there is.
 */
const runBy: Record<string, [file: string, call: string]> = {
  start: ["serve.test.ts", "begin([], { env })"],
  serve: ["serve.test.ts", 'startServe(env, ["serve"'],
  console: ["serve.test.ts", 'run(["console"]'],
  login: ["commands.test.ts", 'begin(["login", "--device"'],
  logout: ["commands.test.ts", 'cli(["logout"])'],
  "accounts use": ["commands.test.ts", 'cli(["accounts", "use"'],
  "accounts enable": ["commands.test.ts", 'cli(["accounts", "enable"'],
  "accounts disable": ["commands.test.ts", 'cli(["accounts", "disable"'],
  "accounts label": ["commands.test.ts", 'cli(["accounts", "label"'],
  "accounts proxy": ["commands.test.ts", 'cli(["accounts", "proxy"'],
  "accounts remove": ["commands.test.ts", 'cli(["accounts", "remove"'],
  "accounts link": ["accounts-link.test.ts", 'cli(["accounts", "link"'],
  "accounts import": ["accounts-transfer.test.ts", 'cli(["accounts", "import"'],
  "accounts export": ["accounts-transfer.test.ts", '["accounts", "export"'],
  "accounts use-reset": ["accounts-transfer.test.ts", '["accounts", "use-reset"'],
  "accounts reserve": ["week/budgets.test.ts", 'cli(["accounts", "reserve"'],
  "budgets set": ["week/budgets.test.ts", 'cli(["budgets", "set"'],
  "budgets remove": ["week/budgets.test.ts", 'cli(["budgets", "remove"'],
  "keys add": ["week/budgets.test.ts", 'cli(["keys", "add"'],
  "keys remove": ["week/budgets.test.ts", 'cli(["keys", "remove"'],
  later: ["week/later.test.ts", 'cli(["later", "--at"'],
  mcp: ["week/mcp.test.ts", 'args: [commandLine, "mcp"]'],
  "codex on": ["codex.test.ts", 'run(["codex", "on"]'],
  "codex off": ["codex.test.ts", 'run(["codex", "off"]'],
  "codex homes": ["codex.test.ts", 'run(["codex", "homes", "add"'],
  "codex login": ["codex.test.ts", 'run(["codex", "login"'],
  "codex run": ["tools.test.ts", 'given(["codex", "run"'],
  "claude run": ["tools.test.ts", '["claude", "run"'],
  "opencode run": ["tools.test.ts", 'given(["opencode", "run"'],
  "config set": ["config.test.ts", 'cli(["config", "set"'],
  "service install": ["service.test.ts", 'service("install"'],
  "service uninstall": ["service.test.ts", 'service("uninstall"'],
  "service start": ["service.test.ts", 'service("start"'],
  "service stop": ["service.test.ts", 'service("stop"'],
  "service restart": ["service.test.ts", 'service("restart"'],
  // In process: their kinds are a test's own.
  "providers add": ["providers.test.ts", 'cli(["providers", "add"'],
  "providers check": ["providers.test.ts", 'cli(["providers", "check"'],
  "providers pause": ["providers.test.ts", 'cli(["providers", "pause"'],
  "providers resume": ["providers.test.ts", 'cli(["providers", "resume"'],
  "providers remove": ["providers.test.ts", 'cli(["providers", "remove"'],
  "providers models": ["providers.test.ts", 'cli(["providers", "models"'],
  // Each of its shells.
  completion: ["completion.test.ts", 'run(["completion", shell]'],
};

test("every command and every action of it is run by a test", async () => {
  const here = await place();
  const ways = Object.entries(commands).flatMap(([name, { subcommands }]) =>
    subcommands === undefined ? [name] : Object.keys(subcommands).map((action) => `${name} ${action}`),
  );
  const printed = Object.entries(printing).flatMap(([name, callsOf]) =>
    callsOf(here).map(([action = ""]) => (ways.includes(name) ? name : `${name} ${action}`)),
  );
  expect([...new Set([...printed, ...Object.keys(runBy)])].sort()).toEqual(ways.toSorted());
  const gone: string[] = [];
  for (const [way, [file, call]] of Object.entries(runBy))
    if (!readFileSync(path.join(import.meta.dirname, file), "utf8").includes(call)) gone.push(way);
  expect(gone).toEqual([]);
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
