/**
 * One process at a time: a lock file that names its owner. A lock whose owner is gone (its process ended, its id
 * went to another process, or the computer was started again since) is taken over.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface LockOwner {
  pid: number;
  /** When the owner's computer was started, epoch seconds: after a restart its process ids mean nothing. */
  bootedAt: number;
  /** When the process began, in the kernel's ticks since the start; null where that cannot be told. */
  begun: number | null;
  nonce: string;
}

export interface OwnerLock {
  release(): Promise<void>;
}

/** The lock, or who holds it. */
export async function takeOwnerLock(file: string): Promise<OwnerLock | LockOwner> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const me: LockOwner = {
    pid: process.pid,
    bootedAt: bootTime(),
    begun: beginOf(process.pid),
    nonce: randomUUID(),
  };
  // Written in full under another name first: nobody can ever read half a lock.
  const draft = `${file}.${me.pid}-${me.nonce}`;
  await writeFile(draft, JSON.stringify(me), { mode: 0o600, flush: true });
  try {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await claim(draft, file)) return { release: () => release(file, me) };
      const owner = await readOwner(file);
      if (owner && isAlive(owner)) return owner;
      if (!(await removeDeadLock(draft, file))) await delay(20);
    }
    throw new Error(`The lock file ${file} changes hands all the time.`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Clears away what processes that were killed while taking this lock left beside it. */
export async function removeDeadDrafts(file: string): Promise<void> {
  const folder = path.dirname(file);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(`${path.basename(file)}.`))) {
    const draft = path.join(folder, name);
    const owner = await readOwner(draft);
    // One that is half written says only in its name whose it is.
    const pid = Number(/\.(\d+)-[^.]+$/.exec(name)?.[1]);
    const dead = owner ? !isAlive(owner) : pid > 0 && !isAlive({ ...unknownOwner(), pid });
    if (dead) await rm(draft, { force: true });
  }
}

function unknownOwner(): LockOwner {
  return { pid: 0, bootedAt: bootTime(), begun: null, nonce: "" };
}

export async function readOwner(file: string): Promise<LockOwner | null> {
  try {
    const owner = JSON.parse(await readFile(file, "utf8")) as Partial<LockOwner>;
    if (typeof owner.pid !== "number" || typeof owner.bootedAt !== "number") return null;
    const { pid, bootedAt, begun } = owner;
    return {
      pid,
      bootedAt,
      begun: typeof begun === "number" ? begun : null,
      nonce: String(owner.nonce),
    };
  } catch {
    return null;
  }
}

export function isAlive(owner: LockOwner): boolean {
  // The two clocks drift apart by a little; a restart takes longer than this.
  if (Math.abs(owner.bootedAt - bootTime()) > 20) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const begun = beginOf(owner.pid);
  return owner.begun === null || begun === null || owner.begun === begun;
}

async function claim(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

// Only one process at a time removes: a lock that another has just taken over must not go with the dead one.
async function removeDeadLock(draft: string, file: string): Promise<boolean> {
  const turn = `${file}.takeover`;
  if (!(await claim(draft, turn))) {
    const holder = await readOwner(turn);
    if (holder && !isAlive(holder)) await rm(turn, { force: true });
    return false;
  }
  try {
    const owner = await readOwner(file);
    if (!owner || !isAlive(owner)) await rm(file, { force: true });
    return true;
  } finally {
    await rm(turn, { force: true });
  }
}

async function release(file: string, me: LockOwner): Promise<void> {
  if ((await readOwner(file))?.nonce === me.nonce) await rm(file, { force: true });
}

function bootTime(): number {
  return Math.round(Date.now() / 1000 - os.uptime());
}

// Field 22 of /proc/PID/stat, counted behind the command, which may hold spaces and brackets itself.
function beginOf(pid: number): number | null {
  if (process.platform !== "linux") return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const begun = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    return Number.isFinite(begun) ? begun : null;
  } catch {
    return null;
  }
}
