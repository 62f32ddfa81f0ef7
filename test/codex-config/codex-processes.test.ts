import { spawn } from "node:child_process";
import { chmodSync, copyFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { listCodexProcesses, readProcesses } from "../../src-main/codex-config/codex-processes.ts";
import { temporaryFolder } from "../support/switchyard.ts";

test("tells the kinds of Codex apart, and others from Codex", () => {
  const listing = `
      1 /sbin/init
    101 codex
    102 /usr/local/bin/codex exec --skip-git-repo-check do it
    103 node /usr/lib/node_modules/@openai/codex/bin/codex.js
    104 /home/me/.vscode/extensions/openai.chatgpt-1.2.3/bin/linux-x86_64/codex app-server
    105 codex app-server --managed-daemon
    106 /Applications/Codex.app/Contents/MacOS/Codex
    107 vim codex.txt
    108 grep codex
    109 node server.js codex
    110 "C:\\Users\\me\\AppData\\Local\\Programs\\Codex\\Codex.exe"
    111 "C:\\npm\\codex.exe" resume
  `;
  expect(readProcesses(listing)).toEqual([
    { pid: 101, kind: "cli" },
    { pid: 102, kind: "cli" },
    { pid: 103, kind: "cli" },
    { pid: 104, kind: "ide" },
    { pid: 105, kind: "app-server" },
    { pid: 106, kind: "desktop" },
    { pid: 110, kind: "desktop" },
    { pid: 111, kind: "cli" },
  ]);
});

test.skipIf(process.platform === "win32")("finds one that really runs", async () => {
  const program = path.join(await temporaryFolder(), "codex");
  copyFileSync("/bin/sleep", program);
  chmodSync(program, 0o755);
  const child = spawn(program, ["30"]);
  onTestFinished(() => void child.kill());
  expect(await listCodexProcesses()).toContainEqual({ pid: child.pid, kind: "cli" });
});
