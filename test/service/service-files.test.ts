/** The files of the three systems, whole, and read back by their own rules. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { installedApp } from "../../src-main/service/installed-app.ts";
import { launchAgent } from "../../src-main/service/launch-agent.ts";
import { scheduledTask } from "../../src-main/service/scheduled-task.ts";
import { managerFor } from "../../src-main/service/service-manager.ts";
import type { ServicePlan } from "../../src-main/service/service-plan.ts";
import { systemdUnit } from "../../src-main/service/systemd-unit.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const plain: ServicePlan = {
  program: "/usr/bin/node",
  args: ["/opt/switchyard/out/cli.js", "serve", "--port", "9000"],
  variables: {},
  desktop: false,
  logFolder: "/home/robin/Library/Logs/Switchyard",
};
const awkward: ServicePlan = {
  ...plain,
  program: "/opt/my node/bin/node",
  args: [String.raw`/home/ro"b'in/100% $HOME\cli <1>&.js`, "serve"],
  variables: { SWITCHYARD_HOME: String.raw`/data of "R & D"/50%\x'y` },
};

test("the systemd unit", () => {
  expect(systemdUnit(plain)).toBe(`[Unit]
Description=Switchyard: local API for your ChatGPT accounts
After=network.target

[Service]
ExecStart=/usr/bin/node /opt/switchyard/out/cli.js serve --port 9000
Restart=on-failure
RestartSec=5
TimeoutStopSec=30
UMask=0077

[Install]
WantedBy=default.target
`);
  const quoted = systemdUnit(awkward).split("\n");
  expect(quoted).toContain(
    String.raw`ExecStart="/opt/my node/bin/node" "/home/ro\"b'in/100%% $$HOME\\cli <1>&.js" serve`,
  );
  expect(quoted).toContain(String.raw`Environment="SWITCHYARD_HOME=/data of \"R & D\"/50%%\\x'y"`);
  expect(systemdUnit({ ...plain, desktop: true })).toMatch(
    /PartOf=graphical-session\.target\n[\s\S]*WantedBy=graphical-session\.target/,
  );
});

const verify = "systemd-analyze";
const hasSystemd = spawnSync(verify, ["--version"]).status === 0;

test.runIf(hasSystemd)("systemd finds nothing wrong with it", async () => {
  const folder = await temporaryFolder();
  const program = path.join(folder, "my node");
  writeFileSync(program, "");
  chmodSync(program, 0o755);
  const unit = path.join(folder, "switchyard.service");
  for (const plan of [
    { ...plain, program },
    { ...awkward, program },
    { ...plain, program, desktop: true },
  ]) {
    writeFileSync(unit, systemdUnit(plan));
    const { stdout, stderr, status } = spawnSync(verify, ["--user", "--man=no", "verify", unit], {
      // Where nobody is logged in there is no folder of a session.
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    const about = `${stdout.toString()}${stderr.toString()}`
      .split("\n")
      .filter((line) => line.includes("switchyard.service"));
    expect([status, about]).toEqual([0, []]);
  }
});

test("the LaunchAgent", () => {
  expect(launchAgent({ ...plain, variables: { SWITCHYARD_HOME: "/data" } }))
    .toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>app.switchyard.service</string>
  <key>ProgramArguments</key>
  <array>
    <string>/usr/bin/node</string>
    <string>/opt/switchyard/out/cli.js</string>
    <string>serve</string>
    <string>--port</string>
    <string>9000</string>
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>SWITCHYARD_HOME</key>
    <string>/data</string>
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>30</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>StandardOutPath</key>
  <string>/home/robin/Library/Logs/Switchyard/service.log</string>
  <key>StandardErrorPath</key>
  <string>/home/robin/Library/Logs/Switchyard/service.log</string>
</dict>
</plist>
`);
});

const hasPython = spawnSync("python3", ["-c", "import plistlib"]).status === 0;

test.runIf(hasPython)("a parser of property lists reads back what was meant", () => {
  const script = "import sys, plistlib, json; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))";
  const read = execFileSync("python3", ["-c", script], { input: launchAgent(awkward) });
  expect(JSON.parse(read.toString())).toMatchObject({
    Label: "app.switchyard.service",
    ProgramArguments: [awkward.program, ...awkward.args],
    EnvironmentVariables: awkward.variables,
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
  });
});

test("the scheduled task", () => {
  const task = scheduledTask(
    {
      ...plain,
      program: String.raw`C:\Program Files\node.exe`,
      variables: { SWITCHYARD_HOME: String.raw`D:\R & D's` },
    },
    String.raw`DESK\robin`,
  );
  expect(task).toMatch(/^<\?xml version="1\.0" encoding="UTF-16"\?>\n<Task version="1\.2"/);
  expect(task.match(/<UserId>DESK\\robin<\/UserId>/g)).toHaveLength(2);
  expect(task).toContain("<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>");
  expect(task).toContain("<Command>powershell.exe</Command>");
  expect(task).toContain(
    String.raw`<Arguments>-NoProfile -NonInteractive -WindowStyle Hidden -Command "$env:SWITCHYARD_HOME = 'D:\R &amp; D''s'; ` +
      String.raw`&amp; 'C:\Program Files\node.exe' '/opt/switchyard/out/cli.js' 'serve' '--port' '9000'; exit $LASTEXITCODE"</Arguments>`,
  );
  const app = scheduledTask(
    { ...plain, program: String.raw`C:\S\Switchyard.exe`, args: ["--hidden"], desktop: true },
    "robin",
  );
  expect(app).toContain(
    String.raw`<Command>C:\S\Switchyard.exe</Command>` + "\n      <Arguments>--hidden</Arguments>",
  );
});

test.runIf(hasPython)("a parser of XML reads the task back", () => {
  const script = [
    "import sys, json, xml.etree.ElementTree as E",
    "n = '{http://schemas.microsoft.com/windows/2004/02/mit/task}'",
    "t = E.fromstring(sys.stdin.buffer.read().decode('utf-16'))",
    "print(json.dumps([t.find(f'.//{n}Command').text, t.find(f'.//{n}Arguments').text]))",
  ].join("\n");
  const input = Buffer.from(`\uFEFF${scheduledTask(awkward, "R&D\\robin")}`, "utf16le");
  const [command, given] = JSON.parse(
    execFileSync("python3", ["-c", script], { input }).toString(),
  ) as string[];
  expect(command).toBe("powershell.exe");
  expect(given).toContain(String.raw`'/home/ro\"b''in/100% $HOME\cli <1>&.js' 'serve'`);
});

test("the calls of each system, in order", () => {
  const system = {
    home: "/home/robin",
    uid: 501,
    dataFolder: "/data",
    env: { USERDOMAIN: "DESK", USERNAME: "robin" },
  };
  const lines = (platform: NodeJS.Platform) => {
    const manager = managerFor({ ...system, platform });
    if (!manager) return null;
    const { file, install, uninstall, start, stop, restart } = manager;
    const words = (calls: typeof install) =>
      calls.map(({ line, mayFail }) => `${line.join(" ")}${mayFail ? " ?" : ""}`);
    return {
      file,
      install: words(install),
      uninstall: words(uninstall),
      start: words(start),
      stop: words(stop),
      restart: words(restart),
    };
  };
  expect(lines("linux")).toEqual({
    file: "/home/robin/.config/systemd/user/switchyard.service",
    install: ["daemon-reload", "enable switchyard.service", "restart switchyard.service"].map(
      (each) => `systemctl --user ${each}`,
    ),
    uninstall: ["systemctl --user disable --now switchyard.service ?"],
    start: ["systemctl --user start switchyard.service"],
    stop: ["systemctl --user stop switchyard.service"],
    restart: ["systemctl --user restart switchyard.service"],
  });
  const plist = "/home/robin/Library/LaunchAgents/app.switchyard.service.plist";
  const target = "gui/501/app.switchyard.service";
  expect(lines("darwin")).toEqual({
    file: plist,
    install: [
      `launchctl bootout ${target} ?`,
      `launchctl enable ${target}`,
      `launchctl bootstrap gui/501 ${plist}`,
    ],
    uninstall: [`launchctl bootout ${target} ?`],
    start: [`launchctl bootstrap gui/501 ${plist} ?`, `launchctl kickstart ${target}`],
    stop: [`launchctl bootout ${target}`],
    restart: [`launchctl bootstrap gui/501 ${plist} ?`, `launchctl kickstart -k ${target}`],
  });
  expect(lines("win32")).toMatchObject({
    install: [
      "schtasks /End /TN Switchyard ?",
      String.raw`schtasks /Create /TN Switchyard /XML \data\service.xml /F`,
      "schtasks /Run /TN Switchyard",
    ],
    uninstall: ["schtasks /End /TN Switchyard ?", "schtasks /Delete /TN Switchyard /F ?"],
  });
  expect(lines("freebsd")).toBeNull();
});

test("whether it runs, from what the systems print", () => {
  const running = (platform: NodeJS.Platform, output: string) =>
    managerFor({ platform, home: "/h", uid: 1, dataFolder: "/d", env: {} })?.isRunning(output);
  expect([running("linux", "active\n"), running("linux", "inactive\n")]).toEqual([true, false]);
  expect([
    running("darwin", "x = {\n\tstate = running\n}"),
    running("darwin", "\tstate = waiting\n"),
  ]).toEqual([true, false]);
  expect([running("win32", "Running\r\n"), running("win32", "Ready\r\n")]).toEqual([true, false]);
});

test("the installed app where its installers put it, on Linux only with a display", async () => {
  const app = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, there: string) =>
    installedApp({ platform, home: "/h", env }, (file) => file === there);
  const mac = "/Applications/Switchyard.app/Contents/MacOS/Switchyard";
  expect(app("darwin", {}, mac)).toBe(mac);
  const linux = "/opt/Switchyard/switchyard";
  expect([app("linux", {}, linux), app("linux", { DISPLAY: ":0" }, linux)]).toEqual([null, linux]);
  const windows = String.raw`C:\L\Programs\Switchyard\Switchyard.exe`;
  expect(app("win32", { LOCALAPPDATA: String.raw`C:\L` }, windows)).toBe(windows);
  expect(app("darwin", {}, "/nowhere")).toBeNull();
});
