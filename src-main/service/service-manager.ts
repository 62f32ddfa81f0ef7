/** Pure: per system the file of the service and the calls that bring it up, down and away. */
import path from "node:path";
import { launchAgent } from "./launch-agent.ts";
import { scheduledTask } from "./scheduled-task.ts";
import { serviceLabel, serviceName, type ServicePlan } from "./service-plan.ts";
import { systemdUnit } from "./systemd-unit.ts";

export interface ServiceSystem {
  platform: NodeJS.Platform;
  home: string;
  env: NodeJS.ProcessEnv;
  /** Numeric id of the person; 0 where there is none. */
  uid: number;
  dataFolder: string;
}

/** A program with its arguments. `mayFail`: it is no matter when it does. */
export interface Call {
  line: readonly string[];
  mayFail?: boolean;
}

export interface ServiceManager {
  /** Absolute. */
  file: string;
  encoding: "utf8" | "utf16le";
  content(plan: ServicePlan): string;
  /** After the file is written. */
  install: Call[];
  /** Before the file goes. */
  uninstall: Call[];
  /** What else of it goes, also where the calls before could not reach the system. Absolute. */
  traces: string[];
  /** After the files are gone. */
  forget: Call[];
  start: Call[];
  stop: Call[];
  restart: Call[];
  /** Its output tells whether it runs. */
  status: Call;
  isRunning(output: string): boolean;
  /** Where to read what the service says. */
  logHint: string;
}

/** null on systems without a service of this kind. */
export function managerFor(system: ServiceSystem): ServiceManager | null {
  switch (system.platform) {
    case "linux":
      return systemd(system);
    case "darwin":
      return launchd(system);
    case "win32":
      return taskScheduler(system);
    default:
      return null;
  }
}

function systemd({ home, env }: ServiceSystem): ServiceManager {
  const unit = `${serviceName}.service`;
  const call = (...words: string[]): Call => ({ line: ["systemctl", "--user", ...words] });
  const units = path.posix.join(env["XDG_CONFIG_HOME"] || path.posix.join(home, ".config"), "systemd/user");
  return {
    file: path.posix.join(units, unit),
    encoding: "utf8",
    content: systemdUnit,
    install: [call("daemon-reload"), call("enable", unit), call("restart", unit)],
    uninstall: [{ ...call("disable", "--now", unit), mayFail: true }],
    // Links of what wants it started, which nobody removes for a person whose session is not reached.
    traces: ["default", "graphical-session"].map((target) =>
      path.posix.join(units, `${target}.target.wants`, unit),
    ),
    forget: [{ ...call("daemon-reload"), mayFail: true }],
    start: [call("start", unit)],
    stop: [call("stop", unit)],
    restart: [call("restart", unit)],
    status: call("is-active", unit),
    isRunning: (output) => output.trim() === "active",
    logHint: `journalctl --user -u ${unit}`,
  };
}

function launchd({ home, uid }: ServiceSystem): ServiceManager {
  const file = path.posix.join(home, "Library/LaunchAgents", `${serviceLabel}.plist`);
  const domain = `gui/${uid}`;
  const target = `${domain}/${serviceLabel}`;
  const call = (...words: string[]): Call => ({ line: ["launchctl", ...words] });
  const away: Call = { ...call("bootout", target), mayFail: true };
  return {
    file,
    encoding: "utf8",
    content: launchAgent,
    install: [away, call("enable", target), call("bootstrap", domain, file)],
    uninstall: [away],
    traces: [],
    forget: [],
    // What was stopped is no longer loaded; what still is only has to be kicked.
    start: [{ ...call("bootstrap", domain, file), mayFail: true }, call("kickstart", target)],
    stop: [call("bootout", target)],
    restart: [{ ...call("bootstrap", domain, file), mayFail: true }, call("kickstart", "-k", target)],
    status: call("print", target),
    isRunning: (output) => /^\s*state = running$/m.test(output),
    logHint: path.posix.join(home, "Library/Logs/Switchyard/service.log"),
  };
}

function taskScheduler({ env, dataFolder }: ServiceSystem): ServiceManager {
  const file = path.win32.join(dataFolder, "service.xml");
  const name = "Switchyard";
  const user = [env["USERDOMAIN"], env["USERNAME"]].filter(Boolean).join("\\");
  const call = (...words: string[]): Call => ({ line: ["schtasks", ...words, "/TN", name] });
  const run = call("/Run");
  const end = call("/End");
  return {
    file,
    encoding: "utf16le",
    content: (plan) => scheduledTask(plan, user),
    install: [{ ...end, mayFail: true }, { line: [...call("/Create").line, "/XML", file, "/F"] }, run],
    uninstall: [
      { ...end, mayFail: true },
      { line: [...call("/Delete").line, "/F"], mayFail: true },
    ],
    traces: [],
    forget: [],
    start: [run],
    stop: [end],
    restart: [{ ...end, mayFail: true }, run],
    // The words of schtasks are translated, those of this are not.
    status: {
      line: ["powershell.exe", "-NoProfile", "-Command", `(Get-ScheduledTask -TaskName '${name}').State`],
    },
    isRunning: (output) => output.trim() === "Running",
    logHint: path.win32.join(dataFolder, "logs\\switchyard.log"),
  };
}
