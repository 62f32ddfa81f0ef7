/** Codex's programs told apart, by what each system prints of its processes. */
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { codexAmong, listCodexProcesses, versionIn } from "../../src-main/codex-config/codex-processes.ts";
import { bootTime, fromCim, fromProc, fromPs } from "../../src-main/codex-config/process-listing.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const fixture = (name: string) =>
  readFileSync(path.join(import.meta.dirname, "../fixtures/processes", name), "utf8");

const kinds = (found: ReturnType<typeof codexAmong>) => found.map(({ pid, kind }) => [pid, kind]);

test("macOS: one entry for each Codex a person would count", () => {
  const found = codexAmong(fromPs(fixture("macos.txt")));
  expect(kinds(found)).toEqual([
    [500, "desktop"],
    [601, "cli"],
    [610, "cli"],
    [700, "app-server"],
    [800, "ide"],
  ]);
  expect(found[0]).toMatchObject({
    program: "/Applications/Codex.app/Contents/MacOS/Codex",
    startedAt: new Date(2026, 10, 20, 9).getTime(),
  });
  expect(found[3]).toMatchObject({ program: null, startedAt: new Date(2026, 10, 1, 7, 5, 9).getTime() });
});

test("Windows: the same, as PowerShell tells it, one or none too", () => {
  const found = codexAmong(fromCim(fixture("windows.json")));
  expect(kinds(found)).toEqual([
    [110, "desktop"],
    [120, "desktop"],
    [131, "cli"],
    [140, "ide"],
  ]);
  expect(found.map(({ startedAt }) => startedAt)).toEqual([
    Date.UTC(2026, 10, 20, 9),
    null,
    Date.UTC(2026, 10, 20, 10, 0, 1),
    Date.UTC(2026, 10, 20, 10, 30),
  ]);
  expect(fromCim("")).toEqual([]);
  expect(
    kinds(
      codexAmong(
        fromCim('\uFEFF{"pid":7,"parent":1,"program":"C:\\\\x\\\\codex.exe","command":"codex"}\r\n'),
      ),
    ),
  ).toEqual([[7, "cli"]]);
});

test("Linux: a folder of /proc", () => {
  const stat = (name: string) =>
    `4711 (${name}) S 4242 4711 4242 34816 4711 4194304 100 0 0 0 5 6 0 0 20 0 9 0 12345 1000 200 18446744073709551615`;
  const read = (cmdline: string, name = "codex", program: string | null = "/usr/local/bin/codex (deleted)") =>
    fromProc({ cmdline, stat: stat(name), program, bootTime: 1_700_000_000 });
  expect(read("codex\0exec\0two words\0")).toEqual({
    pid: 4711,
    parent: 4242,
    program: "/usr/local/bin/codex",
    words: ["codex", "exec", "two words"],
    startedAt: 1_700_000_123_450,
  });
  expect(read("codex\0", "a) S 1 (b")).toMatchObject({ pid: 4711, parent: 4242 });
  expect(read("")).toBeNull();
  expect(bootTime("cpu 1 2\nbtime 1700000000\nprocesses 5\n")).toBe(1_700_000_000);
});

test("versions, as far as a path tells", () => {
  expect(
    [
      "/opt/homebrew/Caskroom/codex/0.169.0/codex",
      "/home/me/.vscode/extensions/openai.chatgpt-1.2.3-linux-x64/bin/codex",
      "/usr/local/bin/codex",
      "/usr/lib/node_modules/@openai/codex/bin/codex.js",
    ].map(versionIn),
  ).toEqual(["0.169.0", "1.2.3", null, null]);
});

function run(program: string, args: string[]): ChildProcess {
  copyFileSync("/bin/sleep", program);
  chmodSync(program, 0o755);
  const child = spawn(program, args);
  onTestFinished(() => void child.kill());
  return child;
}

test.skipIf(process.platform === "win32")(
  "finds one that really runs, with its age and version",
  async () => {
    const folder = path.join(await temporaryFolder(), "vendor/x/bin");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "../codex-package.json"), '{"version":"0.169.0","variant":"codex"}');
    const before = Date.now();
    const child = run(path.join(folder, "codex"), ["30"]);
    const found = (await listCodexProcesses()).find(({ pid }) => pid === child.pid);
    expect(found).toMatchObject({ kind: "cli", version: "0.169.0" });
    // The kernel counts in ticks from a start that is told in whole seconds.
    expect(Math.abs((found?.startedAt ?? 0) - before)).toBeLessThan(5000);
  },
);
