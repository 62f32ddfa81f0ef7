/** The background service of the person: installed once, there after every login. */
import { existsSync } from "node:fs";
import path from "node:path";
import { AppError } from "../../platform/app-error.ts";
import { filesIn } from "../../settings/data-folder.ts";
import { ownCommand } from "../programs/own-program.ts";
import { installedApp } from "../../service/installed-app.ts";
import { createServiceControl } from "../../service/service-control.ts";
import { managerFor, type ServiceSystem } from "../../service/service-manager.ts";
import type { ServicePlan } from "../../service/service-plan.ts";
import { serviceSystem } from "../../service/service-system.ts";
import { UsageError, type Command } from "../parsing/command.ts";
import { noMore, numberOption, textOption } from "../parsing/option-values.ts";

const actions = ["install", "uninstall", "start", "stop", "restart", "status"] as const;

export const service: Command = {
  usage: "service install [--port PORT] [--headless] … | uninstall | start | stop | restart | status",
  help: "Runs Switchyard in the background after every login. A systemd user unit, a LaunchAgent or a scheduled task; nothing needs an administrator. It runs the installed app in the tray where there is one, else `switchyard serve` with the flags given here.",
  actions,
  examples: ["switchyard service install --port 9000", "switchyard service status --json"],
  options: {
    host: { type: "string", help: "address to listen on (127.0.0.1)" },
    port: { type: "string", help: "port of the gateway (8787)" },
    "console-port": { type: "string", help: "port of the console (8788)" },
    "no-console": { type: "boolean", help: "no console pages" },
    "env-file": { type: "string", help: "variables from this file at every start" },
    headless: { type: "boolean", help: "`serve` also where the app is installed" },
  },
  async run(context, [action = "status", ...rest], options) {
    const chosen = actions.find((each) => each === action);
    if (chosen === undefined) throw new UsageError(`Unknown action "${action}" for service.`);
    noMore(`service ${chosen}`, rest);
    const { terminal, json } = context;
    const system = serviceSystem(context.env, context.dataFolder);
    const manager = managerFor(system);
    if (manager === null) {
      throw new AppError(
        "bad_request",
        `There is no background service for ${system.platform} here.`,
        "Start `switchyard serve` with whatever starts programs there.",
      );
    }
    const control = createServiceControl(manager, context.env);
    if (chosen === "install") {
      const plan = planOf(system, options);
      await control.install(plan);
      terminal.error(`${manager.file} runs: ${[plan.program, ...plan.args].join(" ")}`);
    } else if (chosen === "uninstall") {
      if (!(await control.uninstall())) terminal.error("It was not installed.");
    } else if (chosen !== "status") await control[chosen]();
    const state = await control.state();
    if (json) terminal.out(JSON.stringify({ state, file: manager.file, log: manager.logHint }));
    else terminal.out(words[state]);
    if (!json && state !== "not-installed") terminal.error(`Log: ${manager.logHint}`);
    return chosen === "status" && state !== "running" ? 1 : 0;
  },
};

const words = {
  "not-installed": "The service is not installed.",
  stopped: "The service is installed and does not run.",
  running: "The service runs.",
};

/** What is given here stays given at every start; the API key belongs into the settings, not into a file of the system. */
function planOf(system: ServiceSystem, options: Record<string, unknown>): ServicePlan {
  const flags: string[] = [];
  for (const name of ["port", "console-port"])
    if (textOption(options, name) !== null)
      flags.push(`--${name}`, String(numberOption(options, name, { from: 0, to: 65_535, otherwise: 0 })));
  const host = textOption(options, "host");
  if (host !== null) flags.push("--host", host);
  if (options["no-console"] === true) flags.push("--no-console");
  const file = textOption(options, "env-file");
  if (file !== null) flags.push("--env-file", path.resolve(file));
  const { env, home, dataFolder } = system;
  const [program, ...before] = ownCommand(env);
  const app = flags.length > 0 || options["headless"] === true ? null : installedApp(system, existsSync);
  return {
    program: app ?? program,
    args: app === null ? [...before, "serve", ...flags] : ["--hidden"],
    variables: env["SWITCHYARD_HOME"] ? { SWITCHYARD_HOME: dataFolder } : {},
    desktop: app !== null,
    logFolder:
      system.platform === "darwin" ? path.join(home, "Library/Logs/Switchyard") : filesIn(dataFolder).logs,
  };
}
