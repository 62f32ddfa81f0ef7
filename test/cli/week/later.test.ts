/** `switchyard later`: a command that is kept, listed, cancelled, and run by the Switchyard that runs then. */
import { expect, test, vi } from "vitest";
import { momentOf } from "../../../src-main/cli/commands/week/later.ts";
import { signedIn, startServe } from "../../support/command-place.ts";
import { START } from "../../support/manual-clock.ts";

vi.setConfig({ testTimeout: 60_000 });

interface Listed {
  jobs: { id: string; state: string; exitCode: number | null; output: string }[];
}

test("a time of the day is the next one, a date is what it says", () => {
  const at = new Date(momentOf("03:00", START));
  expect([at.getHours(), at.getMinutes()]).toEqual([3, 0]);
  expect(at.getTime()).toBeGreaterThan(START);
  expect(momentOf("2026-12-24T03:00:00Z", START)).toBe(Date.UTC(2026, 11, 24, 3));
  for (const wrong of ["", "25:00", "soon", "2020-01-01T00:00"])
    expect(() => momentOf(wrong, START)).toThrow(/--at/);
});

test("it waits over the end of the command, and runs once when a Switchyard does", async () => {
  const here = await signedIn();
  const { cli } = here;
  const jobs = async () => (JSON.parse((await cli(["later", "list", "--json"])).out) as Listed).jobs;
  const soon = new Date(Date.now() + 1500).toISOString();
  expect((await cli(["later", "--at", soon, "--", process.execPath, "-e", "console.log('ran')"])).code).toBe(
    0,
  );
  expect((await cli(["later", "--above", "100", "--", "never"])).out).toMatch(/runs once 100 % are left/);
  const unwanted = (await jobs())[1]?.id ?? "";
  expect((await cli(["later", "cancel", unwanted])).out).toContain("is cancelled");
  expect((await cli(["later", "cancel", unwanted])).code).toBe(1);
  expect((await cli(["later", "--at", "03:00", "--above", "5", "--", "both"])).code).toBe(2);
  await expect.poll(() => Date.now() > Date.parse(soon)).toBe(true);
  await startServe(here);
  await expect.poll(async () => (await jobs())[0]?.state, { timeout: 20_000 }).toBe("ended");
  const [first] = await jobs();
  expect(first?.exitCode).toBe(0);
  expect((await cli(["later", "log", first?.id ?? ""])).out).toBe("ran\n");
});
