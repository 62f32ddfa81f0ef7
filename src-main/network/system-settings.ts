/** The proxy of the operating system, read from its own settings where no desktop host is there to be asked. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Clock } from "../platform/ports.ts";
import { environmentRoute, type SystemAnswer } from "./proxy-route.ts";
import {
  fromGsettings,
  fromRegistry,
  fromScutil,
  routeOfSettings,
  type SystemSettings,
} from "./system-settings-text.ts";
import type { SystemProxy } from "./system-proxy.ts";

/** Milliseconds one reading serves all who ask: each is a process of its own, and they ask seldom. */
const freshMs = 1_000;
const patienceMs = 5_000;

interface Reader {
  program: string;
  args: string[];
  parse: (text: string) => SystemSettings | null;
}

const internetSettings = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";

function readerFor(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Reader | null {
  if (platform === "darwin") return { program: "scutil", args: ["--proxy"], parse: fromScutil };
  if (platform === "win32") return { program: "reg", args: ["query", internetSettings], parse: fromRegistry };
  // On a server gsettings answers too, with defaults that nobody has chosen.
  if (platform === "linux" && env["XDG_CURRENT_DESKTOP"])
    return {
      program: "gsettings",
      args: ["list-recursively", "org.gnome.system.proxy"],
      parse: fromGsettings,
    };
  return null;
}

/** Where nothing can be read, or only a script that nobody here runs, the environment is the answer. */
export function readSystemProxy(facts: {
  env: NodeJS.ProcessEnv;
  clock: Clock;
  platform?: NodeJS.Platform;
  /** Runs a program and resolves with what it prints. */
  run?: (program: string, args: string[]) => Promise<string>;
}): SystemProxy {
  const { env, clock, platform = process.platform, run = runProgram } = facts;
  const reader = readerFor(platform, env);
  let known: { at: number; settings: Promise<SystemSettings | null> } | null = null;

  function settings(): Promise<SystemSettings | null> {
    if (reader === null) return Promise.resolve(null);
    if (known === null || clock.now() - known.at >= freshMs) {
      const read = run(reader.program, reader.args).then(reader.parse, () => null);
      known = { at: clock.now(), settings: read };
    }
    return known.settings;
  }

  return {
    async resolve(target): Promise<SystemAnswer> {
      const found = await settings();
      if (found === null || found.script)
        return { route: environmentRoute(target, env), from: "environment" };
      return { route: routeOfSettings(target, found), from: "system" };
    },
  };
}

async function runProgram(program: string, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: patienceMs, windowsHide: true });
  return stdout;
}
