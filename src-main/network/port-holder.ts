/** Who listens on a port, where the operating system tells. */
import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";

export interface PortHolder {
  pid: number;
  name: string;
}

const execute = promisify(execFile);

export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** null when nobody listens there, or the system does not tell. */
export async function portHolder(port: number, platform = process.platform): Promise<PortHolder | null> {
  try {
    if (platform === "linux") return await fromProc(port);
    if (platform === "darwin") {
      const { stdout } = await execute("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
      return fromLsof(stdout);
    }
    if (platform === "win32") {
      const script = `Get-NetTCPConnection -State Listen -LocalPort ${port} | Select-Object -First 1 | ForEach-Object { $p = Get-Process -Id $_.OwningProcess; "$($p.Id) $($p.ProcessName)" }`;
      const { stdout } = await execute("powershell.exe", ["-NoProfile", "-Command", script]);
      return fromPowerShell(stdout);
    }
    return null;
  } catch {
    return null;
  }
}

async function fromProc(port: number): Promise<PortHolder | null> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((table) => readFile(`/proc/net/${table}`, "utf8").catch(() => "")),
  );
  const sockets = new Set(
    tables.flatMap((table) => listeningSockets(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return null;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const links = await openLinks(pid);
    if (links.some((link) => sockets.has(link))) return { pid: Number(pid), name: await programOf(pid) };
  }
  return null;
}

// `comm` is the name of the main thread, which a program may have called anything.
async function programOf(pid: string): Promise<string> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => null);
  if (program !== null) return path.basename(program.replace(/ \(deleted\)$/, ""));
  return (await readFile(`/proc/${pid}/comm`, "utf8")).trim();
}

/** Inodes of the sockets that listen on a port, from /proc/net/tcp. */
export function listeningSockets(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    return local.endsWith(`:${wanted}`) && state === "0A" && inode !== undefined ? [inode] : [];
  });
}

// Processes of other people cannot be looked into.
async function openLinks(pid: string): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  return Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")));
}

/** `p` lines are process ids, `c` lines the command of the one before. */
export function fromLsof(output: string): PortHolder | null {
  const pid = /^p(\d+)$/m.exec(output)?.[1];
  return pid === undefined ? null : { pid: Number(pid), name: /^c(.+)$/m.exec(output)?.[1] ?? "unknown" };
}

export function fromPowerShell(output: string): PortHolder | null {
  const [, pid, name] = /^(\d+) (.+)$/.exec(output.trim()) ?? [];
  return pid === undefined || name === undefined ? null : { pid: Number(pid), name };
}
