/** Opens the desktop app; where there is none to open, says so in one line and serves instead. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { UsageError, type Command } from "../parsing/command.ts";
import { isInstalledApp, ownCommand, rendererFolder } from "../programs/own-program.ts";
import { serve } from "./serve.ts";

export const start: Command = {
  usage: "start [--demo] [--hidden] [--env-file FILE]",
  help: "Opens the desktop app; without a display or the Electron runtime it serves headless with the console.",
  options: {
    demo: { type: "boolean", help: "simulated accounts and backend" },
    "env-file": { type: "string", help: "variables from this file; what is set already stays" },
    hidden: { type: "boolean", help: "in the tray only, without a window" },
  },
  async run(context, positionals, options) {
    if (positionals.length > 0)
      throw new UsageError(`Unexpected argument "${positionals[0] ?? ""}" for start.`);
    const reason = whyHeadless(context.env) ?? (await openApp(context.env, options));
    if (reason === null) return 0;
    context.terminal.error(`${reason} Running headless instead.`);
    return serve.run(context, [], { demo: options["demo"] });
  },
};

function whyHeadless(env: NodeJS.ProcessEnv): string | null {
  if (process.platform !== "linux" || env["DISPLAY"] || env["WAYLAND_DISPLAY"]) return null;
  return "There is no display to show the app on.";
}

/** Resolves with null when the app was there and has ended well, else with the reason it did not come up. */
async function openApp(env: NodeJS.ProcessEnv, options: Record<string, unknown>): Promise<string | null> {
  const program = isInstalledApp ? ownCommand(env) : fromPackage();
  if (program === null) return "The Electron runtime is not available on this computer.";
  const [electron, ...app] = program;
  const flags = ["demo", "hidden"].filter((flag) => options[flag] === true).map((flag) => `--${flag}`);
  // Chromium's own sandbox cannot run as root.
  if (process.getuid?.() === 0) flags.push("--no-sandbox");
  const child = spawn(electron, [...app, ...flags], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once("error", () => resolve("The Electron runtime could not be started."));
    child.once("exit", (code) =>
      resolve(code === 0 ? null : `The app ended with code ${code ?? "unknown"}.`),
    );
  });
}

// The package downloads its runtime at first use, which fails without a network.
function fromPackage(): [electron: string, app: string] | null {
  try {
    const found: unknown = createRequire(import.meta.url)("electron");
    return typeof found === "string" ? [found, path.join(rendererFolder(), "../..")] : null;
  } catch {
    return null;
  }
}
