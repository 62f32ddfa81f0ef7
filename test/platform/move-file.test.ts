import { expect, test } from "vitest";
import { moveFile } from "../../src-main/platform/move-file.ts";

/** A disk that refuses so many times, and what was waited. */
function busyDisk(refusals: number, code: string, platform: NodeJS.Platform) {
  const waited: number[] = [];
  let tries = 0;
  return {
    waited,
    tries: () => tries,
    port: {
      platform,
      rename: async () => {
        tries += 1;
        if (tries <= refusals) throw Object.assign(new Error(code), { code });
      },
      pause: async (ms: number) => void waited.push(ms),
    },
  };
}

test.each(["EPERM", "EBUSY", "EACCES"])(
  "on Windows %s passes: tried again with growing pauses",
  async (code) => {
    const disk = busyDisk(5, code, "win32");
    await moveFile("a", "b", disk.port);
    expect(disk.tries()).toBe(6);
    expect(disk.waited).toEqual(disk.waited.toSorted((a, b) => a - b));
  },
);

test("what stays is told after a few seconds, and other failures at once", async () => {
  const stays = busyDisk(1000, "EPERM", "win32");
  await expect(moveFile("a", "b", stays.port)).rejects.toThrow("EPERM");
  expect(stays.waited.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(5000);
  const full = busyDisk(1, "ENOSPC", "win32");
  await expect(moveFile("a", "b", full.port)).rejects.toThrow("ENOSPC");
  const elsewhere = busyDisk(1, "EPERM", "linux");
  await expect(moveFile("a", "b", elsewhere.port)).rejects.toThrow("EPERM");
  expect([full.tries(), elsewhere.tries()]).toEqual([1, 1]);
});
