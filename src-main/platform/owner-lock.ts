/**
 * One process at a time: a lock file that names its owner. A lock whose owner is gone (its process ended, or
 * the computer was started again since) is taken over.
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

export interface LockOwner {
  pid: number;
  /** When the owner's computer was started, epoch seconds: after a restart its process ids mean nothing. */
  bootedAt: number;
  nonce: string;
}

export interface OwnerLock {
  release(): Promise<void>;
}

/** The lock, or who holds it. */
export async function takeOwnerLock(file: string): Promise<OwnerLock | LockOwner> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const me: LockOwner = { pid: process.pid, bootedAt: bootTime(), nonce: randomUUID() };
  // Written in full under another name first: nobody can ever read half a lock.
  const draft = `${file}.${me.nonce}`;
  await writeFile(draft, JSON.stringify(me), { mode: 0o600, flush: true });
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await link(draft, file);
        return { release: () => release(file, me) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const owner = await readOwner(file);
      if (owner && isAlive(owner)) return owner;
      if (attempt === 5) throw new Error(`The lock file ${file} changes hands all the time.`);
      await rm(file, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

export async function readOwner(file: string): Promise<LockOwner | null> {
  try {
    const owner = JSON.parse(await readFile(file, "utf8")) as Partial<LockOwner>;
    return typeof owner.pid === "number" && typeof owner.bootedAt === "number"
      ? { pid: owner.pid, bootedAt: owner.bootedAt, nonce: String(owner.nonce) }
      : null;
  } catch {
    return null;
  }
}

export function isAlive(owner: LockOwner): boolean {
  // The two clocks drift apart by a little; a restart takes longer than this.
  if (Math.abs(owner.bootedAt - bootTime()) > 20) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function release(file: string, me: LockOwner): Promise<void> {
  if ((await readOwner(file))?.nonce === me.nonce) await rm(file, { force: true });
}

function bootTime(): number {
  return Math.round(Date.now() / 1000 - os.uptime());
}
