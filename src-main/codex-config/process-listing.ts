/** The processes of this computer as each system tells of them. The parsers are pure. */
import { execFile } from "node:child_process";
import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { z } from "zod";

export interface ProcessRecord {
  pid: number;
  parent: number;
  /** Path of the executable; null when it is not told. */
  program: string | null;
  /** The command line; words as far as the system keeps them apart. */
  words: string[];
  /** Epoch milliseconds. */
  startedAt: number | null;
}

/** Rejects when the system does not tell. */
export async function listProcesses(platform = process.platform): Promise<ProcessRecord[]> {
  if (platform === "linux") return listProc();
  if (platform === "win32") return fromCim(await output("powershell.exe", cimArgs));
  return fromPs(await output("ps", ["-axwwo", "pid=,ppid=,lstart=,args="]));
}

async function output(program: string, args: string[]): Promise<string> {
  const options = { timeout: 10_000, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, LC_ALL: "C" } };
  return (await promisify(execFile)(program, args, options)).stdout;
}

/** This person's processes: another one's Codex has a home of its own. */
async function listProc(): Promise<ProcessRecord[]> {
  const boot = bootTime(await readFile("/proc/stat", "utf8"));
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map((pid) => procRecord(pid, boot).catch(() => null)));
  return all.filter((record) => record !== null);
}

async function procRecord(pid: string, boot: number): Promise<ProcessRecord | null> {
  const folder = `/proc/${pid}`;
  if ((await stat(folder)).uid !== process.getuid?.()) return null;
  const [cmdline, facts] = await Promise.all([
    readFile(`${folder}/cmdline`, "utf8"),
    readFile(`${folder}/stat`, "utf8"),
  ]);
  const program = await readlink(`${folder}/exe`).catch(() => null);
  return fromProc({ cmdline, stat: facts, program, bootTime: boot });
}

/** Epoch seconds, of /proc/stat. */
export function bootTime(text: string): number {
  return Number(/^btime (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** Clock ticks a second, the same on every Linux that matters. */
const ticks = 100;

/** Of one folder of /proc (proc(5)); null for threads of the kernel and what has ended. */
export function fromProc(files: {
  cmdline: string;
  stat: string;
  program: string | null;
  /** Epoch seconds. */
  bootTime: number;
}): ProcessRecord | null {
  const words = files.cmdline.split("\0").slice(0, -1);
  // The name in brackets may hold anything, brackets too.
  const fields = files.stat.slice(files.stat.lastIndexOf(")") + 2).split(" ");
  const pid = Number.parseInt(files.stat, 10);
  if (words.length === 0 || Number.isNaN(pid)) return null;
  return {
    pid,
    parent: Number(fields[1]),
    // An update replaces the file under a program that runs.
    program: files.program?.replace(/ \(deleted\)$/, "") ?? null,
    words,
    startedAt: (files.bootTime + Number(fields[19]) / ticks) * 1000,
  };
}

/** Process, parent, five words of start in local time, then the command. */
const psLine = /^\s*(\d+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.+)$/;

/** Of `ps -axwwo pid=,ppid=,lstart=,args=`. */
export function fromPs(listing: string): ProcessRecord[] {
  return listing.split("\n").flatMap((line) => {
    const [, pid, parent, started = "", command = ""] = psLine.exec(line) ?? [];
    if (pid === undefined) return [];
    const words = command.trim().split(/\s+/);
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        program: appOf(command) ?? absolute(words[0]),
        words,
        startedAt: Date.parse(started) || null,
      },
    ];
  });
}

// The one program whose path may hold spaces.
function appOf(command: string): string | null {
  return /^\/.*?\.app\/Contents\/MacOS\/\w+/.exec(command)?.[0] ?? null;
}

function absolute(word: string | undefined): string | null {
  return word?.startsWith("/") ? word : null;
}

const cimArgs = [
  "-NoProfile",
  "-Command",
  [
    "[Console]::OutputEncoding = [Text.Encoding]::UTF8",
    "ConvertTo-Json -Compress @(Get-CimInstance Win32_Process | Where-Object { $_.CommandLine -match 'codex' } | ForEach-Object { @{ pid = $_.ProcessId; parent = $_.ParentProcessId; program = $_.ExecutablePath; command = $_.CommandLine; started = $(if ($_.CreationDate) { $_.CreationDate.ToUniversalTime().ToString('o') }) } })",
  ].join("; "),
];

const cimSchema = z.array(
  z.object({
    pid: z.number(),
    parent: z.number(),
    program: z.string().nullish(),
    command: z.string().nullish(),
    started: z.string().nullish(),
  }),
);

/** Of what PowerShell makes of Win32_Process. Throws when it is something else. */
export function fromCim(json: string): ProcessRecord[] {
  const told: unknown = json.trim() === "" ? [] : JSON.parse(json.replace(/^\uFEFF/, ""));
  return cimSchema
    .parse(Array.isArray(told) ? told : [told])
    .map(({ pid, parent, program, command, started }) => ({
      pid,
      parent,
      program: program ?? null,
      words: [...(command ?? "").matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word),
      startedAt: Date.parse(started ?? "") || null,
    }));
}
