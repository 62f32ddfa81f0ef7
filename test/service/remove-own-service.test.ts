/** The service that goes with its program; the system's own manager is a stand-in on the PATH. */
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { removeOwnService, starts } from "../../src-main/service/remove-own-service.ts";
import { scheduledTask } from "../../src-main/service/scheduled-task.ts";
import { managerFor, type ServiceSystem } from "../../src-main/service/service-manager.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const program = "/opt/Switchyard/switchyard";

async function installed(platform: "linux" | "darwin", starts: string, { reached = true } = {}) {
  const home = await temporaryFolder();
  const bin = path.join(home, "bin");
  mkdirSync(bin);
  for (const name of ["systemctl", "launchctl", "schtasks"]) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho "$@" >> "${home}/calls"\nexit ${reached ? 0 : 1}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const env = { PATH: `${bin}:${process.env["PATH"]}` };
  const dataFolder = path.join(home, "data");
  const system: ServiceSystem = { platform, home, env, uid: 1000, dataFolder };
  const manager = managerFor(system);
  if (manager === null) throw new Error("no manager");
  const { file } = manager;
  mkdirSync(path.dirname(file), { recursive: true });
  const content = manager.content({
    program: starts,
    args: ["--hidden"],
    variables: {},
    desktop: true,
    logFolder: home,
  });
  writeFileSync(file, content, manager.encoding);
  const calls = () =>
    existsSync(`${home}/calls`) ? readFileSync(`${home}/calls`, "utf8").trim().split("\n") : [];
  return { home, system, file, manager, calls };
}

describe.runIf(process.platform === "linux")("the service", () => {
  test.each([
    ["linux", "--user disable --now switchyard.service"],
    ["darwin", "bootout gui/1000/app.switchyard.service"],
  ] as const)("of this program is stopped and goes: %s", async (platform, call) => {
    const { system, file, calls } = await installed(platform, program);
    expect(await removeOwnService(system, program)).toBe(true);
    expect(existsSync(file)).toBe(false);
    expect(calls()).toContain(call);
    expect(await removeOwnService(system, program)).toBe(false);
  });

  test("of another copy of Switchyard stays as it is", async () => {
    const { system, file, calls } = await installed("linux", "/usr/bin/node");
    expect(await removeOwnService(system, program)).toBe(false);
    expect(existsSync(file)).toBe(true);
    expect(calls()).toEqual([]);
  });

  test("goes with its links where the system's manager is not reached", async () => {
    const { home, system, file } = await installed("linux", program, { reached: false });
    const link = path.join(home, ".config/systemd/user/default.target.wants/switchyard.service");
    mkdirSync(path.dirname(link));
    symlinkSync(file, link);
    expect(await removeOwnService(system, program)).toBe(true);
    expect(existsSync(file)).toBe(false);
    expect(() => readFileSync(link)).toThrow(/ENOENT/);
  });
});

test("a task of Windows is known by its program too", () => {
  const program = String.raw`C:\Users\R & D\Switchyard.exe`;
  const plan = { program, args: ["--hidden"], variables: {}, desktop: true, logFolder: "" };
  expect(starts(scheduledTask(plan, "ROBIN"), program)).toBe(true);
  expect(starts(scheduledTask({ ...plan, program: "node.exe" }, "ROBIN"), program)).toBe(false);
});
