/** A program in a home of its own, with no way outside. */
import { spawn } from "node:child_process";
import { onTestFinished } from "vitest";

export interface ProgramRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Resolves when it has ended. `env` on top of the home and the path. */
export function runProgram(
  line: readonly [string, ...string[]],
  { home, cwd, env }: { home: string; cwd: string; env: Record<string, string> },
): Promise<ProgramRun> {
  const [program, ...args] = line;
  const child = spawn(program, args, {
    cwd,
    // Whatever it wants outside ends at a port where nobody listens.
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      HTTPS_PROXY: "http://127.0.0.1:9",
      NO_PROXY: "127.0.0.1",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
