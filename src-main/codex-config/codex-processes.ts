/** Which Codex programs run on this computer: they keep the settings they were started with. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { CodexProcess } from "../../src-shared/contract/codex.ts";

/** One line of `ps`: the process id, then the whole command. */
const line = /^\s*(\d+)\s+(.+)$/;

export async function listCodexProcesses(platform = process.platform): Promise<CodexProcess[]> {
  try {
    const [program, args] = platform === "win32" ? windows : posix;
    const { stdout } = await promisify(execFile)(program, args, {
      timeout: 5000,
      maxBuffer: 16 * 1024 * 1024,
    });
    return readProcesses(stdout);
  } catch {
    // Not knowing is no failure: the list is help, nothing depends on it.
    return [];
  }
}

const posix: [string, string[]] = ["ps", ["-axo", "pid=,args="]];
const windows: [string, string[]] = [
  "powershell.exe",
  [
    "-NoProfile",
    "-Command",
    'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.CommandLine)" }',
  ],
];

export function readProcesses(listing: string): CodexProcess[] {
  return listing.split(/\r?\n/).flatMap((text) => {
    const match = line.exec(text);
    const kind = match?.[2] ? kindOf(match[2]) : null;
    return match?.[1] && kind ? [{ pid: Number(match[1]), kind }] : [];
  });
}

function kindOf(command: string): CodexProcess["kind"] | null {
  if (
    /Codex\.app\/Contents\/MacOS\/Codex\b|[\\/]Codex[\\/]Codex\.exe\b|\/opt\/Codex\/codex-desktop\b/.test(
      command,
    )
  )
    return "desktop";
  // Windows quotes the program; helpers of the desktop app and renderers carry a type.
  const [program = "", ...rest] = command.replaceAll('"', "").split(/\s+/);
  const name =
    program
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.exe$/i, "") ?? "";
  const script = rest.find((word) => /[\\/]codex(\.js)?$/.test(word));
  if (name !== "codex" && !(/^node\d*$/.test(name) && script)) return null;
  if (rest.includes("app-server"))
    return /[\\/]\.(vscode|cursor|windsurf)/i.test(command) ? "ide" : "app-server";
  return "cli";
}
