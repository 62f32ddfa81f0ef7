/**
 * One process at a time: a lock file that names its owner. A lock whose owner is known to be gone (its process ended,
 * its id went to another process, or the computer was started again since) is taken over; no clock has a say in that.
 * Where it cannot be told, the owner is taken to live.
 */
import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { link, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readFileIfThere } from "../atomic-file.ts";
import {
  isListening,
  openLivenessSocket,
  removeDeadSockets,
  type LivenessSocket,
} from "./liveness-socket.ts";
import { processExists } from "./process-exists.ts";

export interface LockOwner {
  pid: number;
  /** Of the start of the computer: after another one its process ids mean nothing; null where it has no name. */
  boot: string | null;
  /** When the process began, in the kernel's ticks since the start; null where that cannot be told. */
  begun: number | null;
  /** In which process ids and ticks are what they are here (a container has its own); null = there is only one. */
  namespace: string | null;
  /** Its liveness socket beside the lock; null where there can be none. */
  live: string | null;
  nonce: string;
}

const noSocket = { name: null, close: async () => {} };

export interface OwnerLock {
  release(): Promise<void>;
}

/**
 * The lock, or who holds it. Without `live` it has no socket: in a folder of another program. Throws what the disk says
 * when the lock can be neither written nor read.
 */
export async function takeOwnerLock(file: string, { live = true } = {}): Promise<OwnerLock | LockOwner> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const socket = live ? await openLivenessSocket(folder) : noSocket;
  const me: LockOwner = { ...thprocessExists(), live: socket.name, nonce: randomUUID() };
  // Written in full under another name first: nobody can ever read half a lock.
  const draft = `${file}.${me.pid}-${me.nonce}`;
  let mine = false;
  try {
    await writeFile(draft, JSON.stringify(me), { mode: 0o600, flush: true });
    for (let attempt = 0; attempt < 100; attempt += 1) {
      mine = await claim(draft, file);
      if (mine) return { release: () => release(file, me, socket) };
      const owner = await readOwner(file);
      if (owner && (await isAlive(owner, folder))) return owner;
      if (!(await removeDeadLock(draft, file))) await delay(20);
    }
    throw new Error(`The lock file ${file} changes hands all the time.`);
  } finally {
    await rm(draft, { force: true });
    if (!mine) await socket.close();
  }
}

/** Clears away what processes that were killed with this lock, or while taking it, left beside it. */
export async function removeDeadDrafts(file: string): Promise<void> {
  const folder = path.dirname(file);
  await removeDeadSockets(folder);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(`${path.basename(file)}.`))) {
    const draft = path.join(folder, name);
    const owner = await readOwner(draft).catch(() => null);
    // One that is half written says only in its name whose it is.
    const pid = Number(/\.(\d+)-[^.]+$/.exec(name)?.[1]);
    const dead = owner ? !(await isAlive(owner, folder)) : pid > 0 && !processExists(pid);
    if (dead) await rm(draft, { force: true });
  }
}

/** Null when there is no lock, or none that says whose it is. Throws when it is there and cannot be read. */
export async function readOwner(file: string): Promise<LockOwner | null> {
  const text = await readFileIfThere(file);
  try {
    const told = JSON.parse(text ?? "") as Partial<Record<keyof LockOwner, unknown>>;
    if (typeof told.pid !== "number" || !Number.isSafeInteger(told.pid) || told.pid <= 0) return null;
    return {
      pid: told.pid,
      boot: textOf(told.boot),
      begun: typeof told.begun === "number" ? told.begun : null,
      namespace: textOf(told.namespace),
      live: textOf(told.live),
      nonce: String(told.nonce),
    };
  } catch {
    return null;
  }
}

/** Whether the owner of a lock in this folder lives, or may. */
export async function isAlive(owner: LockOwner, folder: string): Promise<boolean> {
  return (await stateOf(owner, folder)) !== "gone";
}

/**
 * Unknown: its process id is one of another container, or it says too little of itself. `here`: its id may be used to
 * reach it.
 */
export async function stateOf(
  owner: LockOwner,
  folder: string,
): Promise<"here" | "elsewhere" | "unknown" | "gone"> {
  const { boot, namespace } = thprocessExists();
  if (owner.boot !== null && boot !== null && owner.boot !== boot) return "gone";
  const sameIds = owner.namespace === namespace || owner.namespace === null;
  if (sameIds && !processExists(owner.pid)) return "gone";
  const begun = sameIds ? ticksOf(owner.pid) : null;
  if (begun !== null && owner.begun !== null) return begun === owner.begun ? "here" : "gone";
  const listening = owner.live === null ? null : await isListening(folder, owner.live);
  if (listening === null) return "unknown";
  if (!listening) return "gone";
  return sameIds ? "here" : "elsewhere";
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
  const folder = path.dirname(file);
  const turn = `${file}.takeover`;
  if (!(await claim(draft, turn))) {
    const holder = await readOwner(turn);
    if (holder && !(await isAlive(holder, folder))) await rm(turn, { force: true });
    return false;
  }
  try {
    const owner = await readOwner(file);
    if (owner && (await isAlive(owner, folder))) return true;
    await rm(file, { force: true });
    if (owner?.live && (await isListening(folder, owner.live)) === false)
      await rm(path.join(folder, owner.live), { force: true });
    return true;
  } finally {
    await rm(turn, { force: true });
  }
}

async function release(file: string, me: LockOwner, socket: Pick<LivenessSocket, "close">): Promise<void> {
  try {
    if ((await readOwner(file))?.nonce === me.nonce) await rm(file, { force: true });
  } finally {
    await socket.close();
  }
}

type Process = Pick<LockOwner, "pid" | "boot" | "begun" | "namespace">;
let known: Process | null = null;

function thprocessExists(): Process {
  known ??= {
    pid: process.pid,
    boot: bootName(),
    begun: ticksOf(process.pid),
    // Ticks are counted by a container's own clock.
    namespace: ofKernel(() => ["pid", "time"].map((name) => readlinkSync(`/proc/self/ns/${name}`)).join(" ")),
  };
  return known;
}

/** Of the start of the computer; null where it has no name. */
export function bootName(): string | null {
  return ofKernel(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
}

/** When a process began, in the kernel's ticks since the start of the computer; null where that cannot be told. */
// Field 22 of /proc/PID/stat, counted behind the command, which may hold spaces and brackets itself.
export function ticksOf(pid: number): number | null {
  return ofKernel(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const begun = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    return Number.isFinite(begun) ? begun : null;
  });
}

/** What Linux tells; null elsewhere and where it does not. */
function ofKernel<T>(read: () => T): T | null {
  if (process.platform !== "linux") return null;
  try {
    return read();
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
