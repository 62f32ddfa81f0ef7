/** What a package's removal asks the app for, and in whose name; the app is a stand-in that says what it was given. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/switchyard.ts";

const script = path.join(import.meta.dirname, "../../assets/linux/before-remove.sh");

async function place(code = 0) {
  const folder = await temporaryFolder();
  chmodSync(folder, 0o777);
  const program = path.join(folder, "switch yard");
  const said = path.join(folder, "said");
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s|%s|%s\\n' "$(id -un)" "$HOME" "$*" >> "${said}"\nexit ${code}\n`,
  );
  chmodSync(program, 0o755);
  return {
    folder,
    remove: (reason: string, env: NodeJS.ProcessEnv) =>
      spawnSync("sh", [script, reason], {
        env: { PATH: process.env["PATH"], SWITCHYARD_PROGRAM: program, ...env },
        encoding: "utf8",
      }),
    said: () => (existsSync(said) ? readFileSync(said, "utf8").trim().split("|") : []),
  };
}

describe.runIf(process.platform === "linux" && process.getuid?.() === 0)("removed by root", () => {
  test("for a person, in that person's name and home", async () => {
    const { remove, said } = await place();
    expect(remove("remove", { SUDO_USER: "nobody", HOME: "/root" })).toMatchObject({ status: 0, stderr: "" });
    const [name, home, flags] = said();
    expect(name).toBe("nobody");
    expect(home).not.toBe("/root");
    expect(flags).toMatch(/^--uninstall --ozone-platform=headless/);
  });

  test("for root itself, where it has ever run, without Chromium's sandbox", async () => {
    const { folder, remove, said } = await place();
    expect(remove("0", { SWITCHYARD_HOME: folder, HOME: folder })).toMatchObject({ status: 0, stderr: "" });
    expect(said()[2]).toMatch(/^--uninstall .*--no-sandbox$/);
  });

  test("not for a newer version, and never in the way", async () => {
    const { remove, said } = await place(1);
    for (const reason of ["upgrade", "1"]) expect(remove(reason, { SUDO_USER: "nobody" }).status).toBe(0);
    expect(said()).toEqual([]);
    const failed = remove("remove", { SUDO_USER: "nobody" });
    expect(failed.status).toBe(0);
    expect(failed.stderr).toContain("not everything could be given back");
  });
});
