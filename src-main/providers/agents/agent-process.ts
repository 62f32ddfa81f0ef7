/** One agent program at work: lines of JSON both ways, a group of its own, an empty folder, and a certain end. */
import { spawn } from "node:child_process";
import { createJsonLines } from "./json-lines.ts";
import { signalGroup } from "./process-group.ts";
import type { WorkFolder } from "./work-folder.ts";

export interface AgentSpec {
  program: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  onLine(line: Record<string, unknown>): void;
  /** Once, when it is gone. */
  onEnd(end: AgentEnd): void;
}

export interface AgentEnd {
  /** ended: by us. */
  how: "exited" | "ended" | "no-json" | "not-started";
  code: number | null;
  /** The last of what it wrote to stderr, until it was shown a prompt. */
  stderr: string;
}

export interface AgentProcess {
  /** Where it runs: an empty folder of ours. */
  readonly folder: string;
  /** Writes a line; nothing once it is gone. */
  send(line: object): void;
  /** From now on it knows a prompt: nothing of its stderr is kept. */
  hush(): void;
  /** Ends it and all that it started; resolves when it is gone. */
  end(): Promise<void>;
}

/** Milliseconds between asking it to end and ending it. */
const graceMs = 1000;
const longestTail = 2000;

export function startAgentProcess(spec: AgentSpec, folder: WorkFolder): AgentProcess {
  const { work, temporary } = folder;
  const child = spawn(spec.program, spec.args, {
    cwd: work,
    env: { ...spec.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const { pid } = child;
  if (pid !== undefined) folder.owned(pid);
  let how: AgentEnd["how"] = "exited";
  let gone = false;
  let hushed = false;
  let stderr = "";
  const ended = Promise.withResolvers<void>();

  const lines = createJsonLines((line) => {
    if (!gone) spec.onLine(line);
  });
  child.stdout.on("data", (piece: Buffer) => {
    if (lines.push(piece)) return;
    if (how === "exited") how = "no-json";
    child.stdout.destroy();
    void stop();
  });
  child.stderr.on("data", (piece: Buffer) => {
    if (!hushed) stderr = (stderr + piece.toString("utf8")).slice(-longestTail);
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
  child.once("error", () => {
    if (pid === undefined) {
      how = "not-started";
      over(null);
    }
  });
  child.once("exit", () => {
    // What it started must not outlive it.
    if (pid !== undefined) signalGroup(pid, "SIGKILL");
    // What left the group may hold its output open: nobody waits for that.
    setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, graceMs).unref();
  });
  child.once("close", over);

  function over(code: number | null): void {
    if (gone) return;
    gone = true;
    void folder.remove().then(ended.resolve);
    spec.onEnd({ how, code, stderr: hushed ? "" : stderr.trim() });
  }

  async function stop(): Promise<void> {
    if (gone || pid === undefined) return ended.promise;
    signalGroup(pid, "SIGTERM");
    const kill = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
    await ended.promise;
    clearTimeout(kill);
  }

  return {
    folder: work,
    send(line) {
      if (!gone && child.stdin.writable) child.stdin.write(`${JSON.stringify(line)}\n`);
    },
    hush() {
      hushed = true;
      stderr = "";
    },
    end() {
      if (how === "exited") how = "ended";
      return stop();
    },
  };
}
