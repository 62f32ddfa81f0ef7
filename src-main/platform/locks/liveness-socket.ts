/**
 * A sign of life that no clock and no recycled process id can falsify: a socket that its process listens on and that
 * the system closes with it. Others in the same folder can ask it, from other containers too; on Windows it is a
 * named pipe.
 */
import { randomBytes } from "node:crypto";
import { open, readdir, rm } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const prefix = ".live-";
/** What sockaddr_un holds at least, less the zero at its end. */
const longestAddress = 103;

export interface LivenessSocket {
  /** What others ask by; null where the file system has no sockets. */
  name: string | null;
  close(): Promise<void>;
}

const opened = new Map<
  string,
  { users: number; socket: Promise<{ name: string | null; end(): Promise<void> }> }
>();

/** This process's socket in a folder: opened with the first lock that is taken there, closed with the last. */
export async function openLivenessSocket(folder: string): Promise<LivenessSocket> {
  const present = opened.get(folder) ?? { users: 0, socket: listen(folder) };
  opened.set(folder, present);
  present.users += 1;
  const socket = await present.socket;
  return {
    name: socket.name,
    async close() {
      present.users -= 1;
      if (present.users > 0) return;
      opened.delete(folder);
      await socket.end();
    },
  };
}

/** Whether the process that listens on it lives; null when that cannot be told. */
export async function isListening(folder: string, name: string): Promise<boolean | null> {
  // A name from a file that anybody may have written.
  if (!/^\.live-[\w-]+$/.test(name)) return null;
  return atAddress(folder, name, async (address) => {
    const code = await connectionTo(address);
    if (code === null || code === "EAGAIN" || code === "EBUSY") return true;
    if (code === "ECONNREFUSED") return false;
    // A pipe goes with its process; a file may have been removed by anybody.
    return code === "ENOENT" && process.platform === "win32" ? false : null;
  });
}

/** Removes the sockets that killed processes left in a folder. */
export async function removeDeadSockets(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefix)))
    if ((await isListening(folder, name)) === false) await rm(path.join(folder, name), { force: true });
}

async function listen(folder: string): Promise<{ name: string | null; end(): Promise<void> }> {
  const name = `${prefix}${process.pid}-${randomBytes(6).toString("hex")}`;
  const server = net.createServer((socket) => socket.destroy());
  try {
    await atAddress(folder, name, async (address) => {
      server.listen(address);
      await new Promise<void>((resolve, reject) => {
        server.once("listening", resolve);
        server.once("error", reject);
      });
    });
  } catch {
    return { name: null, end: async () => {} };
  }
  server.on("error", () => {});
  server.unref();
  return {
    name,
    async end() {
      await new Promise((resolve) => server.close(resolve));
      await rm(path.join(folder, name), { force: true });
    },
  };
}

/** The folder's path may be longer than an address can be: Linux takes it by an open handle. */
async function atAddress<T>(folder: string, name: string, work: (address: string) => Promise<T>): Promise<T> {
  if (process.platform === "win32") return work(`\\\\.\\pipe\\switchyard${name}`);
  const direct = path.join(folder, name);
  if (process.platform !== "linux" || Buffer.byteLength(direct) <= longestAddress) return work(direct);
  const handle = await open(folder, "r");
  try {
    return await work(`/proc/self/fd/${handle.fd}/${name}`);
  } finally {
    await handle.close();
  }
}

/** Null when somebody listens, else why not. */
async function connectionTo(address: string): Promise<string | null> {
  const socket = net.connect(address);
  const answer = new Promise<string | null>((resolve) => {
    socket.once("connect", () => resolve(null));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
  });
  try {
    // The kernel answers for a process that is busy; a file system that hangs answers nothing.
    return await Promise.race([answer, delay(2000, "ETIMEDOUT", { ref: false })]);
  } finally {
    socket.destroy();
  }
}
