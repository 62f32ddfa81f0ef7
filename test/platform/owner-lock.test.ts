import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isListening } from "../../src-main/platform/locks/liveness-socket.ts";
import {
  isAlive,
  readOwner,
  stateOf,
  takeOwnerLock,
  type LockOwner,
} from "../../src-main/platform/locks/owner-lock.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const newFile = async () => path.join(await temporaryFolder(), "owner.lock");

/** A process that tries for the lock; resolves with what it says. */
async function holder(file: string, clockStep = 0) {
  const script = path.join(import.meta.dirname, "lock-holder.ts");
  const child = spawn(process.execPath, [script, file, String(clockStep)]);
  const exited = once(child, "exit");
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
  });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  return {
    pid: child.pid,
    says: said.toString().trim(),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async end() {
      child.stdin.end();
      await exited;
    },
  };
}

async function ownLock(file: string): Promise<LockOwner> {
  const lock = await takeOwnerLock(file);
  if (!("release" in lock)) throw new Error(`It is held by ${lock.pid}.`);
  onTestFinished(() => lock.release());
  const owner = await readOwner(file);
  if (owner === null) throw new Error("The lock cannot be read.");
  return owner;
}

test("the second process learns who holds it; an orderly end gives it up", async () => {
  const file = await newFile();
  const first = await holder(file);
  expect(first.says).toBe("mine");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await holder(file)).says).toBe(`of ${first.pid}`);
  expect(await takeOwnerLock(file)).toMatchObject({ pid: first.pid });
  await first.end();
  expect(existsSync(file)).toBe(false);
  expect((await holder(file)).says).toBe("mine");
});

test("the lock of a killed process is taken over, and nothing is left lying", async () => {
  const file = await newFile();
  const first = await holder(file);
  await first.kill();
  expect(existsSync(file)).toBe(true);
  expect((await holder(file)).says).toBe("mine");
  const live = (await readOwner(file))?.live ?? "";
  expect(readdirSync(path.dirname(file)).toSorted()).toEqual([live, "owner.lock"]);
});

test("of many that want a dead process's lock at once exactly one gets it", async () => {
  const file = await newFile();
  await (await holder(file)).kill();
  const all = await Promise.all(Array.from({ length: 12 }, () => holder(file)));
  const winners = all.filter((each) => each.says === "mine");
  expect(winners).toHaveLength(1);
  expect(new Set(all.map((each) => each.says))).toEqual(new Set(["mine", `of ${winners[0]?.pid}`]));
});

test("within one process the lock is as exclusive", async () => {
  const file = await newFile();
  const own = await ownLock(file);
  expect(await takeOwnerLock(file)).toEqual(own);
  expect(own.pid).toBe(process.pid);
});

test.runIf(process.platform === "linux")(
  "a lock from before the computer was started again is dead",
  async () => {
    const file = await newFile();
    const owner = await ownLock(file);
    const alive = (other: Partial<LockOwner>) => isAlive({ ...owner, ...other }, path.dirname(file));
    expect(await alive({})).toBe(true);
    expect(await alive({ boot: "00000000-0000-4000-8000-000000000000" })).toBe(false);
  },
);

test.each([-3600, 40, 2 * 24 * 3600])("a clock that steps by %i s makes no second owner", async (step) => {
  const file = await newFile();
  const first = await holder(file);
  expect(first.says).toBe("mine");
  expect((await holder(file, step)).says).toBe(`of ${first.pid}`);
  await first.end();
  const shifted = await holder(file, step);
  expect(shifted.says).toBe("mine");
  expect((await holder(file)).says).toBe(`of ${shifted.pid}`);
});

test.runIf(process.platform === "linux")(
  "an owner in another container is asked by its socket; one that cannot be asked is taken to live",
  async () => {
    const file = await newFile();
    const folder = path.dirname(file);
    const first = await holder(file);
    const owner = await readOwner(file);
    if (owner === null) throw new Error("The lock cannot be read.");
    // Its ids are others there, and its ticks are counted by another clock.
    const apart = { ...owner, namespace: "pid:[1] time:[1]", pid: 2 ** 22 + 1, begun: 1 };
    expect(await stateOf(apart, folder)).toBe("elsewhere");
    expect(await stateOf({ ...apart, live: null }, folder)).toBe("unknown");
    await first.kill();
    expect(await stateOf(apart, folder)).toBe("gone");
    expect(await stateOf({ ...apart, live: null }, folder)).toBe("unknown");
    // The next owner takes over and clears away the dead one's socket.
    writeFileSync(file, JSON.stringify(apart));
    expect((await holder(file)).says).toBe("mine");
    expect(readdirSync(folder)).not.toContain(owner.live);
  },
);

test.runIf(process.platform === "linux")("where the kernel tells nothing the socket decides", async () => {
  const file = await newFile();
  const folder = path.dirname(file);
  const first = await holder(file);
  const owner = await readOwner(file);
  if (owner === null) throw new Error("The lock cannot be read.");
  // The id went to a process that lives: this one.
  const recycled = { ...owner, boot: null, begun: null, pid: process.pid };
  expect(await stateOf(recycled, folder)).toBe("here");
  await first.kill();
  expect(await stateOf(recycled, folder)).toBe("gone");
});

test("a lock that cannot be read is nobody's to take", async () => {
  const file = await newFile();
  mkdirSync(file);
  await expect(takeOwnerLock(file)).rejects.toThrow(/EISDIR/);
  expect(existsSync(file)).toBe(true);
});

test("the socket has a place in a folder with a long name as well", async () => {
  const folder = path.join(await temporaryFolder(), "x".repeat(120));
  const file = path.join(folder, "owner.lock");
  const first = await holder(file);
  const live = (await readOwner(file))?.live ?? "";
  expect(await isListening(folder, live)).toBe(process.platform === "linux" ? true : null);
  await first.end();
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(process.platform === "linux")("a process id that went to another process is noticed", async () => {
  const file = await newFile();
  const owner = await ownLock(file);
  expect(owner.begun).toBeGreaterThan(0);
  const alive = (begun: number | null) => isAlive({ ...owner, begun }, path.dirname(file));
  expect(await alive((owner.begun ?? 0) - 1)).toBe(false);
  expect(await alive(null)).toBe(true);
});

test.each(["", "no JSON", '{"pid":"x"}', "[]"])("an unreadable lock %j belongs to nobody", async (text) => {
  const file = await newFile();
  writeFileSync(file, text);
  expect((await ownLock(file)).pid).toBe(process.pid);
});

test("release removes only one's own lock", async () => {
  const file = await newFile();
  const lock = await takeOwnerLock(file);
  if (!("release" in lock)) throw new Error("It is held.");
  const other = JSON.stringify({ pid: process.pid, begun: null, nonce: "of another" });
  writeFileSync(file, other);
  await lock.release();
  expect(readFileSync(file, "utf8")).toBe(other);
});
