/** Codex' switch, and the Codex processes that run. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { CodexView } from "../../../src-shared/contract/codex.ts";
import { findingsOf, type Finding } from "./finding.ts";

const { ok, note, bad } = findingsOf("codex");

export interface CodexFacts {
  view: CodexView;
  gatewayRuns: boolean;
}

export async function lookAtCodex({ view, gatewayRuns }: CodexFacts): Promise<Finding[]> {
  const running = codexProcesses(await processList());
  return [switchFinding(view, gatewayRuns), processFinding(view, running)];
}

function switchFinding({ switch: found, proof }: CodexView, gatewayRuns: boolean): Finding {
  const { state, file, problem, drift } = found;
  if (problem) return bad("Switch", `${problem.message} (${file})`, problem.advice);
  if (state === "off") return ok("Switch", `Codex does not go through Switchyard (${file}).`);
  if (!gatewayRuns)
    return bad(
      "Switch",
      `Codex is pointed at a gateway that does not run (${file}).`,
      "switchyard serve, or: switchyard codex off",
    );
  if (state === "drift")
    return note(
      "Switch",
      `Others changed ${drift.join(", ")} in ${file}.`,
      "Take it over again: switchyard codex on",
    );
  return ok("Switch", `On (${file}); ${proof ? `last request by ${proof.client}` : "no request yet"}.`);
}

function processFinding({ switch: { state } }: CodexView, running: CodexProcess[]): Finding {
  if (running.length === 0) return ok("Running Codex", "None.");
  const words = running.map(({ pid, name }) => `${name} (${pid})`).join(", ");
  return state === "off"
    ? ok("Running Codex", words)
    : note(
        "Running Codex",
        words,
        "Whatever was started before the switch has to be restarted to follow it.",
      );
}

export interface CodexProcess {
  pid: number;
  name: string;
}

/** Of lines "PID COMMAND" those that are Codex. */
export function codexProcesses(list: string): CodexProcess[] {
  return list.split(/\r?\n/).flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.+?)\s*$/.exec(line) ?? [];
    const name = command
      ?.split(/[/\\]/)
      .at(-1)
      ?.replace(/\.exe$/i, "");
    return pid !== undefined && name !== undefined && /^codex($|[-_ ])/i.test(name)
      ? [{ pid: Number(pid), name }]
      : [];
  });
}

async function processList(): Promise<string> {
  const [program = "", ...args] =
    process.platform === "win32"
      ? [
          "powershell.exe",
          "-NoProfile",
          "-Command",
          'Get-Process | ForEach-Object { "$($_.Id) $($_.ProcessName)" }',
        ]
      : ["ps", "-axo", "pid=,comm="];
  try {
    const { stdout } = await promisify(execFile)(program, args);
    return stdout;
  } catch {
    return "";
  }
}
