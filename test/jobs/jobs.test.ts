/** Commands that wait for their time: started once, by whom has them, and what becomes of them is kept. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { isDue, type Room } from "../../src-main/jobs/is-due.ts";
import type { Job, When } from "../../src-main/jobs/job.ts";
import { jobFolder } from "../../src-main/jobs/job-folder.ts";
import { createJobRunner } from "../../src-main/jobs/job-runner.ts";
import { manualClock, START } from "../support/manual-clock.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const hour = 3_600_000;
const room = (edit: Partial<Room> = {}): Room => ({
  limited: false,
  left: 50,
  resetsAt: START + 30 * hour,
  ...edit,
});

test.each<[string, When, Room[], boolean]>([
  ["a moment that is there", { kind: "at", at: START }, [], true],
  ["a moment to come", { kind: "at", at: START + 1 }, [room()], false],
  ["a reset that is over", { kind: "after-reset", at: START }, [room()], true],
  [
    "a reset after which nothing has room",
    { kind: "after-reset", at: START },
    [room({ limited: true })],
    false,
  ],
  ["a reset to come", { kind: "after-reset", at: START + 1 }, [room()], false],
  ["enough left", { kind: "above", percent: 50 }, [room({ left: 10 }), room()], true],
  ["not enough left", { kind: "above", percent: 51 }, [room()], false],
  ["nothing known", { kind: "above", percent: 1 }, [room({ left: null })], false],
  ["a week that ends soon", { kind: "before-expiry", withinMs: 30 * hour }, [room()], true],
  ["a week that goes on", { kind: "before-expiry", withinMs: 29 * hour }, [room()], false],
  ["a week that is used up", { kind: "before-expiry", withinMs: 30 * hour }, [room({ left: 2 })], false],
])("%s", (_name, when, rooms, due) => expect(isDue(when, rooms, START)).toBe(due));

async function bench() {
  const home = await temporaryFolder();
  const folder = jobFolder(path.join(home, "later"));
  const clock = manualClock();
  const runner = () => {
    const options = { folder, clock, rooms: () => [room()], env: {}, logger: { info() {}, error() {} } };
    return createJobRunner(options);
  };
  const job = (edit: Partial<Job> = {}): Job => {
    const id = folder.newId();
    return {
      id,
      command: [process.execPath, "-e", "console.log('it ran'); process.exitCode = 3"],
      folder: home,
      path: process.env["PATH"] ?? "",
      output: folder.outputOf(id),
      when: { kind: "at", at: START },
      addedAt: START,
      startedAt: null,
      endedAt: null,
      exitCode: null,
      problem: null,
      ...edit,
    };
  };
  return { home, folder, clock, runner, job };
}

const states = async (folder: ReturnType<typeof jobFolder>) => (await folder.all()).map(({ state }) => state);

test("a job is started once, with its output for this person alone and its exit code kept", async () => {
  const { home, folder, clock, runner, job } = await bench();
  const mine = job();
  const later = job({ when: { kind: "at", at: START + hour }, addedAt: START + 1 });
  await folder.add(mine);
  await folder.add(later);
  const running = runner();
  await running.start();
  await expect.poll(() => states(folder)).toEqual(["ended", "waiting"]);
  const [first] = await folder.all();
  expect(first?.job).toMatchObject({ exitCode: 3, problem: null, startedAt: START });
  expect(readFileSync(mine.output, "utf8")).toBe("it ran\n");
  for (const name of await readdir(path.join(home, "later")))
    expect(statSync(path.join(home, "later", name)).mode & 0o077).toBe(0);
  clock.advance(hour);
  await expect.poll(() => states(folder)).toEqual(["ended", "ended"]);
  expect(readFileSync(mine.output, "utf8")).toBe("it ran\n");
  running.stop();
  clock.advance(40 * 24 * hour);
  await folder.add(job({ when: { kind: "at", at: START + 90 * 24 * hour } }));
  const next = runner();
  await next.start();
  expect(await states(folder)).toEqual(["waiting"]);
  expect(existsSync(mine.output)).toBe(false);
  next.stop();
});

test("what cannot be started says so", async () => {
  const { folder, runner, job } = await bench();
  await folder.add(job({ command: ["no-such-program-here"] }));
  const running = runner();
  await running.start();
  await expect.poll(() => states(folder)).toEqual(["ended"]);
  expect((await folder.all())[0]?.job.problem).toMatch(/^no-such-program-here could not be started/);
  running.stop();
});

test("one of many has a job, and what a killed process had is never started again", async () => {
  const { folder, runner, job } = await bench();
  const mine = job();
  await folder.add(mine);
  const claims = await Promise.all([folder.claim(mine.id), folder.cancel(mine.id), folder.claim(mine.id)]);
  expect(claims.filter(Boolean)).toHaveLength(1);
  const other = job();
  await folder.add(other);
  expect(await folder.claim(other.id)).toBe(true);
  const running = runner();
  await running.start();
  const found = (await folder.all()).find((each) => each.job.id === other.id);
  expect(found).toMatchObject({ state: "ended", job: { exitCode: null } });
  expect(found?.job.problem).toMatch(/its end was not seen/);
  running.stop();
});
