import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isAlive, readOwner, takeOwnerLock, type LockOwner } from "../../src-main/platform/owner-lock.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const newFile = async () => path.join(await temporaryFolder(), "owner.lock");

/** A process that tries for the lock; resolves with what it says. */
async function holder(file: string) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "lock-holder.ts"), file, "release"]);
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
  expect(readdirSync(path.dirname(file))).toEqual(["owner.lock"]);
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

test("a lock from before the computer was started again is dead, whoever has the id now", async () => {
  const file = await newFile();
  const owner = await ownLock(file);
  expect(isAlive(owner)).toBe(true);
  expect(isAlive({ ...owner, bootedAt: owner.bootedAt - 3600 })).toBe(false);
  expect(isAlive({ ...owner, bootedAt: owner.bootedAt + 5 })).toBe(true);
});

test.runIf(process.platform === "linux")("a process id that went to another process is noticed", async () => {
  const file = await newFile();
  const owner = await ownLock(file);
  expect(owner.begun).toBeGreaterThan(0);
  expect(isAlive({ ...owner, begun: (owner.begun ?? 0) - 1 })).toBe(false);
  expect(isAlive({ ...owner, begun: null })).toBe(true);
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
  const other = JSON.stringify({ pid: process.pid, bootedAt: 1, begun: null, nonce: "of another" });
  writeFileSync(file, other);
  await lock.release();
  expect(readFileSync(file, "utf8")).toBe(other);
});
