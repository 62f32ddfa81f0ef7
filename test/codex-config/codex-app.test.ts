/** Codex's desktop app ended and started again, and a terminal opened with Codex in it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  restartCodexApp,
  restartSteps,
  systemApps,
  type AppPort,
} from "../../src-main/codex-config/codex-app.ts";
import { terminalCommands, usableTerminal } from "../../src-main/codex-config/codex-terminal.ts";
import { desktopPorts } from "../support/desktop-ports.ts";
import { startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

test("how it is ended and started on each system", () => {
  expect(
    restartSteps("darwin", { pid: 5, program: "/Applications/Codex.app/Contents/MacOS/Codex", words: [] }),
  ).toEqual({
    quit: ["osascript", "-e", 'tell application "/Applications/Codex.app" to quit'],
    start: ["open", "-a", "/Applications/Codex.app"],
  });
  const program = "C:\\Users\\O'Neill\\Codex\\Codex.exe";
  expect(restartSteps("win32", { pid: 5, program, words: [] })).toEqual({
    quit: [
      "powershell.exe",
      "-NoProfile",
      "-Command",
      "if (-not (Get-Process -Id 5).CloseMainWindow()) { exit 1 }",
    ],
    start: [
      "powershell.exe",
      "-NoProfile",
      "-Command",
      "Start-Process -FilePath 'C:\\Users\\O''Neill\\Codex\\Codex.exe'",
    ],
  });
  expect(
    restartSteps("linux", {
      pid: 5,
      program: "/opt/Codex/codex-desktop",
      words: ["codex-desktop", "--quiet"],
    }),
  ).toEqual({ quit: null, start: ["/opt/Codex/codex-desktop", "--quiet"] });
});

/** A program by the app's name that does nothing for a while; only this test's own is seen. */
async function standIn() {
  const folder = path.join(await temporaryFolder(), "opt/Codex");
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, "codex-desktop");
  copyFileSync("/bin/sleep", program);
  chmodSync(program, 0o755);
  const child = spawn(program, ["60"], { stdio: "ignore" });
  const find = async () => (await systemApps.find()).filter((each) => each.program === program);
  onTestFinished(async () => {
    for (const { pid } of await find()) process.kill(pid, "SIGKILL");
  });
  await once(child, "spawn");
  return { child, port: { ...systemApps, find } satisfies AppPort };
}

test.runIf(process.platform === "linux")("a real one ends and another one runs", async () => {
  const { child, port } = await standIn();
  const ended = once(child, "exit");
  await restartCodexApp(port);
  expect(await ended).toEqual([null, "SIGTERM"]);
  await expect.poll(port.find).toHaveLength(1);
  const [app] = await port.find();
  expect(app).toMatchObject({ kind: "desktop", words: [expect.any(String), "60"] });
  expect(app?.pid).not.toBe(child.pid);
});

test.runIf(process.platform === "linux")("one that stays open is left alone and said", async () => {
  const { child, port } = await standIn();
  const started: unknown[] = [];
  const stubborn = { ...port, terminate: () => {}, start: (command: unknown) => void started.push(command) };
  await expect(restartCodexApp(stubborn, "linux", 1)).rejects.toMatchObject({
    message: expect.stringContaining("does not close") as string,
  });
  expect([child.exitCode, started]).toEqual([null, []]);
});

test("without the app it says so", async () => {
  const none = { ...systemApps, find: async () => [] };
  await expect(restartCodexApp(none)).rejects.toMatchObject({ message: "Codex's desktop app does not run." });
});

test("a terminal with a command on each system", () => {
  const command = ["codex", "-c", 'openai_base_url="http://127.0.0.1:8787/codex/v1"', "it's"];
  expect(terminalCommands("darwin", command)).toEqual([
    [
      "osascript",
      "-e",
      'tell application "Terminal" to activate',
      "-e",
      String.raw`tell application "Terminal" to do script "codex -c 'openai_base_url=\"http://127.0.0.1:8787/codex/v1\"' 'it'\\''s'"`,
    ],
  ]);
  expect(terminalCommands("win32", command.slice(0, 3))).toEqual([
    [
      "cmd.exe",
      "/d",
      "/c",
      "start",
      "Codex",
      "cmd.exe",
      "/k",
      "codex",
      "-c",
      "openai_base_url=http://127.0.0.1:8787/codex/v1",
    ],
  ]);
  const linux = terminalCommands("linux", ["codex"], "my-terminal");
  expect(linux[0]).toEqual(["my-terminal", "-e", "codex"]);
  expect(linux).toContainEqual(["gnome-terminal", "--", "codex"]);
  expect(linux).toContainEqual(["kitty", "codex"]);
});

test.runIf(process.platform === "linux")("the first terminal that is there; none is said", async () => {
  const folder = await temporaryFolder();
  const commands = terminalCommands("linux", ["codex"]);
  expect(() => usableTerminal(commands, folder)).toThrow("No terminal program");
  for (const name of ["xterm", "konsole"]) writeFileSync(path.join(folder, name), "", { mode: 0o755 });
  expect(usableTerminal(commands, `/nowhere:${folder}`)).toEqual(["konsole", "-e", "codex"]);
});

test.runIf(process.platform === "linux")("the app opens one with Codex pointed at the gateway", async () => {
  const folder = await temporaryFolder();
  const told = path.join(folder, "told");
  const terminal = path.join(folder, "terminal");
  writeFileSync(
    terminal,
    `#!/bin/sh\nprintf '%s\\n' "$SWITCHYARD_API_KEY" "$@" > "${told}.part"\nmv "${told}.part" "${told}"\n`,
    {
      mode: 0o755,
    },
  );
  const { client, url } = await startSwitchyard({
    env: { CODEX_HOME: folder, TERMINAL: terminal, SWITCHYARD_API_KEY: "sk-local-made-up" },
    compose: { desktop: desktopPorts() },
  });
  expect((await client.app.info()).can.openTerminal).toBe(true);
  await client.codex.openTerminal();
  await expect.poll(() => existsSync(told)).toBe(true);
  const [key, ...words] = readFileSync(told, "utf8").split("\n");
  expect(key).toBe("sk-local-made-up");
  expect(words.slice(0, 3)).toEqual(["-e", "codex", "-c"]);
  expect(words).toContain(`model_providers.switchyard.base_url="${url}/codex/v1"`);
  // No one else's `ps` shows the key.
  expect(words.join(" ")).not.toContain("sk-local-made-up");
});

test("headless there is no window to open", async () => {
  const { client } = await startSwitchyard({ env: { CODEX_HOME: await temporaryFolder() } });
  expect((await client.app.info()).can.openTerminal).toBe(false);
  await expect(client.codex.openTerminal()).rejects.toMatchObject({ code: "bad_request" });
});
