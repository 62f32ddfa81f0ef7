/** A Claude Code of its own: home and workspace in a temporary folder, the gateway for its API, and no way outside. */
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../../support/switchyard.ts";

const modules = path.join(import.meta.dirname, "../node_modules/@anthropic-ai");
const platformPackage = `claude-code-${process.platform}-${process.arch}`;
/** The program itself, as npm installed it for this computer. */
export const claudeProgram = path.join(
  modules,
  platformPackage,
  process.platform === "win32" ? "claude.exe" : "claude",
);

export interface ClaudeRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ClaudeHome {
  workspace: string;
  /** `claude -p PROMPT`. */
  print(prompt: string, flags?: string[], env?: NodeJS.ProcessEnv): Promise<ClaudeRun>;
}

/** @param api address without path */
export function claudeEnvironment(home: string, api: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    SystemRoot: process.env["SystemRoot"],
    HOME: home,
    USERPROFILE: home,
    CLAUDE_CONFIG_DIR: path.join(home, ".claude"),
    ANTHROPIC_BASE_URL: api,
    ANTHROPIC_AUTH_TOKEN: "local",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
    // Whatever it still wants outside ends here.
    HTTPS_PROXY: "http://127.0.0.1:9",
    NO_PROXY: "127.0.0.1",
    // Root may otherwise not leave out the questions; nothing runs here that was not scripted.
    IS_SANDBOX: "1",
  };
}

/** `gateway`: its address without path. */
export async function createClaudeHome(gateway: string): Promise<ClaudeHome> {
  const home = await temporaryFolder();
  const workspace = path.join(home, "workspace");
  await mkdir(workspace);
  const own = claudeEnvironment(home, gateway);
  return {
    workspace,
    print(prompt, flags = [], env = {}) {
      const line = ["-p", prompt, "--dangerously-skip-permissions", ...flags];
      const child = spawn(claudeProgram, line, {
        cwd: workspace,
        env: { ...own, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      const run: ClaudeRun = { code: null, stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => (run.stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (run.stderr += text));
      return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve({ ...run, code }));
      });
    },
  };
}
