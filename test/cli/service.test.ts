/** `service` as a process. The system's own manager is a stand-in on the PATH that starts what the unit says. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { begin, run } from "../support/command-line.ts";
import { place } from "../support/command-place.ts";
import { commandLine } from "../support/command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

const systemctl = `#!/bin/sh
echo "$@" >> "$HOME/calls"
[ -f "$HOME/broken" ] && { echo "Failed to load unit" >&2; exit 1; }
case "$2" in
  start|restart) touch "$HOME/active" ;;
  stop|disable) rm -f "$HOME/active" ;;
  is-active) [ -f "$HOME/active" ] && echo active || { echo inactive; exit 3; } ;;
esac
`;

async function servicePlace() {
  const here = await place();
  const bin = path.join(here.home, "bin");
  mkdirSync(bin);
  writeFileSync(path.join(bin, "systemctl"), systemctl);
  chmodSync(path.join(bin, "systemctl"), 0o755);
  const env = { ...here.env, PATH: `${bin}:${here.env["PATH"]}` };
  const unit = path.join(here.home, ".config/systemd/user/switchyard.service");
  const calls = () => readFileSync(path.join(here.home, "calls"), "utf8").trim().split("\n");
  return { ...here, env, unit, calls, service: (...args: string[]) => run(["service", ...args], { env }) };
}

describe.runIf(process.platform === "linux")("on Linux", () => {
  test("install, stop, start, restart, status, uninstall", async () => {
    const { home, unit, calls, service } = await servicePlace();
    expect(await service("status")).toMatchObject({ code: 1, out: "The service is not installed.\n" });
    const file = path.join(home, "my vars.env");
    writeFileSync(file, "SWITCHYARD_LOG_LEVEL=debug\n");
    const installed = await service("install", "--port", "9000", "--env-file", file, "--no-console");
    expect(installed).toMatchObject({ code: 0, out: "The service runs.\n" });
    expect(installed.error).toContain("journalctl --user -u switchyard.service");
    const text = readFileSync(unit, "utf8");
    expect(text).toMatch(
      new RegExp(
        `^ExecStart=${process.execPath} ${commandLine} serve --port 9000 --no-console --env-file "${file}"$`,
        "m",
      ),
    );
    expect(text).toContain(`Environment=SWITCHYARD_HOME=${home}\n`);
    expect(calls()).toEqual([
      "--user daemon-reload",
      "--user enable switchyard.service",
      "--user restart switchyard.service",
      "--user is-active switchyard.service",
    ]);
    expect((await service("stop")).out).toBe("The service is installed and does not run.\n");
    expect(JSON.parse((await service("status", "--json")).out)).toMatchObject({
      state: "stopped",
      file: unit,
    });
    expect((await service("start")).out).toBe("The service runs.\n");
    expect((await service("restart")).code).toBe(0);
    expect((await service("status")).code).toBe(0);
    expect(await service("uninstall")).toMatchObject({ code: 0, out: "The service is not installed.\n" });
    expect(existsSync(unit)).toBe(false);
    expect((await service("uninstall")).error).toContain("It was not installed.");
  });

  test("installed again it has the new flags only", async () => {
    const { unit, service } = await servicePlace();
    await service("install", "--port", "9000");
    await service("install", "--host", "127.0.0.2");
    expect(readFileSync(unit, "utf8")).toMatch(/serve --host 127\.0\.0\.2$/m);
  });

  test("what the unit starts is a Switchyard that answers", async () => {
    const { home, unit, env, service } = await servicePlace();
    await service("install", "--port", "0", "--console-port", "0");
    const line = /^ExecStart=(.+)$/m.exec(readFileSync(unit, "utf8"))?.[1]?.split(" ") ?? [];
    expect(line[0]).toBe(process.execPath);
    const serve = begin(line.slice(2), { env: { PATH: env["PATH"], HOME: home, SWITCHYARD_HOME: home } });
    const [, gateway] = await serve.says(/gateway (http:\S+)/);
    expect((await fetch(`${gateway}/models`)).status).toBe(200);
  });

  test.each([
    "Failed to connect to bus: No medium found",
    "Failed to connect to user scope bus via local transport: $DBUS_SESSION_BUS_ADDRESS not defined",
    "System has not been booted with systemd as init system (PID 1). Can't operate.",
  ])("where nobody runs services (%s) it says what to do and leaves nothing", async (words) => {
    const { home, unit, service } = await servicePlace();
    writeFileSync(path.join(home, "bin/systemctl"), `#!/bin/sh\ncat >&2 <<'END'\n${words}\nEND\nexit 1\n`);
    expect(await service("install")).toMatchObject({
      code: 1,
      out: "",
      error: expect.stringMatching(/systemd does not run services for you.*`switchyard serve`/s),
    });
    expect(existsSync(unit)).toBe(false);
    expect(await service("status")).toMatchObject({ out: "The service is not installed.\n" });
  });

  test("what fails is said in the system's words", async () => {
    const { home, env, service } = await servicePlace();
    expect(await service("start")).toMatchObject({
      code: 1,
      error: expect.stringContaining("not installed. switchyard service install"),
    });
    writeFileSync(path.join(home, "broken"), "");
    expect(await service("install")).toMatchObject({
      code: 1,
      error: expect.stringContaining("Failed to load unit"),
    });
    const without = await run(["service", "install"], {
      env: { ...env, PATH: path.dirname(process.execPath) },
    });
    expect(without).toMatchObject({
      code: 1,
      error: expect.stringContaining("There is no systemctl on this computer."),
    });
  });
});

test.each([
  [["service", "frobnicate"], /Unknown action "frobnicate" for service/],
  [["service", "install", "--port", "70000"], /--port wants a number from 0 to 65535/],
  [["service", "start", "now"], /Unexpected argument "now" for service start/],
])("%j is a mistake in the call", async (args, words) => {
  const { cli } = await place();
  const { code, out, error } = await cli(args);
  expect(error).toMatch(words);
  expect([code, out]).toEqual([2, ""]);
});
